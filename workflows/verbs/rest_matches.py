"""Consent to meeting a mentor does not hold: the two do not meet until somebody with the right to it agrees again."""

from datetime import datetime
from typing import Final
from uuid import UUID

from care_steps.match_states import MatchMove, MatchState, destination
from workflows.records.episodes import Case
from workflows.records.match_lives import keep_match_change, live_matches_of
from workflows.records.scope import Transaction

# The mentor reads it too, who learns nothing of what a family said.
REST: Final = "The two do not meet for now. Whoever looks after the student says when they go on."


async def rest_matches(tx: Transaction, case: Case, *, by: UUID, at: datetime, known_at: datetime) -> int:
    """Returns how many rest from now on. The caller evaluates the case."""
    rested = 0
    for match in await live_matches_of(tx, case.id):
        if destination(match.state, MatchMove.PAUSE) is None:
            continue
        await keep_match_change(
            tx,
            match.id,
            MatchState.PAUSED,
            after=(match.sequence, match.state),
            by=by,
            happened_at=at,
            recorded_at=known_at,
            words=REST,
        )
        rested += 1
    return rested
