"""An accepted offer is started: only now the step changes."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from care_steps.moves import Move, move_between
from care_steps.offers import OfferState
from care_steps.steps import Step
from supervision.access import Actor
from triage.calendar import LAST_MINUTE
from workflows.records.episodes import Case, keep_step_change
from workflows.records.ids import new_id
from workflows.records.kept_decisions import load_decision
from workflows.records.offers import keep_offer_change
from workflows.records.refusals import Refused
from workflows.records.scope import Transaction
from workflows.verbs.ask_for_work import ask_for_work

FIRST_CHECK = "first_check"


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
    if move is Move.STEP_DOWN:
        await _first_check(tx, case, decision_id, known_at=known_at)
    return replace(case, step=to_step, version=case.version + 1)


async def _first_check(tx: Transaction, case: Case, decision_id: UUID, *, known_at: datetime) -> None:
    """Whoever signed the step down looks on the day that they named: it is their work from the first day on."""
    decision = await load_decision(tx, decision_id)
    if decision.first_check_on is None or decision.decided_by is None:
        return
    await ask_for_work(
        tx,
        case,
        action=FIRST_CHECK,
        about=decision_id,
        owner_id=decision.decided_by,
        at=tx.at,
        recorded_at=known_at,
        due_at=case.calendar.wall_time(decision.first_check_on, LAST_MINUTE),
    )
