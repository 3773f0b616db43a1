"""When somebody who was told was shown it on this site, and when they opened it.

The statements stand in the file beside this one, as the tables and `workflows.records.security` wrote them on that day.
"""

from pathlib import Path

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_BEFORE = (
    "DROP INDEX app.work_ended_escalation_ix",
    "DROP INDEX app.escalation_notice_called_ix",
    "ALTER TABLE app.escalation_notice DROP COLUMN opened_at",
    "ALTER TABLE app.escalation_notice DROP COLUMN shown_at",
)


def upgrade() -> None:
    for statement in Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").split(";\n\n"):
        op.get_bind().exec_driver_sql(statement.strip().removesuffix(";"))


def downgrade() -> None:
    for statement in _BEFORE:
        op.get_bind().exec_driver_sql(statement)
