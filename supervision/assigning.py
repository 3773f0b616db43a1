"""For which step may a mentor be assigned now, and if for none, why not?

An accepted offer names the step. Without one a case that has only been referred starts at either mentor's
step, and a case in care may get another mentor at the step it is on, also when the last match has ended.
"""

from datetime import date, datetime

from care_steps.offers import OfferState
from care_steps.steps import Step
from supervision.matching_policy import MATCHING
from triage.calendar import SchoolCalendar

MENTORED = (Step.MENTOR, Step.JOURNEY)


def why_not_assign_now(step: Step, *, offer_state: OfferState | None, offer_to: Step | None) -> str | None:
    """`offer_state` and `offer_to` are of the live offer."""
    if offer_state is OfferState.OFFERED:
        return "Record the answer to the offer first. It has not been accepted yet."
    if offer_to is Step.PROFESSIONAL or (offer_to is None and step is Step.PROFESSIONAL):
        return "A professional is reached by a referral. No mentor is assigned for that step."
    if step is Step.CLOSED:
        return "This case is closed."
    return None


def why_not_offer_start(step: Step, *, has_offer: bool) -> str | None:
    """May care begin with an offer of a professional? From intake on every step can be chosen, the highest too."""
    if step is not Step.REFERRED:
        return "Care has begun already. Another step needs a decision."
    if has_offer:
        return "An offer is open already. Record its answer, or withdraw it, before you offer a step."
    return None


def why_not_reserve_now(step: Step, *, offer_to: Step | None) -> str | None:
    """May a mentor be kept free? Also while an offer is not answered: consent is what one waits for."""
    if step is Step.CLOSED:
        return "This case is closed."
    if offer_to is Step.PROFESSIONAL or (offer_to is None and step is Step.PROFESSIONAL):
        return "A professional is reached by a referral. No mentor is assigned for that step."
    return None


def reserved_until(calendar: SchoolCalendar, at: datetime) -> date:
    """The last day of a reservation that begins now."""
    days = MATCHING.reservation_school_days
    return calendar.local_day(calendar.due_at(at, amount=days, unit="school_days"))


def steps_to_assign(step: Step, *, offer_to: Step | None) -> tuple[Step, ...]:
    """The steps that may be chosen, once `why_not_assign_now` has nothing against it."""
    if offer_to is not None:
        return (offer_to,)
    return MENTORED if step is Step.REFERRED else (step,)
