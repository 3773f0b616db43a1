"""A person ends an escalation: the one way in which one ends, whatever else ends with it."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from supervision.escalations import EscalationMove, EscalationState
from workflows.records.escalations import keep_change, lock_escalation
from workflows.records.refusals import Stale
from workflows.records.scope import Transaction


async def resolve_escalation(
    tx: Transaction, work_id: UUID, *, by: UUID, ended_at: datetime, outcome: str, words: str
) -> None:
    """`outcome` is a code of the list `escalation_outcomes`. Raises `Stale` when somebody has resolved it already."""
    one = await lock_escalation(tx, work_id)
    if not one.state.is_open:
        raise Stale("Somebody has ended this already.")
    resolved = replace(
        one,
        state=EscalationState.RESOLVED,
        next_at=None,
        ended_by=by,
        ended_at=ended_at,
        outcome=outcome,
        outcome_words=words,
    )
    await keep_change(tx, one, resolved, EscalationMove.RESOLVE, at=ended_at, by=by, words=words)
