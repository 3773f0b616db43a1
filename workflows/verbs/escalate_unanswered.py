"""A task or a recommendation was due and nobody has answered it: whoever stands above its owner hears of it.

It opens the one escalation of its case about such work, or joins it. Nothing when it was answered meanwhile, when it is
not yet time by the calendar of its school, or while somebody just acts on the case: the next turn looks again.
"""

from datetime import datetime
from uuid import UUID

from care_steps.policy import Policy
from supervision.unanswered import ACTION, UNANSWERED, escalates_at, lane_of, who_answers_for
from workflows.records.audit import keep_audit
from workflows.records.episodes import Case, load_case
from workflows.records.ids import new_id
from workflows.records.policies import PolicyVersion, load_policy
from workflows.records.scope import Transaction
from workflows.records.unanswered import Overdue, keep_unanswered, lock_overdue, open_unanswered
from workflows.verbs.join_escalation import join_escalation
from workflows.verbs.open_escalation import open_escalation


async def escalate_unanswered(tx: Transaction, *, work_id: UUID, at: datetime) -> bool:
    """Whether something was done."""
    one = await lock_overdue(tx, work_id)
    case = await load_case(tx, one.episode_id) if one is not None else None
    if one is None or case is None or case.policy_version_id is None:
        return False
    version = await load_policy(tx, case.policy_version_id)
    if not is_time(version.policy, one, at):
        return False
    escalation_id = await open_unanswered(tx, case.id)
    if escalation_id is None:
        escalation_id = await _open(tx, case, version, one, at)
    else:
        due_at = _due_at(version.policy, case, one, at)
        await join_escalation(
            tx, case, escalation_id, due_at=due_at, class_=one.class_, lane=lane_of(one.lane)
        )
    await keep_unanswered(tx, work_id, escalation_id)
    await keep_audit(
        tx, "escalated_unanswered", mentee_id=case.mentee_id, object_kind="work", object_id=work_id
    )
    return True


def is_time(policy: Policy, one: Overdue, at: datetime) -> bool:
    """Whether it has been left for so long that somebody else has to hear of it."""
    ends = escalates_at(
        policy.ladders, lane=one.lane, site=one.site_name, since=one.since, calendar=one.calendar
    )
    return ends <= at


async def _open(tx: Transaction, case: Case, version: PolicyVersion, one: Overdue, at: datetime) -> UUID:
    escalation_id = new_id()
    values = {
        "id": escalation_id,
        "action": ACTION,
        "cause": UNANSWERED,
        "episode_id": case.id,
        "owner_id": who_answers_for(case.standing, one.owner_id),
        "lane": lane_of(one.lane),
        "class": one.class_,
        "due_at": _due_at(version.policy, case, one, at),
        "ends": "by_person",
        "opened_at": at,
        "recorded_at": case.knows_at(at),
    }
    await open_escalation(tx, case, version, values)
    return escalation_id


def _due_at(policy: Policy, case: Case, one: Overdue, at: datetime) -> datetime:
    """As everything of its class is."""
    limit = next(place.limit for place in policy.waiting if place.class_ == one.class_)
    return case.calendar.due_at(at, amount=limit.amount, unit=limit.unit)
