"""A session was made: does it start the match, and the offer that the match serves, and with it the step?"""

from datetime import datetime

from care_steps.consents import ConsentKind
from care_steps.match_states import MatchMove, MatchState
from care_steps.match_states import destination as match_destination
from care_steps.moves import Move, move_between
from care_steps.offers import OfferMove, destination
from supervision.access import Actor
from supervision.session_logs import SessionLog
from workflows.records.consents import why_stopped_now
from workflows.records.episodes import Case
from workflows.records.match_lives import keep_match_change
from workflows.records.matches import Match, keep_match_change_point
from workflows.records.scope import Transaction
from workflows.records.work import open_work_of
from workflows.verbs.end_other_matches import end_other_matches
from workflows.verbs.settle_referrals import settle_referrals
from workflows.verbs.start_offer import start_offer


async def serve_match(
    tx: Transaction, case: Case, match: Match, log: SessionLog, *, by: Actor, known_at: datetime
) -> Case:
    """The first session made starts the match, and with the mentor of an accepted offer that offer.

    A session of a match that has ended meanwhile counts, and nothing begins with it.
    """
    is_first = match_destination(match.state, MatchMove.START) is not None
    starts_offer = destination(match.offer_state, OfferMove.START) is not None
    if match.state is MatchState.ENDED or not (is_first or starts_offer):
        return case
    if await why_stopped_now(tx, case.mentee_id, ConsentKind.MENTORING) is not None:
        # What took place is on record; nothing begins against a "no".
        return case
    starts_at = max(log.held_at, match.assigned_at)
    if is_first:
        await _start(tx, case, match, by=by, at=starts_at, known_at=known_at)
    if not starts_offer:
        return case
    move = move_between(case.step, match.for_step)
    if move is Move.STEP_DOWN and (log.worry == "now" or await _is_unsafe(tx, case)):
        # The session counts; the step stays until a clinical supervisor has answered the safety item.
        return case
    if case.serving_match_id != match.id:
        assert by.person_id is not None
        await end_other_matches(
            tx,
            case.id,
            offer_id=match.offer_id,
            kept_id=match.id,
            serving_id=case.serving_match_id,
            by=by.person_id,
            at=starts_at,
            recorded_at=known_at,
        )
        await keep_match_change_point(
            tx, case.id, starts_at=starts_at, recorded_at=known_at, match_id=match.id
        )
        await settle_referrals(tx, episode_id=case.id)
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


async def _start(
    tx: Transaction, case: Case, match: Match, *, by: Actor, at: datetime, known_at: datetime
) -> None:
    """They have met. Whoever else was proposed for the same offer is not needed any more."""
    assert by.person_id is not None
    await end_other_matches(
        tx,
        case.id,
        offer_id=match.offer_id,
        kept_id=match.id,
        by=by.person_id,
        at=at,
        recorded_at=known_at,
    )
    await keep_match_change(
        tx,
        match.id,
        MatchState.STARTED,
        after=(match.sequence, match.state),
        by=by.person_id,
        happened_at=at,
        recorded_at=known_at,
    )


async def _is_unsafe(tx: Transaction, case: Case) -> bool:
    return any(one.kind == "escalation" for one in await open_work_of(tx, case.id))
