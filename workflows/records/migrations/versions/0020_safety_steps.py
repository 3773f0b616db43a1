"""What was done of a safety page, step by step; and a threat to others is a kind of worry of its own.

The statements stand in the file beside this one, as the tables and `workflows.records.security` wrote them on that day.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from alembic import op
from sqlalchemy import text

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_ORGANIZATIONS: Final = "SELECT id FROM sign_in.organisation ORDER BY id"
_SCOPE: Final = "SELECT set_config('app.org_id', :org_id, true)"
# What was heard stays with the case and stays as urgent, though the kind has no name of its own in the earlier version.
_KINDS_BEFORE: Final = """
UPDATE app.concern SET kind = 'active_statement' WHERE org_id = cast(:org_id AS uuid) AND kind = 'threat_to_others'
"""
_KNOWN_BEFORE: Final = (
    "ALTER TABLE app.concern ADD CONSTRAINT concern_kind_known"
    " CHECK (kind IN ('talk_over', 'active_statement', 'weapon', 'abuse_or_neglect', 'other_now'))"
)


def upgrade() -> None:
    for statement in _statements():
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    bind = op.get_bind()
    for org_id in bind.execute(text(_ORGANIZATIONS)).scalars().all():
        asked = {"org_id": str(org_id)}
        bind.execute(text(_SCOPE), asked)
        bind.execute(text(_KINDS_BEFORE), asked)
    bind.exec_driver_sql("ALTER TABLE app.concern DROP CONSTRAINT concern_kind_known")
    bind.exec_driver_sql(_KNOWN_BEFORE)
    bind.exec_driver_sql("DROP TABLE app.safety_step")


def _statements() -> Iterator[str]:
    """One at a time, since the driver prepares each. A blank line stands between two and nowhere else."""
    found = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    for statement in found.split(";\n\n"):
        yield statement.strip().removesuffix(";")
