"""A person takes an escalation in hand: from now on it is theirs to end, and nobody else's.

One claim at a time. Whoever was faster has it, and everybody else reads who that is.
"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from supervision.access import Actor
from supervision.escalation_access import why_not_claim
from supervision.escalations import EscalationMove, destination, why_not
from workflows.records.audit import keep_audit
from workflows.records.calls import is_told
from workflows.records.episodes import lock_case
from workflows.records.escalations import keep_change, lock_escalation
from workflows.records.refusals import NotAllowed, Refused, Stale
from workflows.records.scope import Transaction
from workflows.records.work import load_work
from workflows.verbs.acknowledge import why_too_late
from workflows.verbs.next_rung import quiet_until


async def claim(tx: Transaction, *, work_id: UUID, by: Actor, at: datetime) -> None:
    """Raises `NotAllowed`, `Refused` for work that is no escalation, or `Stale` with the name of whoever has it."""
    found = await load_work(tx, work_id)
    case = await lock_case(tx, found.episode_id)
    told = found.kind == "escalation" and await is_told(tx, work_id, by.person_id)
    why = why_not_claim(by, case.standing, kind=found.kind, owner_id=found.owner_id, is_told=told)
    if why is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may take an escalation in hand.")
    if found.kind != "escalation":
        raise Refused("Only an escalation is taken in hand.")
    one = await lock_escalation(tx, work_id)
    if why_not(one.state, EscalationMove.CLAIM) is not None:
        raise Stale(why_too_late(await load_work(tx, work_id)) or "Somebody has this already.")
    if one.taken_by not in (None, by.person_id):
        raise Stale(why_too_late(await load_work(tx, work_id)) or "Somebody has this already.")
    until = await quiet_until(tx, case, one, at=at)
    held = replace(
        one,
        state=destination(one.state, EscalationMove.CLAIM) or one.state,
        owner_id=by.person_id,
        taken_by=by.person_id,
        taken_at=at,
        next_at=until,
    )
    await keep_change(tx, one, held, EscalationMove.CLAIM, at=at, by=by.person_id)
    await keep_audit(
        tx, "claimed_escalation", mentee_id=case.mentee_id, object_kind="work", object_id=work_id
    )
