"""Who was interrupted by what can wait, and how much of it was held back and counted in a daily message.

The statements stand in the file beside this one, as the tables and `workflows.records.security` wrote them on that day.
"""

from pathlib import Path

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

# A message that only counted what was held back cannot be written any more, and what was written stays.
_BEFORE = (
    "DROP TABLE app.interruption",
    "ALTER TABLE app.digest DROP CONSTRAINT digest_about_something",
    "ALTER TABLE app.digest DROP COLUMN held",
    "ALTER TABLE app.digest ADD CONSTRAINT digest_about_something"
    " CHECK (due >= 0 AND late >= 0 AND due + late > 0) NOT VALID",
)


def upgrade() -> None:
    for statement in Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").split(";\n\n"):
        op.get_bind().exec_driver_sql(statement.strip().removesuffix(";"))


def downgrade() -> None:
    for statement in _BEFORE:
        op.get_bind().exec_driver_sql(statement)
