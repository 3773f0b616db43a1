"""In which grade is a student?"""

from uuid import UUID

from sqlalchemy import text

from workflows.records.scope import Transaction

_GRADE = text("SELECT grade FROM app.student WHERE org_id = :org_id AND person_id = :person_id")


async def grade_of(tx: Transaction, person_id: UUID) -> str | None:
    """As the roster writes it; None where it does not say."""
    found = await tx.connection.execute(_GRADE, {"org_id": tx.actor.org_id, "person_id": person_id})
    grade = found.scalar_one_or_none()
    return None if grade is None else str(grade)
