"""What does the form of a decision offer, and what did it say?

Fields that belong to another answer than the chosen one are left unread: without scripts all of them are shown,
and the day of a hold is filled in before anybody holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from care_steps import codes
from care_steps.decisions import Answer
from care_steps.decisions import Choice as Chosen
from care_steps.moves import move_between
from care_steps.proposals import Proposal
from care_steps.steps import CARE_STEPS, Step
from supervision.stated_views import Whose
from workflows.pages.coded_choices import choices_of
from workflows.pages.components import Sentence
from workflows.pages.forms import KEY_MISSING, Reading
from workflows.pages.page import Choice, Form, mark
from workflows.pages.told_fields import HOW, TOLD, read_told
from workflows.records.stated_views import StatedView
from workflows.verbs.decide import Seen

FIRINGS: Final = "firing"
"""The hidden fields that name what the reader saw fire."""

# Not for a supervisor who decides: one opens a case, the other is the emergency lane's own.
_NOT_CHOSEN: Final = ("not_needed_to_open", "emergency_disclosure")
_NO_CHANGE: Final = "not_needed_no_change"


# Which of the two buttons was pressed.
THEN: Final = "then"
NEXT: Final = "next"
_OFFERED: Final = mark("An offer. Begins with a first session.")
_REFERRED: Final = mark("An offer. Begins with first contact.")
_STAYED: Final = mark("Nothing changes for the mentee.")
_HELD: Final = mark("Nothing changes; it is asked again.")
_OTHER: Final = mark("An offer too, or to stay; with reasons.")


@dataclass(frozen=True, slots=True)
class AnswerChoice:
    """One of the three answers; `text` names the step it leads to, `hint` says what would happen."""

    answer: Answer
    text: Sentence
    hint: str


@dataclass(frozen=True, slots=True)
class DecisionChoices:
    """Everything one may choose from. Without `steps` no other step can be chosen by this reader."""

    answers: tuple[AnswerChoice, ...]
    steps: tuple[Choice, ...]
    hold_reasons: tuple[Choice, ...] = choices_of("hold_reasons")
    override_reasons: tuple[Choice, ...] = choices_of("override_reasons")
    alternatives: tuple[Choice, ...] = choices_of("alternatives")
    consent_bases: tuple[Choice, ...] = choices_of("consent_bases", without=_NOT_CHOSEN)
    told: tuple[tuple[str, str], ...] = TOLD
    how: tuple[Choice, ...] = HOW
    asking_answers: tuple[Choice, ...] = choices_of("asking_answers")


def choices_for(proposal: Proposal, *, may_change_step: bool) -> DecisionChoices:
    """What this reader may answer. Who may not change the step may hold, and agree to stay."""
    answers = []
    stays = proposal.recommended is proposal.present
    # The end of care has a page of its own: it asks for more than an answer.
    if (may_change_step or stays) and proposal.recommended.is_open:
        text = mark("Accept: stay at “%(step)s”") if stays else mark("Accept: offer “%(step)s”")
        said = Sentence(text, terms={"step": proposal.recommended.plain})
        answers.append(AnswerChoice(Answer.ACCEPT, said, _STAYED if stays else _begins(proposal.recommended)))
    answers.append(AnswerChoice(Answer.HOLD, Sentence(mark("Hold for now, and ask again")), _HELD))
    if may_change_step:
        answers.append(AnswerChoice(Answer.OTHER, Sentence(mark("Choose another step")), _OTHER))
    return DecisionChoices(tuple(answers), _steps(proposal) if may_change_step else ())


def _begins(step: Step) -> str:
    return _REFERRED if step is Step.PROFESSIONAL else _OFFERED


def _steps(proposal: Proposal) -> tuple[Choice, ...]:
    reachable = [
        step
        for step in CARE_STEPS
        if step is not proposal.recommended
        and (step is proposal.present or move_between(proposal.present, step) is not None)
    ]
    return tuple(
        Choice(step.value, step.plain, mark("The present step") if step is proposal.present else None)
        for step in reachable
    )


def prefilled(
    firing_ids: tuple[UUID, ...],
    hold_until: date,
    choices: DecisionChoices,
    views: Mapping[Whose, StatedView],
) -> Mapping[str, str | tuple[str, ...]]:
    """What a fresh form holds: what its reader sees fire, the usual last day of a hold, an only answer.

    And what the mentee and the guardian were last heard to say: it is kept with the decision.
    """
    only = choices.answers[0].answer.value if len(choices.answers) == 1 else ""
    said = {one: views[one].words if one in views else "" for one in (Whose.MENTEE, Whose.GUARDIAN)}
    return {
        "answer": only,
        FIRINGS: tuple(str(one) for one in firing_ids),
        "hold_until_month": str(hold_until.month),
        "hold_until_day": str(hold_until.day),
        "hold_until_year": str(hold_until.year),
        "mentee_view": said[Whose.MENTEE],
        "guardian_view": said[Whose.GUARDIAN],
    }


def read_decision(typed: Reading, form: Form) -> tuple[Chosen, Seen]:
    """Raises `Invalid` with a sentence for each field that cannot be taken."""
    named = typed.one_of("answer", list(Answer), required=mark("Choose an answer."))
    answer = Answer(named) if named else None
    chosen = _choice(typed, answer or Answer.ACCEPT)
    seen = _seen(typed, form)
    typed.insist()
    return chosen, seen


def _choice(typed: Reading, answer: Answer) -> Chosen:
    holds, differs = answer is Answer.HOLD, answer is Answer.OTHER
    step = typed.one_of("step", [one.value for one in CARE_STEPS], required=None) if differs else None
    return Chosen(
        answer=answer,
        step=Step(step) if step else None,
        override_reasons=_many(typed, "override_reasons") if differs else (),
        override_words=typed.text("override_words") if differs else "",
        hold_reason=_one(typed, "hold_reason", "hold_reasons") if holds else None,
        hold_until=typed.date("hold_until", required=None) if holds else None,
        alternatives=_many(typed, "alternatives"),
        mentee_view=typed.text("mentee_view"),
        guardian_view=typed.text("guardian_view"),
        consent_basis=_one(typed, "consent_basis", "consent_bases") or _NO_CHANGE,
        told=read_told(typed),
        words=typed.text("words"),
        safety_plan="" if holds else typed.text("safety_plan"),
        first_check_on=None if holds else typed.date("first_check_on", required=None),
        asking_answer=None if holds else _one(typed, "asking_answer", "asking_answers"),
    )


def _one(typed: Reading, name: str, list_id: str) -> str | None:
    return typed.one_of(name, [entry.code for entry in codes.load(list_id).active], required=None)


def _many(typed: Reading, name: str) -> tuple[str, ...]:
    return typed.many_of(name, [entry.code for entry in codes.load(name).active])


def _seen(typed: Reading, form: Form) -> Seen:
    """Without it nobody knows what was decided about; a form that lacks it is no form of ours."""
    try:
        firing_ids = tuple(UUID(one) for one in form.chosen(FIRINGS))
    except ValueError:
        firing_ids = ()
    if form.seen_version is None or not firing_ids:
        typed.refuse("", KEY_MISSING)
    return Seen(form.seen_version or 0, firing_ids)
