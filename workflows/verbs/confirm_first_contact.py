"""Somebody confirms that the mentee met the professional: only now step 3 begins."""

from datetime import datetime
from uuid import UUID

from care_steps.offers import OfferMove, destination
from care_steps.steps import Step
from supervision.access import Actor, why_not_answer_offer
from workflows.records.audit import keep_audit
from workflows.records.episodes import lock_case
from workflows.records.offers import load_offer
from workflows.records.referrals import live_referral
from workflows.records.refusals import Invalid, NotAllowed, Refused, Stale
from workflows.records.scope import Transaction
from workflows.verbs.evaluate import evaluate
from workflows.verbs.start_offer import start_offer


async def confirm_first_contact(
    tx: Transaction, *, offer_id: UUID, seen_version: int, words: str, by: Actor, at: datetime
) -> None:
    """`words` say who confirmed and how: sent is not received.

    Raises `Invalid` without them, `NotAllowed`, `Refused` for an offer of another step, `Stale`.
    """
    offer = await load_offer(tx, offer_id)
    case = await lock_case(tx, offer.episode_id)
    if (why := why_not_answer_offer(by, case.standing)) is not None:
        raise NotAllowed(why)
    if offer.to_step is not Step.PROFESSIONAL:
        raise Refused("A mentor’s step starts with the first session made.")
    if offer.version != seen_version:
        raise Stale("Somebody has answered this offer since you opened the page.")
    if destination(offer.state, OfferMove.START) is None:
        raise Refused("Record first that the offer was accepted.")
    referral = await live_referral(tx, case.id)
    if referral is not None and not referral.state.had_contact:
        raise Refused("A referral is open for this. Confirm the first contact there.")
    if not words.strip():
        raise Invalid({"words": "Say who confirmed the first contact, and how."})
    known_at = case.knows_at(at)
    case = await start_offer(
        tx,
        case,
        offer_id=offer.id,
        offer_version=seen_version,
        decision_id=offer.decision_id,
        to_step=Step.PROFESSIONAL,
        words=words,
        by=by,
        effective_at=at,
        known_at=known_at,
    )
    await keep_audit(
        tx, "first_contact_confirmed", mentee_id=case.mentee_id, object_kind="offer", object_id=offer_id
    )
    await evaluate(tx, case, known_at=known_at)
