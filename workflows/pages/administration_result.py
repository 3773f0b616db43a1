"""What does an entered questionnaire say, in words? Nothing is called low that cannot be judged."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from triage.answers import State
from triage.instruments import Instrument, Number, Question
from triage.verdicts import Positivity, Safety, Status
from workflows.pages.administration_form import shown
from workflows.pages.page import mark

_STATES: Final = frozenset(state.value for state in State)
_MISSING: Final = _STATES - {State.NOT_ASKED.value}
_UNREADABLE: Final = mark(
    "Nobody knows whether the others were read right. Compare with the paper, or ask again."
)
_TOO_MANY: Final = mark("Ask again before anything is said about this form.")


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One question with its answer in words, and what stood there before a correction."""

    number: str
    text: str
    answer: str
    is_missing: bool
    is_safety: bool
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What the form says. `total` and `band` are None when it cannot be judged."""

    headline: str
    total: Number | None
    highest: Number
    band: str | None
    cut_off: str
    safety: str
    advice: str
    safety_is_open: bool


def result_of(kept: Mapping[str, Any], instrument: Instrument) -> Result:
    """In words; without a total nothing is said about the cut-off either."""
    status = Status(kept["status"])
    safety = Safety(kept["safety"])
    judged, is_open = kept["total"] is not None, safety is not Safety.NEGATIVE
    advice = "" if judged else (_UNREADABLE if status is Status.UNREADABLE else _TOO_MANY)
    return Result(
        headline=status.plain,
        total=kept["total"],
        highest=instrument.highest_total,
        band=kept["band"],
        cut_off=Positivity(kept["positivity"]).plain if judged else "",
        # Of a form that cannot be judged nothing is said that could calm anybody.
        safety=safety.plain if instrument.has_safety_item and (judged or is_open) else "",
        advice=advice,
        safety_is_open=is_open,
    )


def answer_lines(
    kept: Mapping[str, Any], instrument: Instrument, before: Mapping[str, Any] | None
) -> tuple[AnswerLine, ...]:
    """Every question, asked or not; `before` are the answers of the entry that this one corrects."""
    return tuple(_line(question, kept, instrument, before) for question in instrument.questions)


def _line(
    question: Question, kept: Mapping[str, Any], instrument: Instrument, before: Mapping[str, Any] | None
) -> AnswerLine:
    is_extra = question in instrument.extras
    value = shown(kept, question, is_extra=is_extra)
    was = value if before is None else shown(before, question, is_extra=is_extra)
    return AnswerLine(
        # The paper gives the extra questions no number.
        number="" if is_extra else question.key,
        text=question.text,
        answer=_plain(question, value),
        is_missing=value in _MISSING,
        is_safety=question.safety_at is not None,
        before=None if was == value else _plain(question, was),
    )


def _plain(question: Question, value: str) -> str:
    if value in _STATES:
        return State(value).plain
    for option in question.options:
        if value == str(option.value) or (option.word is not None and value == option.word):
            return option.text
    return value
