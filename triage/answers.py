"""What was answered on a form, question by question? Nothing silently becomes 0 or “No”."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from triage.instruments import Instrument, Question


class ScoringError(ValueError):
    """The answers cannot be those of this form. Carries one sentence."""


class UnknownQuestion(ScoringError):
    """An answer to a question that the form does not ask, or two answers to one."""


class WrongAnswer(ScoringError):
    """A value that is none of the form's answers."""


class State(StrEnum):
    """What became of a question. Only `VALUE` scores."""

    VALUE = "value"
    BLANK = "blank"
    REFUSED = "refused"
    NOT_ASKED = "not_asked"
    UNREADABLE = "unreadable"

    @property
    def plain(self) -> str:
        """The words a person reads."""
        return _PLAIN[self]


_PLAIN = {
    State.VALUE: "Answered",
    State.BLANK: "Left blank",
    State.REFUSED: "Did not want to answer",
    State.NOT_ASKED: "Not asked",
    State.UNREADABLE: "Cannot be read",
}

Answers = Mapping[Any, object]
"""Keys: item numbers as int or in decimals, names of extras. Values are checked, whatever comes."""

_NOISE = 1e-9
"""Some transport files hold zeros as about 5e-79: nearer than this to a whole number is that number."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One question's state, with the points of the answer when there is one."""

    state: State
    value: int | None = None

    @property
    def kept(self) -> int | str | None:
        """As it is stored: the points, None for a blank, or the name of the state."""
        if self.state in (State.VALUE, State.BLANK):
            return self.value
        return self.state.value


def read_answers(instrument: Instrument, answers: Answers) -> dict[str, Answer]:
    """The answer to every question of the form, by key ("1", ..., "EX1").

    Items are keyed by number, as an int or in decimals ("9", as JSON stores it); extras by name. None or an
    absent item is blank; an absent extra was not asked. The words "refused" and "unreadable" are answers too,
    and for an extra "not_asked"; yes and no may be words, truth values or 1 and 0. Raises `UnknownQuestion`
    and `WrongAnswer`.
    """
    given = _by_key(instrument, answers)
    items = _by_flow(instrument, given)
    extras = {
        extra.key: _read(extra, given[extra.key], is_extra=True)
        if extra.key in given
        else Answer(State.NOT_ASKED)
        for extra in instrument.extras
    }
    return items | extras


def read_kept(instrument: Instrument, kept: Mapping[str, object]) -> dict[str, Answer]:
    """Answers as they were kept, which nobody can refuse any more: one in words that nobody taught us is unreadable."""
    given: dict[str, object] = {}
    for question in instrument.questions:
        if question.key not in kept:
            continue
        try:
            _read(question, kept[question.key], is_extra=question in instrument.extras)
            given[question.key] = kept[question.key]
        except WrongAnswer:
            given[question.key] = State.UNREADABLE.value
    return read_answers(instrument, given)


def is_positive(question: Question, answer: Answer) -> bool:
    """Does this answer call for an interview, or stand for one that was refused and counts?"""
    if answer.state is State.REFUSED:
        return question.refusal_counts
    return question.safety_at is not None and answer.value is not None and answer.value >= question.safety_at


def calls_for_interview(instrument: Instrument, answers: Mapping[str, Answer]) -> bool:
    """Does one of these answers, by key of their question, call for an interview? Those that are not there say nothing."""
    return any(is_positive(one, answers[one.key]) for one in instrument.questions if one.key in answers)


def _by_flow(instrument: Instrument, given: Mapping[str, object]) -> dict[str, Answer]:
    """The items in their order. Of one that the flow skips, an empty place was not asked; else it is blank."""
    read: dict[str, Answer] = {}
    asked = {item.key: item for item in instrument.items}
    for item in instrument.items:
        found = _read(item, given.get(item.key))
        is_asked = not item.asked_if or any(is_positive(asked[key], read[key]) for key in item.asked_if)
        if found.state in (State.BLANK, State.NOT_ASKED):
            found = Answer(State.BLANK if is_asked else State.NOT_ASKED)
        read[item.key] = found
    return read


def _by_key(instrument: Instrument, answers: Answers) -> dict[str, object]:
    if not isinstance(answers, Mapping):
        raise ScoringError("Answers are given by the number or name of their question.")
    asked = {question.key for question in instrument.questions}
    given: dict[str, object] = {}
    for key, answer in answers.items():
        name = str(key) if isinstance(key, int) and not isinstance(key, bool) else key
        if not isinstance(name, str) or name not in asked:
            raise UnknownQuestion(f"The {instrument.name} has no question “{key}”.")
        if name in given:
            raise UnknownQuestion(f"Question {name} of the {instrument.name} is answered twice.")
        given[name] = answer
    return given


def _read(question: Question, answer: object, *, is_extra: bool = False) -> Answer:
    if answer is None:
        return Answer(State.BLANK)
    if isinstance(answer, str):
        return _read_word(question, answer, is_extra=is_extra)
    value = _whole(question, answer)
    if value is None or all(option.value != value for option in question.options):
        raise _wrong(question, answer)
    return Answer(State.VALUE, value)


def _read_word(question: Question, answer: str, *, is_extra: bool) -> Answer:
    # A scored item stands on every copy of the form: to call it “not asked” would hide a blank.
    may_be_skipped = is_extra or bool(question.asked_if)
    states = (State.REFUSED, State.UNREADABLE) + ((State.NOT_ASKED,) if may_be_skipped else ())
    if answer in states:
        return Answer(State(answer))
    for option in question.options:
        if option.word is not None and answer.casefold() == option.word:
            return Answer(State.VALUE, option.value)
    raise _wrong(question, answer)


def whole_number(answer: object) -> int | None:
    """The whole number that this is, or is but for the noise of a transport file; True is none."""
    if isinstance(answer, bool):
        return None
    if isinstance(answer, int):
        return answer
    if not isinstance(answer, float | Decimal) or not math.isfinite(answer):
        return None
    nearest = int(answer.to_integral_value()) if isinstance(answer, Decimal) else round(answer)
    return nearest if abs(float(answer) - nearest) < _NOISE else None


def _whole(question: Question, answer: object) -> int | None:
    # True is the answer to a yes-or-no question only; elsewhere it is not one point.
    if isinstance(answer, bool) and any(option.word for option in question.options):
        return int(answer)
    return whole_number(answer)


def _wrong(question: Question, answer: object) -> WrongAnswer:
    legal = ", ".join(f"{option.value} ({option.text})" for option in question.options)
    shown = f"{answer!r:.40}"
    return WrongAnswer(f"{shown} is no answer to question {question.key}. The answers are {legal}.")
