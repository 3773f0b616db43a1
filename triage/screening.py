"""What does a screener say? No total and no trend: only whether somebody has to look, and how soon.

An answer that is missing never lowers concern: where it could have been imminent, it is worked as if it might be.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from triage.answers import Answer, State, is_positive
from triage.instruments import Instrument, Question
from triage.scores import Score
from triage.verdicts import Positivity, Safety, Screened, Status

_POSITIVE: Final = (Screened.IMMINENT, Screened.INCOMPLETE_ESCALATE, Screened.INTERVIEW)


def screened(instrument: Instrument, read: Mapping[str, Answer]) -> Screened:
    """The result of the answers, by key of the question (`triage.answers.read_answers`)."""
    rules = instrument.screening_rules
    assert rules is not None
    positive = {item.key for item in instrument.items if is_positive(item, read[item.key])}
    missing = {key for key, one in read.items() if one.value is None and one.state is not State.NOT_ASKED}
    if positive & set(rules.imminent):
        return Screened.IMMINENT
    if any(key in positive and missing & set(needed) for key, needed in rules.open_after.items()):
        return Screened.INCOMPLETE_ESCALATE
    if positive:
        return Screened.INTERVIEW
    return Screened.INCOMPLETE if missing else Screened.NEGATIVE


def score_screener(instrument: Instrument, read: Mapping[str, Answer]) -> Score:
    """What the screener says, as a score without a total."""
    result = screened(instrument, read)
    is_known = result is not Screened.INCOMPLETE
    return Score(
        instrument_id=instrument.id,
        status=_status(instrument, read),
        total=None,
        band=None,
        positivity=_positivity(result),
        safety=(Safety.POSITIVE if result in _POSITIVE else Safety.NEGATIVE) if is_known else Safety.UNKNOWN,
        answers=read,
        item_positive={
            item.key: None if read[item.key].value is None else is_positive(item, read[item.key])
            for item in instrument.items
        },
        screened=result,
    )


def skipped_by(instrument: Instrument, read: Mapping[str, Answer]) -> tuple[Question, ...]:
    """The questions that were answered though the flow skips them: every question before them says no."""
    return tuple(
        item for item in instrument.items if read[item.key].value is not None and _is_skipped(item, read)
    )


def _status(instrument: Instrument, read: Mapping[str, Answer]) -> Status:
    states = {one.state for one in read.values()}
    if State.UNREADABLE in states:
        return Status.UNREADABLE
    if any(read[item.key].value for item in skipped_by(instrument, read)):
        return Status.INVALID
    return Status.INCOMPLETE if states & {State.BLANK, State.REFUSED} else Status.ANSWERED


def _is_skipped(item: Question, read: Mapping[str, Answer]) -> bool:
    return bool(item.asked_if) and all(_is_no(read[key]) for key in item.asked_if)


def _is_no(answer: Answer) -> bool:
    return answer.state is State.VALUE and answer.value == 0


def _positivity(result: Screened) -> Positivity:
    if result in _POSITIVE:
        return Positivity.POSITIVE
    return Positivity.INDETERMINATE if result is Screened.INCOMPLETE else Positivity.NEGATIVE


def positive_keys(items: Iterable[Question], read: Mapping[str, Answer]) -> tuple[str, ...]:
    """The questions that were answered in a way that calls for an interview."""
    return tuple(item.key for item in items if is_positive(item, read[item.key]))
