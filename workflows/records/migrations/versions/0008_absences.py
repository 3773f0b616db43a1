"""Who is away from when to when, and who covers; and in whose place somebody was told of an escalation.

The statements stand in the file beside this one, as the tables and `workflows.records.security` wrote them on that day.
Nobody was away in what is on record from before.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_BACK: Final = (
    "DROP INDEX sign_in.identity_gone_ix",
    "ALTER TABLE app.escalation_notice DROP COLUMN in_place_of_id CASCADE",
    "DROP TABLE app.absence_day CASCADE",
    "DROP TABLE app.absence CASCADE",
)


def upgrade() -> None:
    for statement in _statements():
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in _BACK:
        op.get_bind().exec_driver_sql(statement)


def _statements() -> Iterator[str]:
    """One at a time, since the driver prepares each. A blank line stands between two and nowhere else."""
    found = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    for statement in found.split(";\n\n"):
        yield statement.strip().removesuffix(";")
