"""A match is paused: the two do not meet for a time, and whoever looks after the mentee knows why."""

from datetime import datetime
from uuid import UUID

from care_steps.match_states import MatchMove, MatchState
from supervision.access import Actor
from workflows.records.audit import keep_audit
from workflows.records.match_lives import keep_match_change
from workflows.records.refusals import Invalid
from workflows.records.scope import Transaction
from workflows.verbs.evaluate import evaluate
from workflows.verbs.match_to_change import match_to_change


async def pause_match(
    tx: Transaction, *, match_id: UUID, words: str, seen_sequence: int, by: Actor, at: datetime
) -> None:
    """Nothing else stops: what is due stays due. Raises `Invalid`, `NotAllowed`, `Refused` or `Stale`."""
    case, match, person_id = await match_to_change(
        tx, match_id, MatchMove.PAUSE, seen_sequence=seen_sequence, by=by
    )
    if not words.strip():
        raise Invalid({"words": "Say why they do not meet for now."})
    known_at = case.knows_at(at)
    await keep_match_change(
        tx,
        match.id,
        MatchState.PAUSED,
        after=(match.sequence, match.state),
        by=person_id,
        happened_at=at,
        recorded_at=known_at,
        words=words,
    )
    await keep_audit(tx, "paused_match", mentee_id=case.mentee_id, object_kind="match", object_id=match.id)
    await evaluate(tx, case, known_at=known_at)
