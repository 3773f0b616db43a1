"""The two go on meeting, after a pause or although a goodbye was planned."""

from datetime import datetime
from uuid import UUID

from care_steps.consents import ConsentKind
from care_steps.match_states import MatchMove, MatchState
from supervision.access import Actor
from workflows.records.audit import keep_audit
from workflows.records.consents import insist_not_stopped
from workflows.records.match_lives import keep_match_change
from workflows.records.scope import Transaction
from workflows.verbs.evaluate import evaluate
from workflows.verbs.match_to_change import match_to_change


async def resume_match(
    tx: Transaction, *, match_id: UUID, words: str = "", seen_sequence: int, by: Actor, at: datetime
) -> None:
    """Raises `NotAllowed`, `Refused`, also while consent to mentoring is refused or withdrawn, or `Stale`."""
    case, match, person_id = await match_to_change(
        tx, match_id, MatchMove.RESUME, seen_sequence=seen_sequence, by=by
    )
    await insist_not_stopped(tx, case.mentee_id, ConsentKind.MENTORING)
    known_at = case.knows_at(at)
    await keep_match_change(
        tx,
        match.id,
        MatchState.STARTED,
        after=(match.sequence, match.state),
        by=person_id,
        happened_at=at,
        recorded_at=known_at,
        words=words,
    )
    await keep_audit(tx, "resumed_match", mentee_id=case.mentee_id, object_kind="match", object_id=match.id)
    await evaluate(tx, case, known_at=known_at)
