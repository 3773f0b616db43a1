"""An accepted offer is started: only now the step changes."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from care_steps.moves import Move, move_between
from care_steps.offers import OfferState
from care_steps.steps import Step
from supervision.access import Actor
from workflows.records.episodes import Case, keep_step_change
from workflows.records.ids import new_id
from workflows.records.offers import keep_offer_change
from workflows.records.refusals import Refused
from workflows.records.scope import Transaction


async def start_offer(
    tx: Transaction,
    case: Case,
    *,
    offer_id: UUID,
    offer_version: int,
    decision_id: UUID,
    to_step: Step,
    words: str,
    by: Actor,
    effective_at: datetime,
    known_at: datetime,
) -> Case:
    """Returns the case as it stands after the move, which rests on the offer's decision.

    Steps 1 and 2 start with the first session made, step 3 when first contact is confirmed.
    Raises `Refused` when the machine has no such move, `Stale` when somebody was faster.
    """
    move: Move | None = move_between(case.step, to_step)
    if move is None:
        raise Refused(f"There is no move from “{case.step.plain}” to “{to_step.plain}”.")
    await keep_offer_change(
        tx,
        offer_id,
        version=offer_version,
        to_state=OfferState.STARTED.value,
        words=words,
        by=by.person_id,
        happened_at=effective_at,
        recorded_at=known_at,
    )
    await keep_step_change(
        tx,
        case,
        id=new_id(),
        from_step=case.step.value,
        to_step=to_step.value,
        move=move.value,
        decision_id=decision_id,
        effective_at=effective_at,
        recorded_at=known_at,
    )
    return replace(case, step=to_step, version=case.version + 1)
