"""What the three doors need: who looks after whom, what a mentor takes on, drafts, and who is with a young person.

The statements stand in the file beside this one, as `workflows.records.security` and the tables wrote them on
that day. A migration never reads the tables of a later day.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TABLES: Final = (
    "stated_view",
    "presence",
    "planned_session_answer",
    "reservation",
    "draft",
    "mentor_conflict",
    "mentor_terms",
    "owner_rule",
)
_COLUMNS: Final = (
    ("app.administration", "entered_how"),
    ("app.session", "concern_id"),
    ("app.session", "place"),
    ("app.session", "together_id"),
    ("app.session", "is_struck"),
    ("app.student", "homeroom"),
    ("sign_in.organisation", "clock_shift"),
)


def upgrade() -> None:
    for statement in _statements():
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for table in _TABLES:
        op.get_bind().exec_driver_sql(f"DROP TABLE app.{table}")
    for table, column in _COLUMNS:
        op.get_bind().exec_driver_sql(f"ALTER TABLE {table} DROP COLUMN {column}")


def _statements() -> Iterator[str]:
    """One at a time, since the driver prepares each. A blank line stands between two and nowhere else."""
    found = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    for statement in found.split(";\n\n"):
        yield statement.strip().removesuffix(";")
