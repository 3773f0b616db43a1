"""A counselor looks at a student of their site who has no case there. The look itself is kept."""

from uuid import UUID

from supervision.access import Actor
from supervision.intake_access import why_not_see_student
from workflows.records.audit import keep_audit
from workflows.records.people import Student, load_student
from workflows.records.refusals import NotFound
from workflows.records.scope import Seen, Transaction


async def see_student(tx: Transaction, *, mentee_id: UUID, by: Actor) -> Student:
    """Raises `NotFound` for everybody but a counselor of the site."""
    student = await load_student(tx, mentee_id)
    if why_not_see_student(by, student.site_id) is not None:
        raise NotFound
    await keep_audit(
        tx,
        "saw_student",
        mentee_id=mentee_id,
        object_kind="student",
        object_id=mentee_id,
        reason="counselor of the site",
    )
    if student.left_on is None:  # Whoever has left is referred no more.
        tx.seen.append(Seen(mentee_id))
    return student
