"""What was said of a student who leaves? It is a departure, the student's own, until somebody has taken the case over."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import insert, text

from workflows.records.rows import row_of
from workflows.records.scope import Transaction
from workflows.records.tables.match_lives import departure

# Somebody was asked about the case of the very person who leaves.
OF_STUDENT: Final = """EXISTS (SELECT FROM app.takeover own
    JOIN app.episode kept ON (kept.org_id, kept.id) = (own.org_id, own.episode_id)
   WHERE (own.org_id, own.departure_id) = (d.org_id, d.id) AND kept.mentee_id = d.person_id)"""
_OPEN = text(f"""
SELECT d.id FROM app.departure d
 WHERE d.org_id = :org_id AND d.person_id = :person_id AND d.ended_at IS NULL AND {OF_STUDENT}
""")
_SAY = text("""
UPDATE app.departure SET last_day_on = :last_day_on WHERE org_id = :org_id AND id = :id AND ended_at IS NULL
""")
_END = text("""
UPDATE app.departure SET ended_at = :at, ended_by = :by WHERE org_id = :org_id AND id = :id AND ended_at IS NULL
""")
_KEEP = insert(departure)


async def open_leave_of(tx: Transaction, mentee_id: UUID) -> UUID | None:
    """The student's departure that is not over."""
    row = await row_of(tx, _OPEN, person_id=mentee_id)
    return row["id"] if row else None


async def keep_last_day(tx: Transaction, departure_id: UUID, last_day_on: date) -> None:
    asked = {"org_id": tx.actor.org_id, "id": departure_id, "last_day_on": last_day_on}
    await tx.connection.execute(_SAY, asked)


async def keep_student_leave(tx: Transaction, **row: object) -> None:
    """The database holds that somebody leaves once at a time."""
    await tx.connection.execute(_KEEP, {"org_id": tx.actor.org_id, **row})


async def keep_leave_end(tx: Transaction, departure_id: UUID, *, by: UUID, at: datetime) -> None:
    """Somebody has taken the case over."""
    asked = {"org_id": tx.actor.org_id, "id": departure_id, "by": by, "at": at}
    await tx.connection.execute(_END, asked)
