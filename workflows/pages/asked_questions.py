"""How does a page ask one question of a form, with the ways of having no answer?"""

from dataclasses import dataclass
from typing import Final

from triage.answers import State
from triage.instruments import Instrument, Question
from workflows.pages.components import Sentence
from workflows.pages.page import Choice, mark

FIELD: Final = "answer_"
_MISSING: Final = (State.BLANK, State.REFUSED, State.UNREADABLE)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as the page shows it: the printed answers, then the ways of having none.

    Of a screener: `window` is the time that it asks about, and `only_if` says when it is asked at all.
    """

    field: str
    number: str
    text: str
    answers: tuple[Choice, ...]
    missing: tuple[Choice, ...]
    window: str = ""
    only_if: Sentence | None = None

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(choice.value for choice in (*self.answers, *self.missing))


def asked(question: Question, *, is_extra: bool, instrument: Instrument | None = None) -> Asked:
    """Only an extra, or a question that the flow of the form may skip, can be “Not asked”."""
    states = (*_MISSING, State.NOT_ASKED) if is_extra or question.asked_if else _MISSING
    return Asked(
        field=f"{FIELD}{question.key}",
        number=question.key.removeprefix("EX"),
        text=question.text,
        answers=tuple(Choice(str(option.value), option.text) for option in question.options),
        missing=tuple(Choice(state.value, state.plain) for state in states),
        window=question.window,
        only_if=_only_if(question, instrument) if instrument and question.asked_if else None,
    )


def may_be_skipped(question: Question, instrument: Instrument) -> bool:
    """Can it be that nobody asked it?"""
    return bool(question.asked_if) or question in instrument.extras


def _only_if(question: Question, instrument: Instrument) -> Sentence:
    before = [one for one in instrument.questions if one.key in question.asked_if]
    said = {"numbers": ", ".join(one.key for one in before)}
    if any(one.refusal_counts for one in before):
        return Sentence(mark("Asked only if one of %(numbers)s is “Yes” or was refused."), said)
    return Sentence(mark("Asked only if %(numbers)s is “Yes”."), said)
