"""Somebody writes down what a guardian says about the match, or another adult in their place."""

from datetime import datetime
from uuid import UUID

from supervision.access import Actor
from supervision.guardian_inputs import GuardianSaid, why_not_take
from supervision.voice_access import why_not_take_guardian_input
from workflows.records.audit import keep_audit
from workflows.records.contacts import reachable_contacts
from workflows.records.episodes import Case, keep_known_at, lock_case
from workflows.records.guardian_inputs import keep_guardian_input
from workflows.records.refusals import Invalid, NotAllowed
from workflows.records.scope import Transaction

NOT_REACHABLE = "Choose somebody of this family who may be reached."


async def take_guardian_input(
    tx: Transaction, *, episode_id: UUID, said: GuardianSaid, by: Actor, at: datetime
) -> UUID:
    """Returns the id of what was kept. Raises `Invalid` at the fields, or `NotAllowed`."""
    case = await lock_case(tx, episode_id)
    why = why_not_take_guardian_input(by, case.standing)
    if why is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may write down what a family says.")
    errors = dict(why_not_take(said))
    if said.contact_id is not None and not await _may_be_reached(tx, case, said.contact_id, at):
        errors["who"] = NOT_REACHABLE
    if errors:
        raise Invalid(errors)
    known_at = case.knows_at(at)
    await keep_known_at(tx, case.id, known_at)
    input_id = await keep_guardian_input(
        tx, episode_id=case.id, said=said, by=by.person_id, recorded_at=known_at
    )
    await keep_audit(
        tx,
        "took_guardian_input",
        mentee_id=case.mentee_id,
        object_kind="guardian_input",
        object_id=input_id,
        reason=said.why_instead or "",
    )
    return input_id


async def _may_be_reached(tx: Transaction, case: Case, contact_id: UUID, at: datetime) -> bool:
    """Nobody is named who may not be reached on this day, nor somebody of another family."""
    reachable = await reachable_contacts(tx, case.mentee_id, on=case.calendar.local_day(at))
    return contact_id in {one.id for one in reachable}
