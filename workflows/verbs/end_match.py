"""A match ends, with a reason and a goodbye or why there was none. The case goes on and needs a new mentor."""

from datetime import datetime
from uuid import UUID

from care_steps.match_states import MatchEnd, MatchMove, MatchState, why_not_end_like
from supervision.access import Actor
from workflows.records.audit import keep_audit
from workflows.records.match_lives import keep_match_change
from workflows.records.matches import keep_match_gap
from workflows.records.refusals import Invalid
from workflows.records.scope import Transaction
from workflows.verbs.evaluate import evaluate
from workflows.verbs.match_to_change import match_to_change

GAP = "match_ended"
"""Why nobody serves from then on."""


async def end_match(
    tx: Transaction, *, match_id: UUID, end: MatchEnd, seen_sequence: int, by: Actor, at: datetime
) -> None:
    """Step, baseline, clocks, flags and open work stay as they are: only who meets the mentee changes.

    Raises `Invalid` at the fields, `NotAllowed`, `Refused` or `Stale`.
    """
    case, match, person_id = await match_to_change(
        tx, match_id, MatchMove.END, seen_sequence=seen_sequence, by=by
    )
    local_day = case.calendar.local_day
    errors = why_not_end_like(end, match.state, began_on=local_day(match.assigned_at), today=local_day(at))
    if errors:
        raise Invalid(errors)
    known_at = case.knows_at(at)
    await keep_match_change(
        tx,
        match.id,
        MatchState.ENDED,
        after=(match.sequence, match.state),
        by=person_id,
        happened_at=at,
        recorded_at=known_at,
        reason=end.reason,
        whose_wish=end.whose_wish,
        goodbye_on=end.goodbye_on,
        no_goodbye=end.no_goodbye or None,
        words=end.words,
    )
    if case.serving_match_id == match.id:
        await keep_match_gap(tx, case.id, starts_at=at, recorded_at=known_at, reason=GAP)
    await keep_audit(tx, "ended_match", mentee_id=case.mentee_id, object_kind="match", object_id=match.id)
    await evaluate(tx, case, known_at=known_at)
