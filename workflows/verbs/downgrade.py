"""A second clinical supervisor agrees that an escalation is less urgent: its class, lane and ladder become those."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from care_steps.policy import ladder_for
from supervision.access import Actor
from supervision.escalation_access import why_not_downgrade
from supervision.escalations import EscalationMove, why_not
from triage.lanes import Lane
from workflows.records.audit import keep_audit
from workflows.records.episodes import Case, lock_case
from workflows.records.escalation_histories import asked_downgrade
from workflows.records.escalations import Escalation, keep_change, lock_escalation
from workflows.records.policies import load_policy
from workflows.records.refusals import NotAllowed, Refused
from workflows.records.scope import Transaction
from workflows.records.work import load_work


async def downgrade(tx: Transaction, *, work_id: UUID, by: Actor, at: datetime) -> None:
    """To the class that was asked for last. Raises `NotAllowed` for whoever asked, or `Refused` when nobody did."""
    found = await load_work(tx, work_id)
    case = await lock_case(tx, found.episode_id)
    one = await lock_escalation(tx, work_id)
    asked = await asked_downgrade(tx, work_id)
    why = why_not_downgrade(by, case.standing, asked_by=asked.by if asked else None)
    if why is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may agree to this.")
    if (late := why_not(one.state, EscalationMove.DOWNGRADE)) is not None or asked is None:
        raise Refused(late or "Nobody has asked to make this less urgent.")
    less = await _as_asked(tx, case, one, asked.class_, at)
    await keep_change(tx, one, less, EscalationMove.DOWNGRADE, at=at, by=by.person_id)
    await keep_audit(tx, "downgraded", mentee_id=case.mentee_id, object_kind="work", object_id=work_id)


async def _as_asked(tx: Transaction, case: Case, one: Escalation, class_: str, at: datetime) -> Escalation:
    """Due as everything of that class is, by the policy it was opened under."""
    policy = (await load_policy(tx, one.policy_version_id)).policy
    lane = Lane.URGENT.value
    limit = next(place.limit for place in policy.waiting if place.class_ == class_)
    due = case.calendar.due_at(at, amount=limit.amount, unit=limit.unit)
    ladder = ladder_for(policy.ladders, lane, case.site_name)
    return replace(one, class_=class_, lane=lane, ladder=ladder.id, due_at=max(due, one.due_at))
