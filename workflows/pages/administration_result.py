"""What does an entered questionnaire say, in words? Nothing is called low that cannot be judged."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from triage.answers import State, read_kept
from triage.instruments import Instrument, Number, Question, Scale
from triage.screening import screened
from triage.sides import side_of
from triage.verdicts import Positivity, Safety, Screened, Status
from workflows.pages.administration_form import shown
from workflows.pages.asked_questions import may_be_skipped
from workflows.pages.page import mark

_STATES: Final = frozenset(state.value for state in State)
_MISSING: Final = _STATES - {State.NOT_ASKED.value}
_UNREADABLE: Final = mark(
    "Nobody knows whether the others were read right. Compare with the paper, or ask again."
)
_FINISH: Final = mark("Finish it with them, and enter what they say as a correction of this form.")
_CONTRADICTS: Final = mark(
    "Answers on this form contradict each other. What worries counts; look at the paper, and ask again."
)
_TURNED: Final = {Positivity.POSITIVE: Positivity.NEGATIVE, Positivity.NEGATIVE: Positivity.POSITIVE}
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
class ScaleLine:
    """One scale with its score in words. `value` is empty where nobody scored it or it cannot be judged."""

    name: str
    value: str
    highest: str
    band: str
    side: str
    is_positive: bool


@dataclass(frozen=True, slots=True)
class Result:
    """What the form says. `total` and `band` are None when it cannot be judged.

    `scales` are the others beside the main one; `screened` is what a screener says, which has no score at all.
    """

    headline: str
    total: str | None
    highest: str
    band: str | None
    cut_off: str
    safety: str
    advice: str
    safety_is_open: bool
    screened: str = ""
    is_urgent: bool = False
    higher_is_better: bool = False
    scales: tuple[ScaleLine, ...] = ()


def result_of(kept: Mapping[str, Any], instrument: Instrument) -> Result:
    """In words; without a total nothing is said about the cut-off either."""
    if instrument.kind == "screener":
        return screener_result(kept, instrument)
    status = Status(kept["status"])
    safety = Safety(kept["safety"])
    judged, is_open = kept["total"] is not None, safety is not Safety.NEGATIVE
    advice = "" if judged else (_UNREADABLE if status is Status.UNREADABLE else _TOO_MANY)
    return Result(
        headline=status.plain,
        total=number_said(kept["total"]) if judged else None,
        highest=number_said(instrument.highest_total),
        band=kept["band"],
        cut_off=_side_said(_side_of_total(kept, instrument), instrument.direction) if judged else "",
        # Of a form that cannot be judged nothing is said that could calm anybody.
        safety=safety.plain if instrument.has_safety_item and (judged or is_open) else "",
        advice=advice,
        safety_is_open=is_open,
        scales=tuple(_scale_line(scale, kept) for scale in instrument.scales if not scale.is_main),
        higher_is_better=instrument.direction == "higher_better",
    )


def screener_result(kept: Mapping[str, Any], instrument: Instrument) -> Result:
    """What a screener says: no score, no cut-off, and nothing that could calm anybody."""
    status = Status(kept["status"])
    found = screened(instrument, read_kept(instrument, kept["answers"]))
    advice = "" if status is Status.ANSWERED else (_UNREADABLE if status is Status.UNREADABLE else _FINISH)
    if status is Status.INVALID:
        advice = _CONTRADICTS
    return Result(
        headline=status.plain,
        total=None,
        highest="",
        band=None,
        cut_off="",
        safety="",
        advice=advice,
        safety_is_open=found is not Screened.NEGATIVE,
        screened=found.plain,
        is_urgent=found in (Screened.IMMINENT, Screened.INCOMPLETE_ESCALATE),
    )


def _side_of_total(kept: Mapping[str, Any], instrument: Instrument) -> Positivity:
    """Of the total alone: the form is positive also where only one of its other scales is."""
    form, main = Positivity(kept["positivity"]), instrument.main
    own = Positivity.NO_CUT_OFF if main is None else side_of(main, Decimal(kept["total"]))
    is_open = form is Positivity.INDETERMINATE or Status(kept["status"]) is Status.PRORATED
    if own is Positivity.NEGATIVE and form is not Positivity.NEGATIVE and is_open:
        return Positivity.INDETERMINATE
    return own


def _side_said(side: Positivity, direction: str) -> str:
    """Where higher is better, what calls for a look lies below the cut-off."""
    return _TURNED.get(side, side).plain if direction == "higher_better" else side.plain


def number_said(number: Number) -> str:
    """Without the zeros that a database puts behind the point."""
    return f"{Decimal(number).normalize():f}"


def _scale_line(scale: Scale, kept: Mapping[str, Any]) -> ScaleLine:
    found = kept["subscales"].get(scale.key) or {}
    positivity = Positivity(found.get("positivity", Positivity.NO_CUT_OFF))
    has_side = scale.screening is not None and found.get("value") is not None
    return ScaleLine(
        name=scale.name,
        value="" if found.get("value") is None else number_said(Decimal(str(found["value"]))),
        highest=number_said(scale.maximum),
        band=found.get("band") or "",
        side=_side_said(positivity, scale.direction) if has_side else "",
        is_positive=positivity is Positivity.POSITIVE,
    )


def answer_lines(
    kept: Mapping[str, Any], instrument: Instrument, before: Mapping[str, Any] | None
) -> tuple[AnswerLine, ...]:
    """Every question, asked or not; `before` are the answers of the entry that this one corrects."""
    return tuple(_line(question, kept, instrument, before) for question in instrument.questions)


def _line(
    question: Question, kept: Mapping[str, Any], instrument: Instrument, before: Mapping[str, Any] | None
) -> AnswerLine:
    is_extra, may_skip = question in instrument.extras, may_be_skipped(question, instrument)
    value = shown(kept, question, is_extra=may_skip)
    was = value if before is None else shown(before, question, is_extra=may_skip)
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
