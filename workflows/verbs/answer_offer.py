"""The mentee and the guardian answer an offer, or it waits, or it does not start."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from care_steps.offers import OfferMove, destination, why_not, why_not_decline
from supervision.access import Actor, why_not_answer_offer
from workflows.records.audit import keep_audit
from workflows.records.episodes import keep_known_at, lock_case
from workflows.records.offers import keep_offer_change, load_offer
from workflows.records.refusals import Invalid, NotAllowed, Refused, Stale
from workflows.records.scope import Transaction
from workflows.verbs.drop_referral import drop_referral

ANSWERS = (
    OfferMove.ACCEPT,
    OfferMove.DECLINE,
    OfferMove.EXPIRE,
    OfferMove.WITHDRAW,
    OfferMove.WAIT,
    OfferMove.NOT_START,
)
"""Starting is no answer: it comes with the first session, or with first contact confirmed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered. Declining needs a coded reason; the words are the young person's own."""

    move: OfferMove
    reasons: tuple[str, ...] = ()
    words: str = ""


async def answer_offer(
    tx: Transaction, *, offer_id: UUID, answer: Answer, seen_version: int, by: Actor, at: datetime
) -> None:
    """Raises `Invalid` at the fields, `NotAllowed`, `Refused` for an illegal move, `Stale`."""
    offer = await load_offer(tx, offer_id)
    case = await lock_case(tx, offer.episode_id)
    if (why := why_not_answer_offer(by, case.standing)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may record an answer.")
    if answer.move not in ANSWERS:
        raise Refused("An offer starts with the first session, or when first contact is confirmed.")
    if offer.version != seen_version:
        raise Stale("Somebody has answered this offer since you opened the page.")
    to_state = destination(offer.state, answer.move)
    if to_state is None:
        raise Refused(why_not(offer.state, answer.move) or "That answer is not possible.")
    if errors := why_not_answer(answer):
        raise Invalid(errors)
    known_at = case.knows_at(at)
    await keep_offer_change(
        tx,
        offer_id,
        version=seen_version,
        to_state=to_state.value,
        reasons=list(answer.reasons),
        words=answer.words,
        by=by.person_id,
        recorded_at=known_at,
    )
    if not to_state.is_live:
        await drop_referral(tx, case, reason="offer_ended", recorded_at=known_at)
    await keep_known_at(tx, case.id, known_at)
    await keep_audit(
        tx, f"offer_{to_state.value}", mentee_id=case.mentee_id, object_kind="offer", object_id=offer_id
    )


def why_not_answer(answer: Answer) -> dict[str, str]:
    """A sentence for each field; declining and not starting say why."""
    if answer.move not in (OfferMove.DECLINE, OfferMove.NOT_START):
        return {"reasons": "Only a declined offer has reasons."} if answer.reasons else {}
    why = why_not_decline(answer.reasons, answer.words)
    return {"reasons": why} if why else {}
