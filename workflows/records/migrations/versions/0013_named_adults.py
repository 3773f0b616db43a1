"""What a worry needs that names somebody who works here: who that is, and what is kept from them, by the database itself.

The statements stand in the file beside this one, as the tables and `workflows.records.security` wrote them on that day.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_KEPT_FROM: Final = (
    "concern",
    "work",
    "firing",
    "escalation_change",
    "escalation_notice",
    "presence",
    "abuse_report",
    "named_adult",
    "audit_event",
)


def upgrade() -> None:
    for statement in _statements():
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    bind = op.get_bind()
    for table in _KEPT_FROM:
        bind.exec_driver_sql(f"DROP POLICY {table}_not_by_the_named ON app.{table}")
    for table in ("hidden_from", "named_adult"):
        bind.exec_driver_sql(f"DROP TABLE app.{table} CASCADE")


def _statements() -> Iterator[str]:
    """One at a time, since the driver prepares each. A blank line stands between two and nowhere else."""
    found = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    for statement in found.split(";\n\n"):
        yield statement.strip().removesuffix(";")
