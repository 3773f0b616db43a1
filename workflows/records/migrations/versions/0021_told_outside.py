"""What a disclosure in an emergency needs: the case and the escalation that it is about, and what a second person says.

The statements stand in the file beside this one, as the tables and `workflows.records.security` wrote them on that day.
"""

from collections.abc import Iterator
from pathlib import Path

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in _statements():
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    bind = op.get_bind()
    bind.exec_driver_sql("DROP TABLE app.disclosure_review")
    bind.exec_driver_sql("DROP POLICY disclosure_not_by_the_named ON app.disclosure")
    bind.exec_driver_sql("ALTER TABLE app.disclosure DROP CONSTRAINT disclosure_by_whom_key")
    for column in ("episode_id", "work_id", "words"):
        bind.exec_driver_sql(f"ALTER TABLE app.disclosure DROP COLUMN {column}")


def _statements() -> Iterator[str]:
    """One at a time, since the driver prepares each. A blank line stands between two and nowhere else."""
    found = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    for statement in found.split(";\n\n"):
        yield statement.strip().removesuffix(";")
