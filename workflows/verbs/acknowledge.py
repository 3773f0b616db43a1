"""A person says: I have seen this, and I act. Acknowledged is not resolved."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from supervision.access import Actor
from supervision.escalations import EscalationMove, destination
from supervision.work_access import why_not_acknowledge
from supervision.worklist import ESCALATION
from workflows.records.audit import keep_audit
from workflows.records.calls import is_told
from workflows.records.episodes import Case, lock_case
from workflows.records.escalations import keep_change, lock_escalation
from workflows.records.refusals import NotAllowed, Stale
from workflows.records.scope import Transaction
from workflows.records.work import Work, keep_acknowledgement, load_work
from workflows.verbs.next_rung import quiet_until


async def acknowledge(tx: Transaction, *, work_id: UUID, by: Actor, at: datetime) -> None:
    """Raises `NotAllowed`, or `Stale` with the name of whoever was faster."""
    found = await load_work(tx, work_id)
    case = await lock_case(tx, found.episode_id)
    told = found.kind == ESCALATION and await is_told(tx, work_id, by.person_id)
    why = why_not_acknowledge(by, case.standing, kind=found.kind, owner_id=found.owner_id, is_told=told)
    if why is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may acknowledge.")
    if found.kind == ESCALATION:
        await _of_escalation(tx, case, work_id, by=by.person_id, at=at)
    else:
        # Read again under the lock: whoever was faster has committed by now.
        if (late := why_too_late(await load_work(tx, work_id))) is not None:
            raise Stale(late)
        await keep_acknowledgement(tx, work_id, by=by.person_id, at=at)
    await keep_audit(tx, "acknowledged", mentee_id=case.mentee_id, object_kind="work", object_id=work_id)


async def _of_escalation(tx: Transaction, case: Case, work_id: UUID, *, by: UUID, at: datetime) -> None:
    """Nobody else is told for as long as the ladder says; then everybody is, unless it is resolved."""
    one = await lock_escalation(tx, work_id)
    if (state := destination(one.state, EscalationMove.ACKNOWLEDGE)) is None:
        raise Stale(why_too_late(await load_work(tx, work_id)) or "Somebody was faster. Look at it again.")
    seen = replace(
        one, state=state, taken_by=by, taken_at=at, next_at=await quiet_until(tx, case, one, at=at)
    )
    await keep_change(tx, one, seen, EscalationMove.ACKNOWLEDGE, at=at, by=by)


def why_too_late(work: Work) -> str | None:
    """Who has it already, or None while nobody has."""
    if work.state == "ended":
        return f"{work.ended_by_name or 'The policy'} has ended this already."
    if work.state in ("acknowledged", "in_hand"):
        return f"{work.acknowledged_by_name} has this already."
    return None
