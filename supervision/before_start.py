"""What is still missing before a step can start, and does it hold the start up or is it only advised?

Everything at once, so that nobody meets one refusal after the other. Nothing here holds up what is urgent.
"""

from dataclasses import dataclass
from enum import StrEnum

from care_steps.offers import OfferState
from care_steps.steps import Step


class Need(StrEnum):
    """One thing that a start needs, in the order in which they are best done."""

    ANSWER = "answer"
    ON_CALL = "on_call"
    BASELINE = "baseline"
    RATED = "rated"
    TOLD = "told"
    SUPERVISORS = "supervisors"
    CONSENT = "consent"
    MENTOR = "mentor"
    FIRST_SESSION = "first_session"
    FIRST_CONTACT = "first_contact"

    @property
    def plain(self) -> str:
        """The words a person reads."""
        return _PLAIN[self]


_PLAIN = {
    Need.ANSWER: "The answer to the offer",
    Need.ON_CALL: "Somebody on call",
    Need.BASELINE: "A first questionnaire",
    Need.RATED: "A rating of needs",
    Need.TOLD: "Telling them what we offer",
    Need.SUPERVISORS: "A direct supervisor with a clinical supervisor above",
    Need.CONSENT: "The basis of consent",
    Need.MENTOR: "A mentor",
    Need.FIRST_SESSION: "A day for the first session",
    Need.FIRST_CONTACT: "The first contact with the professional",
}


@dataclass(frozen=True, slots=True)
class BeforeStart:
    """How things stand. `offer_state` and `offer_to` are of the live offer; the rest says what is there already.

    `is_assigned`: a mentor is assigned for the step that is to start. `has_supervisors`: over that mentor, or,
    before there is one, at the site. `is_told`: mentee or guardian know what is offered, and when; `wants_telling`:
    without it nobody is matched.
    """

    step: Step
    offer_state: OfferState | None
    offer_to: Step | None
    is_assigned: bool
    has_supervisors: bool
    has_first_session: bool
    has_baseline: bool
    has_on_call: bool
    is_rated: bool = False
    is_told: bool = False
    wants_telling: bool = False


@dataclass(frozen=True, slots=True)
class NeedState:
    """One need: met, or missing; `blocks` says that the start is refused without it, otherwise it is advised."""

    need: Need
    is_met: bool
    blocks: bool


def is_before_start(step: Step, *, offer_to: Step | None) -> bool:
    """Is there a step that has not started? The first one of a case, or the one that is offered."""
    return step is Step.REFERRED or (step is not Step.CLOSED and offer_to is not None)


def needs(now: BeforeStart) -> tuple[NeedState, ...]:
    """Everything the next start needs; empty when nothing is about to start."""
    if not is_before_start(now.step, offer_to=now.offer_to):
        return ()
    answer = NeedState(Need.ANSWER, now.offer_state is not OfferState.OFFERED, blocks=True)
    asked = (answer,) if now.offer_to is not None else ()
    if now.offer_to is Step.PROFESSIONAL:
        return (*asked, NeedState(Need.FIRST_CONTACT, is_met=False, blocks=True))
    return (*asked, *_measured(now), *_accompanied(now))


def _measured(now: BeforeStart) -> tuple[NeedState, ...]:
    """At the beginning of a case: what later scores are compared with, who is called, and what both sides know."""
    if now.step is not Step.REFERRED:
        return ()
    return (
        NeedState(Need.ON_CALL, now.has_on_call, blocks=False),
        NeedState(Need.BASELINE, now.has_baseline, blocks=False),
        NeedState(Need.RATED, now.is_rated, blocks=False),
        NeedState(Need.TOLD, now.is_told, blocks=now.wants_telling),
    )


def _accompanied(now: BeforeStart) -> tuple[NeedState, ...]:
    """What assigning refuses to do without. Once there is a mentor nothing more is refused."""
    blocks = not now.is_assigned
    return (
        NeedState(Need.SUPERVISORS, now.has_supervisors, blocks),
        NeedState(Need.CONSENT, now.is_assigned, blocks=True),
        NeedState(Need.MENTOR, now.is_assigned, blocks=True),
        NeedState(Need.FIRST_SESSION, now.has_first_session, blocks),
    )
