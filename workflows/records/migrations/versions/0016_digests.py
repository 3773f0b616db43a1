"""Who was written to on a day of school about work that can wait.

The statements stand in the file beside this one, as the tables and `workflows.records.security` wrote them on that day.
Nobody was written to in what is on record from before.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_BACK: Final = "DROP TABLE app.digest CASCADE"


def upgrade() -> None:
    for statement in _statements():
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    op.get_bind().exec_driver_sql(_BACK)


def _statements() -> Iterator[str]:
    """One at a time, since the driver prepares each. A blank line stands between two and nowhere else."""
    found = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    for statement in found.split(";\n\n"):
        yield statement.strip().removesuffix(";")
