"""What is an applicant told before a match, and may a match wait for it?

How well the request fits what is offered, which services come when, and time limits. Matching is refused until
that is on record; what is urgent never waits for it.
"""

from dataclasses import dataclass

from care_steps import codes
from care_steps.steps import Step

NOT_TOLD = "Write down whom you told how well this fits, what will happen and when."


@dataclass(frozen=True, slots=True)
class Told:
    """What was said: to whom, how, and how well it fits (codes), which services come when, and time limits."""

    who: tuple[str, ...]
    how: str
    fit: str
    services: str
    limits: str = ""


def why_not_tell(told: Told) -> dict[str, str]:
    """A sentence for each field that cannot be kept, by the name of the form's field."""
    errors = {}
    known = all(codes.load("applicants").knows(one) for one in told.who)
    if not told.who or len(set(told.who)) != len(told.who) or not known:
        errors["told_who"] = "Say who was told."
    if not codes.load("told_how").knows(told.how):
        errors["told_how"] = "Say how they were told."
    if not codes.load("told_fit").knows(told.fit):
        errors["told_fit"] = "Say how well it fits."
    if not told.services.strip():
        errors["told_services"] = "Say what will happen, and when."
    return errors


def must_be_told(step: Step, *, is_urgent: bool) -> bool:
    """Before the first match of a case; an open escalation or an urgent need waits for no paper."""
    return step is Step.REFERRED and not is_urgent
