"""What the whole road needs: rated needs, plans of measures, tiers of safety, breaks, reviews, records that stood wrong.

The statements stand in the file beside this one, as `workflows.records.security` and the tables wrote them on
that day. A migration never reads the tables of a later day.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from alembic import op
from sqlalchemy import text

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TABLES: Final = (
    "decision_review",
    "safety_assessment",
    "misfiling",
    "measure_plan",
    "measure_attempt",
    "destination_capacity",
    "break_contact",
    "assessment",
    "applicant_told",
    "roll_over",
    "destination",
)
_COLUMNS: Final = (
    ("app.decision", "reopen_reason"),
    ("app.decision", "asking_answer"),
    ("app.decision", "exit_measure"),
    ("app.decision", "last_contact_on"),
    ("app.decision", "closure_reason"),
    ("app.decision", "first_check_on"),
    ("app.decision", "safety_plan"),
    ("app.administration", "licence"),
    ("app.administration", "scored_by"),
)
_TOTALS: Final = ("total", "received_total")
_PLANNED: Final = "ALTER TABLE app.decision ADD CONSTRAINT decision_down_has_a_plan_and_a_check"
_ORGANIZATIONS: Final = "SELECT id FROM sign_in.organisation"
_SCOPE: Final = "SELECT set_config('app.org_id', :org_id, true)"
_DOWN: Final = (
    "org_id = cast(:org_id AS uuid) AND direction = 'down' AND actor_kind = 'person' AND kind <> 'undo'"
)
_NOT_ON_RECORD: Final = f"""
UPDATE app.decision SET first_check_on = decided_at::date,
       safety_plan = 'Not on record: this was decided before a plan was asked for.'
 WHERE {_DOWN}
"""
_LEFT: Final = f"SELECT count(*) FROM app.decision WHERE {_DOWN} AND first_check_on IS NULL"


def upgrade() -> None:
    for statement in _statements():
        if statement.startswith(_PLANNED):
            _say_what_is_not_on_record()
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for table in _TABLES:
        op.get_bind().exec_driver_sql(f"DROP TABLE app.{table}")
    for table, column in _COLUMNS:
        op.get_bind().exec_driver_sql(f"ALTER TABLE {table} DROP COLUMN {column}")
    for total in _TOTALS:
        # A total with decimals has no place in the earlier schema: it is rounded, halves up.
        op.get_bind().exec_driver_sql(f"ALTER TABLE app.administration ALTER COLUMN {total} TYPE INTEGER")


def _say_what_is_not_on_record() -> None:
    """Steps down of earlier days, one organization after the other, since row-level security holds for the owner too."""
    bind = op.get_bind()
    for org_id in bind.execute(text(_ORGANIZATIONS)).scalars().all():
        asked = {"org_id": str(org_id)}
        bind.execute(text(_SCOPE), asked)
        bind.execute(text(_NOT_ON_RECORD), asked)
        left = bind.execute(text(_LEFT), asked).scalar_one()
        assert left == 0, f"{left} steps down have no plan"


def _statements() -> Iterator[str]:
    """One at a time, since the driver prepares each. A blank line stands between two and nowhere else."""
    found = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    for statement in found.split(";\n\n"):
        yield statement.strip().removesuffix(";")
