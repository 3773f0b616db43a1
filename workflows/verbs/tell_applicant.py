"""Somebody tells mentee and guardian how well the request fits, which services come when, and time limits."""

from datetime import datetime
from uuid import UUID

from supervision.access import Actor
from supervision.intake_access import why_not_tell_applicant
from supervision.telling import Told, why_not_tell
from workflows.records.applicants_told import keep_told
from workflows.records.audit import keep_audit
from workflows.records.episodes import keep_known_at, lock_case
from workflows.records.refusals import Invalid, NotAllowed, Refused
from workflows.records.scope import Transaction


async def tell_applicant(tx: Transaction, *, episode_id: UUID, told: Told, by: Actor, at: datetime) -> UUID:
    """Returns the id of the record; earlier ones stay. It is no fact about the mentee: no rule reads it.

    Raises `Invalid` at the fields, `NotAllowed`, or `Refused` for a case that is closed.
    """
    case = await lock_case(tx, episode_id)
    if (why := why_not_tell_applicant(by, case.standing)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may tell somebody something.")
    if not case.step.is_open:
        raise Refused("This case is closed.")
    if errors := why_not_tell(told):
        raise Invalid(errors)
    known_at = case.knows_at(at)
    told_id = await keep_told(
        tx, told, episode_id=case.id, by=by.person_id, happened_at=at, recorded_at=known_at
    )
    await keep_known_at(tx, case.id, known_at)
    await keep_audit(
        tx, "told_applicant", mentee_id=case.mentee_id, object_kind="applicant_told", object_id=told_id
    )
    return told_id
