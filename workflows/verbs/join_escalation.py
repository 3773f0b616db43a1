"""A further cause of an escalation that is open: it joins its history, and whoever had taken it is asked again.

The earlier deadline and the higher class hold. Whoever has it has said so before this came, so it is open again, from the
first rung on. One that nobody has taken goes on where it stands: however often something further comes up, it never
keeps the next people from being told.
"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from care_steps.policy import ladder_for
from supervision.escalations import EscalationMove, EscalationState
from supervision.ladder import Place
from workflows.records.episodes import Case
from workflows.records.escalations import keep_change, lock_escalation
from workflows.records.policies import load_policy
from workflows.records.scope import Transaction
from workflows.verbs.next_rung import next_rung


async def join_escalation(
    tx: Transaction, case: Case, work_id: UUID, *, due_at: datetime, class_: str, lane: str
) -> None:
    """Raises `Stale` when it was resolved meanwhile."""
    one = await lock_escalation(tx, work_id)
    is_graver = class_ < one.class_
    after = replace(one, due_at=min(one.due_at, due_at))
    if is_graver:
        after = replace(after, class_=class_, lane=lane)
    if one.state is EscalationState.OPEN and after.lane == one.lane:
        await keep_change(tx, one, after, EscalationMove.JOIN, at=tx.at, by=None)
        return
    version = await load_policy(tx, one.policy_version_id)
    ladder = ladder_for(version.policy.ladders, after.lane, case.site_name)
    opened = replace(after, state=EscalationState.OPEN, ladder=ladder.id, taken_by=None, taken_at=None)
    entered = await next_rung(tx, case, ladder, Place(), work_id=one.id, owner_id=one.owner_id, at=tx.at)
    await keep_change(tx, one, opened, EscalationMove.JOIN, at=tx.at, by=None, entered=entered)
