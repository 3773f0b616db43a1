"""Somebody outside was told because somebody was in danger: the threat and who was told are written down for good.

What was told was told already: no escalation, consent or approval is asked before it is kept. A second person reads it.
"""

from datetime import datetime
from uuid import UUID

from supervision.access import Actor, is_mentor_only
from supervision.disclosure_access import why_not_tell_outside
from supervision.emergency_disclosures import EmergencyDisclosure, why_not_keep
from workflows.records.audit import keep_audit
from workflows.records.disclosure_log import keep_emergency
from workflows.records.episodes import Case, lock_case
from workflows.records.kept_from_named import keep_told_since
from workflows.records.presences import has_raised
from workflows.records.refusals import Invalid, NotAllowed, NotFound
from workflows.records.scope import Transaction
from workflows.records.work import load_work


async def record_emergency_disclosure(
    tx: Transaction, *, episode_id: UUID, told: EmergencyDisclosure, by: Actor, at: datetime
) -> UUID:
    """Returns its id. Raises `Invalid` at the fields, `NotAllowed`, or `NotFound` for an escalation that is not theirs."""
    case = await lock_case(tx, episode_id)
    why = why_not_tell_outside(by, case.standing)
    if why is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may write down who was told.")
    if told.work_id is not None:
        await _insist_on(tx, case, told.work_id, by)
    if errors := why_not_keep(told, at=at):
        raise Invalid(errors)
    disclosure_id = await keep_emergency(
        tx,
        told,
        mentee_id=case.mentee_id,
        episode_id=case.id,
        by=by.person_id,
        recorded_at=case.knows_at(at),
    )
    if told.work_id is None:
        await keep_told_since(
            tx, disclosure_id, episode_id=case.id, by=by.person_id, recorded_at=case.knows_at(at)
        )
    # In the book under the escalation that it is about, so that it is kept there from whoever that is kept from.
    await keep_audit(
        tx,
        "recorded_emergency_disclosure",
        mentee_id=case.mentee_id,
        object_kind="work" if told.work_id else "disclosure",
        object_id=told.work_id or disclosure_id,
    )
    return disclosure_id


async def _insist_on(tx: Transaction, case: Case, work_id: UUID, by: Actor) -> None:
    """An escalation of this case; a mentor knows only of those behind a worry of their own."""
    work = await load_work(tx, work_id)
    if work.episode_id != case.id or work.kind != "escalation":
        raise NotFound
    if is_mentor_only(by, case.standing) and not await has_raised(tx, work_id, by.person_id):
        raise NotFound
