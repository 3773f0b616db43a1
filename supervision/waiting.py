"""Who waits, and what for? An open case without care, or without the care that was accepted, is never nowhere."""

from dataclasses import dataclass
from enum import StrEnum

from care_steps.offers import OfferState
from care_steps.steps import Step


class WaitsFor(StrEnum):
    """One thing that somebody waits for, in the order in which they are best done."""

    ANSWER = "answer"
    TOLD = "told"
    CONSENT = "consent"
    MENTOR = "mentor"
    NEW_MENTOR = "new_mentor"
    FIRST_SESSION = "first_session"
    PLACE = "place"

    @property
    def plain(self) -> str:
        """The words a person reads."""
        return _PLAIN[self]


_PLAIN = {
    WaitsFor.ANSWER: "the answer to the offer",
    WaitsFor.TOLD: "being told what we offer",
    WaitsFor.CONSENT: "consent",
    WaitsFor.MENTOR: "a mentor",
    WaitsFor.NEW_MENTOR: "a new mentor",
    WaitsFor.FIRST_SESSION: "the first session",
    WaitsFor.PLACE: "the first contact with a professional",
}


@dataclass(frozen=True, slots=True)
class WaitState:
    """How a case stands. `is_served`: a mentor meets them now; `is_assigned`: one is assigned for what is to start."""

    step: Step
    offer_state: OfferState | None
    offer_to: Step | None
    is_assigned: bool
    is_served: bool
    is_told: bool
    is_reserved: bool = False


def waits_for(now: WaitState) -> tuple[WaitsFor, ...]:
    """Everything this case waits for; empty when it is closed, or served and nothing more was accepted."""
    if not now.step.is_open:
        return ()
    if now.offer_state is OfferState.OFFERED:
        return (WaitsFor.ANSWER,)
    if now.offer_to is Step.PROFESSIONAL:
        return (WaitsFor.PLACE,)
    if now.offer_to is not None:
        return (WaitsFor.FIRST_SESSION,) if now.is_assigned else (WaitsFor.MENTOR,)
    if now.step is Step.REFERRED:
        return _intake(now)
    return () if now.is_served or now.step is Step.PROFESSIONAL else (WaitsFor.NEW_MENTOR,)


def _intake(now: WaitState) -> tuple[WaitsFor, ...]:
    """Before anything was decided; a mentor who is kept free waits for consent with them."""
    told = () if now.is_told else (WaitsFor.TOLD,)
    return (*told, WaitsFor.CONSENT if now.is_reserved else WaitsFor.MENTOR)
