"""A session was made: does it start the offer that its match serves, and with it the step?"""

from datetime import datetime

from care_steps.consents import ConsentKind
from care_steps.moves import Move, move_between
from care_steps.offers import OfferMove, destination
from supervision.access import Actor
from supervision.session_logs import SessionLog
from workflows.records.consents import why_stopped_now
from workflows.records.episodes import Case
from workflows.records.matches import Match, keep_match_change_point
from workflows.records.scope import Transaction
from workflows.records.work import open_work_of
from workflows.verbs.start_offer import start_offer


async def serve_match(
    tx: Transaction, case: Case, match: Match, log: SessionLog, *, by: Actor, known_at: datetime
) -> Case:
    """A session made with the mentor of an accepted offer starts that offer."""
    if destination(match.offer_state, OfferMove.START) is None:
        return case
    if await why_stopped_now(tx, case.mentee_id, ConsentKind.MENTORING) is not None:
        # What took place is on record; nothing begins against a "no".
        return case
    move = move_between(case.step, match.for_step)
    if move is Move.STEP_DOWN and (log.worry == "now" or await _is_unsafe(tx, case)):
        # The session counts; the step stays until a clinical supervisor has answered the safety item.
        return case
    starts_at = max(log.held_at, match.assigned_at)
    if case.serving_match_id != match.id:
        await keep_match_change_point(
            tx, case.id, starts_at=starts_at, recorded_at=known_at, match_id=match.id
        )
    return await start_offer(
        tx,
        case,
        offer_id=match.offer_id,
        offer_version=match.offer_version,
        decision_id=match.decision_id,
        to_step=match.for_step,
        words="The first session was made.",
        by=by,
        effective_at=starts_at,
        known_at=known_at,
    )


async def _is_unsafe(tx: Transaction, case: Case) -> bool:
    return any(one.kind == "escalation" for one in await open_work_of(tx, case.id))
