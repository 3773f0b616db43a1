"""Lists of filled-in forms that come from elsewhere, and what became of each form.

The statements stand in the file beside this one, as the tables and `workflows.records.security` wrote them on that day.
"""

from pathlib import Path
from typing import Final

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

# Forms that came in a file stay on record: the narrower rule holds for what is written from then on.
_BEFORE: Final = (
    "DROP TABLE app.answer_import_row",
    "DROP TABLE app.answer_import",
    "ALTER TABLE app.administration DROP CONSTRAINT administration_entered_how_known",
    "ALTER TABLE app.administration ADD CONSTRAINT administration_entered_how_known"
    " CHECK (entered_how IN ('paper', 'device')) NOT VALID",
)


def upgrade() -> None:
    for statement in Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").split(";\n\n"):
        op.get_bind().exec_driver_sql(statement.strip().removesuffix(";"))


def downgrade() -> None:
    for statement in _BEFORE:
        op.get_bind().exec_driver_sql(statement)
