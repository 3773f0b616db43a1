"""Something else was decided: a live offer ends, since the step it offered is passed."""

from datetime import datetime
from uuid import UUID

from care_steps.offers import OfferMove, destination
from workflows.records.offers import keep_offer_change, live_offer
from workflows.records.scope import Transaction


async def end_offer(
    tx: Transaction, episode_id: UUID, *, words: str, by: UUID | None, recorded_at: datetime
) -> None:
    """Nothing when no offer is live. `by` is None for a rule of the policy."""
    offer = await live_offer(tx, episode_id)
    if offer is None:
        return
    moves = (OfferMove.WITHDRAW, OfferMove.NOT_START)
    ended = next((to for move in moves if (to := destination(offer.state, move))), None)
    assert ended is not None
    await keep_offer_change(
        tx,
        offer.id,
        version=offer.version,
        to_state=ended.value,
        words=words,
        by=by,
        recorded_at=recorded_at,
    )
