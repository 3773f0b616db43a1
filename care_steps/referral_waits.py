"""When does the owner of a referral ask again, and does the mentee still wait for somebody to be asked?"""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from typing import Final

from care_steps.offers import OfferState
from care_steps.referrals import ReferralState
from care_steps.steps import Step


@dataclass(frozen=True, slots=True)
class CallBacks:
    """After how many days the owner asks again, by state; after an appointment it is counted from its day."""

    days: dict[ReferralState, int]


def _call_backs() -> CallBacks:
    found = tomllib.loads((files("care_steps") / "referral_waits.toml").read_text(encoding="utf-8"))
    return CallBacks({ReferralState(state): days for state, days in found["call_back_days"].items()})


CALL_BACKS: Final = _call_backs()


def call_back_on(state: ReferralState, today: date, *, appointment: date | None = None) -> date | None:
    """On which day its owner asks how it stands; None once nobody has to.

    One that was turned down is looked at the same day: the mentee still waits.
    """
    days = CALL_BACKS.days.get(state)
    if days is None:
        return None
    return max(appointment or today, today) + timedelta(days=days)


def needs_another(state: ReferralState, *, offer: OfferState | None, step: Step, is_followed: bool) -> bool:
    """Whether this one has ended without help and the mentee still waits for a professional.

    `offer` is the offer that it was for, if there was one. Whoever is at that step, by an emergency or because care
    broke off, waits too.
    """
    if is_followed or state not in (ReferralState.REJECTED, ReferralState.REVOKED):
        return False
    return step is Step.PROFESSIONAL or offer in (OfferState.ACCEPTED, OfferState.WAITING)


def is_silent(state: ReferralState, call_back: date | None, today: date) -> bool:
    """Whether nobody has answered by the day on which its owner wanted to ask: another may be asked instead."""
    return state is ReferralState.SENT and call_back is not None and call_back < today


def why_not_draft(*, step: Step, offer: OfferState | None, is_live: bool) -> str | None:
    """`offer` is the live offer of a professional, if there is one; `is_live`: another referral is open."""
    if is_live:
        return "A referral is open already. Go on with it, or take it back first."
    if step is Step.PROFESSIONAL or offer in (OfferState.ACCEPTED, OfferState.WAITING):
        return None
    if offer is OfferState.OFFERED:
        return "The offer is not answered yet. Write the answer down first."
    return "A referral to a professional is decided and offered first."
