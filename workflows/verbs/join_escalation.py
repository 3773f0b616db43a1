"""A further cause of an escalation that is open: it joins its history, and everybody is told again.

The earlier deadline and the higher class hold. Whoever has it has said so before this came, so it is open again.
"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from supervision.escalations import EscalationMove, EscalationState
from workflows.records.episodes import Case
from workflows.records.escalations import keep_change, lock_escalation
from workflows.records.scope import Transaction
from workflows.verbs.next_rung import called_again


async def join_escalation(
    tx: Transaction, case: Case, work_id: UUID, *, due_at: datetime, class_: str, lane: str
) -> None:
    """Raises `Stale` when it was resolved meanwhile."""
    one = await lock_escalation(tx, work_id)
    after = replace(
        one,
        state=EscalationState.OPEN,
        due_at=min(one.due_at, due_at),
        class_=min(one.class_, class_),
        lane=lane if class_ < one.class_ else one.lane,
        taken_by=None,
        taken_at=None,
    )
    entered = await called_again(tx, case, one, owner_id=one.owner_id, at=tx.at)
    await keep_change(tx, one, after, EscalationMove.JOIN, at=tx.at, by=None, entered=entered)
