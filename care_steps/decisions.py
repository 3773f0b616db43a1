"""Which answers to a recommendation may be kept, and in which sentence is the answer said?

A supervisor accepts what is proposed, holds, or chooses another step. Coded reasons are wanted exactly when
the chosen step differs from the recommended one; a hold has a coded reason of its own and a day on which it
ends. Choosing less than recommended may not rest on a lack of places or on access alone; less than the present
step has a plan and a first check (`care_steps/less_help.py`), and the end of care a page of its own.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from care_steps import codes
from care_steps.less_help import is_less, why_not_less
from care_steps.moves import move_between
from care_steps.proposals import Proposal
from care_steps.steps import Step
from triage.calendar import SchoolCalendar


class Answer(StrEnum):
    """What a supervisor does with a recommendation."""

    ACCEPT = "accept"
    HOLD = "hold"
    OTHER = "other"

    @property
    def plain(self) -> str:
        """The name people read."""
        return _ANSWERS[self]


_ANSWERS = {
    Answer.ACCEPT: "Accept the recommendation",
    Answer.HOLD: "Hold for now",
    Answer.OTHER: "Choose another step",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What the supervisor chose and said. `step` counts for another step only, `hold_*` for a hold only.

    `told` are pairs of (who was told, how). The views are the words of the mentee and of the guardian. `safety_plan`
    and `first_check_on` belong to less help than now, `asking_answer` to a mentor's question.
    """

    answer: Answer
    step: Step | None = None
    override_reasons: tuple[str, ...] = ()
    override_words: str = ""
    hold_reason: str | None = None
    hold_until: date | None = None
    alternatives: tuple[str, ...] = ()
    mentee_view: str = ""
    guardian_view: str = ""
    consent_basis: str = "not_needed_no_change"
    told: tuple[tuple[str, str], ...] = ()
    words: str = ""
    safety_plan: str = ""
    first_check_on: date | None = None
    asking_answer: str | None = None

    def chosen_step(self, proposal: Proposal) -> Step | None:
        """Where this choice leads; None when another step was to be named and was not."""
        if self.answer is Answer.ACCEPT:
            return proposal.recommended
        return proposal.present if self.answer is Answer.HOLD else self.step


def why_not_choose(
    proposal: Proposal, choice: Choice, *, today: date, school: SchoolCalendar
) -> dict[str, str]:
    """A sentence for each field that cannot be kept; empty when the choice stands."""
    errors = _why_not_hold(proposal, choice, today) if choice.answer is Answer.HOLD else {}
    if choice.answer is not Answer.HOLD and (choice.hold_reason or choice.hold_until):
        errors["hold_reason"] = "Only a hold has a reason to hold and a day on which it ends."
    chosen = choice.chosen_step(proposal)
    if chosen is None:
        return errors | {"step": "Choose a step."} | _why_not_override(proposal, choice, chosen)
    errors |= _why_not_step(proposal, choice, chosen) | _why_not_override(proposal, choice, chosen)
    errors |= _why_not_answer_mentor(proposal, choice)
    if not errors.keys() & {"step", "answer"}:
        # Whoever cannot step down is not asked for a plan for it.
        errors |= why_not_less(
            proposal.present,
            chosen,
            plan=choice.safety_plan,
            first_check_on=choice.first_check_on,
            today=today,
            school=school,
        )
    if not all(codes.load("alternatives").knows(code) for code in choice.alternatives):
        errors["alternatives"] = "Choose from the list what else was offered."
    changes = chosen is not proposal.present
    if not changes and choice.consent_basis == "not_needed_no_change":
        return errors
    if not codes.load("consent_bases").knows(choice.consent_basis) or (
        changes and choice.consent_basis == "not_needed_no_change"
    ):
        errors["consent_basis"] = "Say on which consent, or on which other basis, the step is offered."
    return errors


def sentence_of(proposal: Proposal, choice: Choice, decided_by: str, because: str) -> str:
    """Why, in one sentence or two: who decided what, and which rule said what first."""
    chosen = choice.chosen_step(proposal)
    step = chosen.plain if chosen else ""
    if choice.answer is Answer.HOLD:
        reason = codes.load("hold_reasons").plain(choice.hold_reason or "")
        until = (
            f"{choice.hold_until:%B} {choice.hold_until.day}, {choice.hold_until.year}"
            if choice.hold_until
            else ""
        )
        return f"{because} {decided_by} held at “{step}” until {until}: {_inside(reason)}."
    if choice.answer is Answer.ACCEPT:
        verb = "offered" if chosen is not proposal.present else "stayed with"
        return f"{because} {decided_by} accepted the recommendation and {verb} “{step}”."
    reasons = "; ".join(_inside(codes.load("override_reasons").plain(one)) for one in choice.override_reasons)
    return f"{because} {decided_by} chose “{step}” instead of “{proposal.recommended.plain}”: {reasons}."


def _inside(plain: str) -> str:
    """A code's words within a sentence; “I” stays as it is."""
    return plain if plain.startswith("I ") else plain[:1].lower() + plain[1:]


def _why_not_hold(proposal: Proposal, choice: Choice, today: date) -> dict[str, str]:
    errors = {}
    if proposal.open_safety_items:
        errors["answer"] = "Nothing is held while a safety item is open. Answer that first."
    if choice.hold_reason is None or not codes.load("hold_reasons").knows(choice.hold_reason):
        errors["hold_reason"] = "Say why you hold."
    if choice.hold_until is None:
        errors["hold_until"] = "Say until which day you hold."
    elif choice.hold_until <= today:
        errors["hold_until"] = "A hold ends on a day to come."
    return errors


def _why_not_answer_mentor(proposal: Proposal, choice: Choice) -> dict[str, str]:
    """A hold answers nobody; whoever decides says how the question was answered."""
    known = choice.asking_answer is not None and codes.load("asking_answers").knows(choice.asking_answer)
    if not proposal.mentor_asks or choice.answer is Answer.HOLD:
        return {"asking_answer": "No mentor has asked."} if choice.asking_answer else {}
    return {} if known else {"asking_answer": "Say how the mentor’s question is answered."}


def _why_not_accept(proposal: Proposal) -> dict[str, str]:
    if proposal.recommended is Step.CLOSED:
        return {"answer": "Care is ended on the page that closes the case."}
    if is_less(proposal.recommended, proposal.present) and proposal.open_safety_items:
        return {"answer": "No step down while a safety item is open. Answer that first."}
    return {}


def _why_not_step(proposal: Proposal, choice: Choice, chosen: Step) -> dict[str, str]:
    if choice.answer is not Answer.OTHER:
        return _why_not_accept(proposal) if choice.answer is Answer.ACCEPT else {}
    if chosen is proposal.recommended:
        return {"step": "That is the recommended step. Accept the recommendation instead."}
    if chosen is proposal.present:
        # To stay although more was recommended is a hold in other words, and one without an end.
        said = "Nothing is held while a safety item is open. Answer that first."
        return {"step": said} if proposal.open_safety_items else {}
    if not chosen.is_care or move_between(proposal.present, chosen) is None:
        return {"step": f"“{chosen.plain}” cannot be reached from “{proposal.present.plain}”."}
    if proposal.present.higher_than(chosen) and proposal.open_safety_items:
        return {"step": "No step down while a safety item is open. Answer that first."}
    return {}


def _why_not_override(proposal: Proposal, choice: Choice, chosen: Step | None) -> dict[str, str]:
    differs = choice.answer is Answer.OTHER and chosen is not proposal.recommended
    if not differs:
        return (
            {"override_reasons": "Reasons are given exactly when another step is chosen."}
            if choice.override_reasons
            else {}
        )
    reasons = codes.load("override_reasons")
    if why := codes.why_not_choose(reasons, choice.override_reasons, choice.override_words):
        return {"override_reasons": why}
    entries = [reasons.find(code) for code in choice.override_reasons]
    less = chosen is not None and is_less(chosen, proposal.recommended)
    if less and all(one and one.is_too_weak_for_less for one in entries):
        return {
            "override_reasons": "Less help than recommended needs a reason that is about this mentee. "
            "Add one, or accept and let the offer wait."
        }
    return {}
