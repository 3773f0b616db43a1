"""Somebody confirms that mentee and professional have met: the referral has arrived, and only now step 3 begins."""

from datetime import datetime
from uuid import UUID

from care_steps import codes
from care_steps.offers import OfferMove, destination
from care_steps.referral_waits import call_back_on
from care_steps.referrals import ReferralMove
from care_steps.steps import Step
from supervision.access import Actor
from workflows.records.referrals import keep_referral_change
from workflows.records.refusals import Invalid, Refused
from workflows.records.scope import Transaction
from workflows.verbs.confirm_first_contact import confirm_first_contact
from workflows.verbs.turn_to_referral import Turn, turn_to_referral


async def confirm_referral_contact(
    tx: Transaction,
    *,
    referral_id: UUID,
    confirmed_by: str,
    confirmed_how: str,
    words: str = "",
    seen_version: int,
    by: Actor,
    at: datetime,
) -> None:
    """Sent is not received: `confirmed_by` says who says so, `confirmed_how` how.

    The offer it is for starts in the same write; after an emergency the step has moved already.
    Raises `Invalid` at the fields, `NotAllowed`, `Refused`, `Stale`.
    """
    turn = await turn_to_referral(
        tx,
        referral_id=referral_id,
        move=ReferralMove.CONFIRM_CONTACT,
        action="confirmed_referral_contact",
        seen_version=seen_version,
        by=by,
    )
    how, errors = codes.load("confirmed_how"), {}
    if not confirmed_by.strip():
        errors["confirmed_by"] = "Say who confirmed it."
    if not how.knows(confirmed_how):
        errors["confirmed_how"] = "Say how it was confirmed."
    if errors:
        raise Invalid(errors)
    starts = _starts_offer(turn)
    await keep_referral_change(
        tx,
        turn.referral,
        turn.to_state,
        call_back_on=call_back_on(turn.to_state, turn.case.calendar.local_day(at)),
        recorded_at=turn.known_at,
        confirmed_by=confirmed_by,
        confirmed_how=confirmed_how,
        words=words,
    )
    if starts and turn.referral.offer_id is not None:
        await confirm_first_contact(
            tx,
            offer_id=turn.referral.offer_id,
            seen_version=turn.referral.offer_version or 0,
            words=f"{confirmed_by}. {how.plain(confirmed_how)}.",
            by=by,
            at=at,
        )


def _starts_offer(turn: Turn) -> bool:
    """Whether the step begins with it; an emergency has moved the step already, and ended the offer."""
    state = turn.referral.offer_state
    if turn.case.step is Step.PROFESSIONAL or state is None:
        return False
    if destination(state, OfferMove.START) is None:
        raise Refused("The offer that this referral is for has ended. Take the referral back.")
    return True
