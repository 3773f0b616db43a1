"""A goodbye is planned: the two know the day on which they meet for the last time."""

from datetime import date, datetime
from uuid import UUID

from care_steps.match_states import MatchMove, MatchState, why_not_goodbye_on
from supervision.access import Actor
from workflows.records.audit import keep_audit
from workflows.records.match_lives import keep_match_change
from workflows.records.refusals import Invalid
from workflows.records.scope import Transaction
from workflows.verbs.evaluate import evaluate
from workflows.verbs.match_to_change import match_to_change


async def begin_ending(
    tx: Transaction,
    *,
    match_id: UUID,
    goodbye_on: date,
    words: str = "",
    seen_sequence: int,
    by: Actor,
    at: datetime,
) -> None:
    """They go on meeting until then. Raises `Invalid`, `NotAllowed`, `Refused` or `Stale`."""
    case, match, person_id = await match_to_change(
        tx, match_id, MatchMove.PLAN_GOODBYE, seen_sequence=seen_sequence, by=by
    )
    if errors := why_not_goodbye_on(goodbye_on, today=case.calendar.local_day(at)):
        raise Invalid(errors)
    known_at = case.knows_at(at)
    await keep_match_change(
        tx,
        match.id,
        MatchState.ENDING,
        after=(match.sequence, match.state),
        by=person_id,
        happened_at=at,
        recorded_at=known_at,
        goodbye_on=goodbye_on,
        words=words,
    )
    await keep_audit(tx, "planned_goodbye", mentee_id=case.mentee_id, object_kind="match", object_id=match.id)
    await evaluate(tx, case, known_at=known_at)
