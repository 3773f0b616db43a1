"""Through which services people are told besides the site and the e-mail.

The statements stand in the file beside this one, as the tables and `workflows.records.security` wrote them on that day.
What is on record from before went by page and mail alone, and passed no way over.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

# Text messages that were sent stay on record: the narrower rule holds for what is written from then on.
_BACK: Final = (
    "DROP TABLE app.channel_post CASCADE",
    "DROP TABLE app.channel_test CASCADE",
    "DROP TABLE app.channel CASCADE",
    "DROP TABLE app.passed_way CASCADE",
    "ALTER TABLE app.escalation_notice DROP CONSTRAINT escalation_notice_way_known",
    "ALTER TABLE app.escalation_notice ADD CONSTRAINT escalation_notice_way_known"
    " CHECK (way IN ('page', 'mail')) NOT VALID",
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
