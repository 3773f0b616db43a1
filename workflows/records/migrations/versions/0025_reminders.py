"""Who was reminded of what they left undone, and how often; such a message counts into the budget of a day.

The statements stand in the file beside this one, as the tables and `workflows.records.security` wrote them on that day.
"""

from pathlib import Path

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

# A message that was sent stays on record: the narrower rule holds for what is written from then on.
_BEFORE = (
    "DROP TABLE app.reminder",
    "ALTER TABLE app.digest DROP COLUMN held_reminders",
    "ALTER TABLE app.interruption DROP CONSTRAINT interruption_kind_known",
    "ALTER TABLE app.interruption ADD CONSTRAINT interruption_kind_known CHECK (kind IN ('cover')) NOT VALID",
)


def upgrade() -> None:
    for statement in Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").split(";\n\n"):
        op.get_bind().exec_driver_sql(statement.strip().removesuffix(";"))


def downgrade() -> None:
    for statement in _BEFORE:
        op.get_bind().exec_driver_sql(statement)
