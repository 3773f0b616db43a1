"""When each person wants to be told of what can wait, said by nobody but themselves.

The statements stand in the file beside this one, as the tables and `workflows.records.security` wrote them on that day.
"""

from pathlib import Path

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").split(";\n\n"):
        op.get_bind().exec_driver_sql(statement.strip().removesuffix(";"))


def downgrade() -> None:
    op.get_bind().exec_driver_sql("DROP TABLE app.when_told")
