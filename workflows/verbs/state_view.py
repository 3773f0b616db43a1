"""Somebody says, or writes down for somebody, what they think about the next step or about an offer."""

from datetime import datetime
from uuid import UUID

from supervision.access import Actor, why_not_state_view
from supervision.stated_views import ABOUT_AN_OFFER, Whose
from workflows.records.audit import keep_audit
from workflows.records.episodes import keep_known_at, lock_case
from workflows.records.offers import load_offer
from workflows.records.refusals import Invalid, NotAllowed, NotFound
from workflows.records.scope import Transaction
from workflows.records.stated_views import keep_view


async def state_view(
    tx: Transaction,
    *,
    episode_id: UUID,
    whose: Whose,
    words: str,
    by: Actor,
    at: datetime,
    offer_id: UUID | None = None,
) -> UUID:
    """Returns the view's id. The words are kept as they were typed; an earlier view stays on record.

    With `offer_id` it is what the mentee or the guardian thinks about that offer. Raises `Invalid` at the field,
    `NotFound` for an offer of another case, or `NotAllowed`.
    """
    case = await lock_case(tx, episode_id)
    if offer_id is not None and (await load_offer(tx, offer_id)).episode_id != case.id:
        raise NotFound
    why = why_not_state_view(by, case.standing, whose=whose)
    if why is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may say what somebody thinks.")
    if offer_id is not None and whose not in ABOUT_AN_OFFER:
        raise Invalid({"whose": "Only the young person and the guardian are asked about an offer."})
    if not words.strip():
        raise Invalid({"words": "Write down what was said."})
    # Its place before or after a decision is read from the record: never at the same instant.
    known_at = case.knows_at(at)
    await keep_known_at(tx, case.id, known_at)
    view_id = await keep_view(
        tx,
        episode_id=case.id,
        whose=whose,
        words=words,
        by=by.person_id,
        happened_at=at,
        recorded_at=known_at,
        offer_id=offer_id,
    )
    await keep_audit(
        tx, "stated_view", mentee_id=case.mentee_id, object_kind="stated_view", object_id=view_id
    )
    return view_id
