"""Is the schema still the one that this process was written for? After a migration, old code stops itself.

Asked by the statement that begins a transaction, so that it costs no trip of its own. Whatever began before the migration
was done may still end.
"""

from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).parent / "migrations" / "versions"
# Looked up when the process begins: an upgrade may put other files there while it still runs.
WRITTEN_FOR: Final = max(path.stem.split("_")[0] for path in _FOLDER.glob("[0-9]*_*.py"))
"""The revision that this process was written for."""
REVISION: Final = "(SELECT version_num FROM public.alembic_version)"
"""What a first statement asks for."""


class MovedOn(Exception):
    """The schema has another revision: nothing is read or written any more, and the process ends."""

    def __init__(self, found: str | None) -> None:
        self.sentence = (
            f"The database was migrated to {found or 'nothing'} while this process, which was written for {WRITTEN_FOR}, "
            "ran. It has ended by itself; start the release that belongs to the database."
        )
        super().__init__(self.sentence)


def insist_on(found: str | None) -> None:
    """Raise `MovedOn` unless it is the revision that this process was written for."""
    if found != WRITTEN_FOR:
        raise MovedOn(found)
