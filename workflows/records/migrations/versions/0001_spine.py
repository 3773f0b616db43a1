"""The spine: people, cases, measures, work, decisions, offers, with row-level security from the first table.

The statements stand in the file beside this one, as `workflows.records.security` and the tables wrote them on
that day. A migration never reads the tables of a later day.
"""

from collections.abc import Iterator
from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_SCHEMAS = ("staging", "app", "sign_in")


def upgrade() -> None:
    for statement in _statements():
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for schema in _SCHEMAS:
        op.get_bind().exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")


def _statements() -> Iterator[str]:
    """One at a time, since the driver prepares each. A blank line stands between two and nowhere else."""
    found = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    for statement in found.split(";\n\n"):
        yield statement.strip().removesuffix(";")
