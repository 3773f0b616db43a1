"""Which steps of care are there, lowest first, and what are they called?"""

from collections.abc import Iterable
from enum import StrEnum


class Step(StrEnum):
    """Where an episode stands. Waiting is no step: the offer or the referral carries it."""

    REFERRED = "referred"
    MENTOR = "paraprofessional_mentor"
    JOURNEY = "journey_mentor"
    PROFESSIONAL = "professional_referral"
    CLOSED = "closed"

    @property
    def plain(self) -> str:
        """The name people read."""
        return _PLAIN[self]

    @property
    def number(self) -> int | None:
        """0 before care begins, 1 to 3 for the steps of care, None when closed."""
        return _NUMBER[self]

    @property
    def is_open(self) -> bool:
        return self is not Step.CLOSED

    @property
    def is_care(self) -> bool:
        """Whether somebody is, or is about to be, helping: steps 1 to 3."""
        return bool(self.number)

    def higher_than(self, other: "Step") -> bool:
        """Whether this is more help than the other; closed compares with nothing."""
        if self.number is None or other.number is None:
            return False
        return self.number > other.number


_PLAIN = {
    Step.REFERRED: "Referred",
    Step.MENTOR: "Paraprofessional mentor",
    Step.JOURNEY: "Supervised journey mentor",
    Step.PROFESSIONAL: "Referral to a professional",
    Step.CLOSED: "Closed",
}
_NUMBER = {Step.REFERRED: 0, Step.MENTOR: 1, Step.JOURNEY: 2, Step.PROFESSIONAL: 3, Step.CLOSED: None}

CARE_STEPS = (Step.MENTOR, Step.JOURNEY, Step.PROFESSIONAL)
"""The steps of care, lowest first."""


def highest(steps: Iterable[Step | None]) -> Step | None:
    """The most help among these, the end of care being the least; None counts for nothing."""
    found: Step | None = None
    for step in steps:
        if step is not None and (found is None or found is Step.CLOSED or step.higher_than(found)):
            found = step
    return found
