"""In which state a school lies, which hours its law leaves out, and under which row of the law a report was written down.

The statements stand in the file beside this one, as the tables and `workflows.records.security` wrote them on that day.
"""

from collections.abc import Iterator
from pathlib import Path

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in _statements():
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    bind = op.get_bind()
    bind.exec_driver_sql(
        "ALTER TABLE app.abuse_report DROP COLUMN duty_state CASCADE, DROP COLUMN duty_recorded_at CASCADE"
    )
    bind.exec_driver_sql("ALTER TABLE app.reporting_duty DROP COLUMN written_excludes CASCADE")
    bind.exec_driver_sql("DROP TABLE app.site_state")


def _statements() -> Iterator[str]:
    """One at a time, since the driver prepares each. A blank line stands between two and nowhere else."""
    found = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    for statement in found.split(";\n\n"):
        yield statement.strip().removesuffix(";")
