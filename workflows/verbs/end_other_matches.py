"""A mentor takes over from another: which matches of the case end with it?"""

from datetime import datetime
from uuid import UUID

from care_steps.match_states import MatchEnd
from workflows.records.match_lives import keep_match_ends, live_matches_of
from workflows.records.scope import Transaction

_REPLACED, _STEP_CHANGED = "replaced", "step_changed"


async def end_other_matches(
    tx: Transaction,
    episode_id: UUID,
    *,
    offer_id: UUID,
    kept_id: UUID | None = None,
    serving_id: UUID | None = None,
    by: UUID,
    at: datetime,
    recorded_at: datetime,
) -> None:
    """Those that serve the same offer, and the one that served until now. `kept_id`: the match that goes on."""
    for one in await live_matches_of(tx, episode_id):
        if one.id == kept_id or (one.offer_id != offer_id and one.id != serving_id):
            continue
        reason = _REPLACED if one.offer_id == offer_id else _STEP_CHANGED
        end = MatchEnd(reason, "program")
        await keep_match_ends(tx, [one], end, by=by, at=at, recorded_at=recorded_at)
