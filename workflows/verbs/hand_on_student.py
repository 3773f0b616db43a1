"""A student leaves the school: somebody else in the organization is asked to go on with the case."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from supervision.access import Actor
from supervision.departure_access import why_not_hand_on_student, why_not_take_student
from supervision.last_days import needed_from
from workflows.records.audit import keep_audit
from workflows.records.episodes import Case, lock_case
from workflows.records.ids import new_id
from workflows.records.people import taker_of
from workflows.records.refusals import Invalid, NotAllowed, Refused
from workflows.records.said_leaves import keep_last_day, keep_student_leave, open_leave_of
from workflows.records.scope import Transaction
from workflows.records.takeovers import keep_takeover, withdraw_takeovers

_WHAT = "owner"


@dataclass(frozen=True, slots=True)
class StudentLeaves:
    """Where they go or why they leave, their last day at this school, and who is asked to go on with the case."""

    why: str
    last_day_on: date
    to_id: UUID


async def hand_on_student(
    tx: Transaction, *, episode_id: UUID, leave: StudentLeaves, by: Actor, at: datetime
) -> UUID:
    """Returns the id of what is asked. The case stays with its owner until the other accepts.

    Raises `Invalid` at the fields, `NotAllowed`, or `Refused` for a case that is closed.
    """
    case = await lock_case(tx, episode_id)
    if (why := why_not_hand_on_student(by, case.standing)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may do this.")
    if not case.step.is_open:
        raise Refused("This case is closed. Nothing of it has to be taken over.")
    errors = {} if leave.why.strip() else {"why": "Say where the student goes, or why they leave."}
    needed_on = needed_from(leave.last_day_on, today=case.calendar.local_day(at))
    taker = await taker_of(tx, leave.to_id)
    if wrong := why_not_take_student(taker, to_id=leave.to_id, owner_id=case.owner_id, needed_on=needed_on):
        errors["to_id"] = wrong
    if errors:
        raise Invalid(errors)
    departure_id = await _leave(tx, case, leave, by=by.person_id, at=at)
    await withdraw_takeovers(tx, departure_id, episode_id=case.id, what=_WHAT, by=by.person_id, at=at)
    takeover_id = new_id()
    await keep_takeover(
        tx,
        id=takeover_id,
        departure_id=departure_id,
        episode_id=case.id,
        what=_WHAT,
        to_id=leave.to_id,
        proposed_by=by.person_id,
        proposed_at=at,
        recorded_at=at,
    )
    await keep_audit(
        tx, "proposed_takeover", mentee_id=case.mentee_id, object_kind="takeover", object_id=takeover_id
    )
    return takeover_id


async def _leave(tx: Transaction, case: Case, leave: StudentLeaves, *, by: UUID, at: datetime) -> UUID:
    """The departure of this student: the one that is on record, with the day said now, or a new one."""
    if (known := await open_leave_of(tx, case.mentee_id)) is not None:
        await keep_last_day(tx, known, leave.last_day_on)
        return known
    departure_id = new_id()
    try:
        await keep_student_leave(
            tx,
            id=departure_id,
            person_id=case.mentee_id,
            why=leave.why,
            last_day_on=leave.last_day_on,
            begun_by=by,
            recorded_at=at,
        )
    except IntegrityError as twice:
        raise Refused(
            "This student leaves as a mentor as well. Let that end first, under “Leaving”."
        ) from twice
    return departure_id
