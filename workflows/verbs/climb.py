"""The timer of an escalation has run out: whoever is next is told, or everybody again when it was taken and not resolved."""

from dataclasses import replace
from uuid import UUID

from supervision.escalations import EscalationMove, EscalationState, of_silence
from supervision.ladder import after
from workflows.records.episodes import load_case
from workflows.records.escalations import keep_change, lock_due
from workflows.records.scope import Transaction
from workflows.verbs.next_rung import called_again, ladder_of_escalation, next_rung


async def climb(tx: Transaction, *, work_id: UUID) -> bool:
    """Whether something was done. Nothing is, when it is not due or somebody is just changing it.

    Locks the escalation alone, never its case: somebody who stands still on a case does not stop the clock.
    """
    one = await lock_due(tx, work_id)
    move = of_silence(one.state) if one is not None else None
    if one is None or move is None:
        return False
    case = await load_case(tx, one.episode_id)
    if move is EscalationMove.CALL_AGAIN:
        entered = await called_again(tx, case, one, owner_id=one.owner_id, at=tx.at)
    else:
        ladder = await ladder_of_escalation(tx, one)
        place = after(ladder, one.place)
        entered = await next_rung(tx, case, ladder, place, work_id=one.id, owner_id=one.owner_id, at=tx.at)
    opened = replace(one, state=EscalationState.OPEN, taken_by=None, taken_at=None)
    await keep_change(tx, one, opened, move, at=tx.at, by=None, entered=entered)
    return True
