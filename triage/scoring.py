"""What do the answers on a form add up to, and can anything be said at all?

Answers that are missing never become 0: they lead to “incomplete”, “indeterminate” or “unknown”, which are
matters for a person. Safety is read before the sum and stands whatever becomes of it. No diagnosis is made.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from triage.answers import Answer, Answers, ScoringError, State, UnknownQuestion, WrongAnswer, read_answers
from triage.instruments import Instrument, load
from triage.verdicts import Positivity, Safety, Status

__all__ = [
    "Positivity",
    "Safety",
    "Score",
    "ScoringError",
    "Status",
    "TotalMismatch",
    "UnknownQuestion",
    "WrongAnswer",
    "check_received_total",
    "received_total_matches",
    "score",
]


class TotalMismatch(ScoringError):
    """The total that came with a form is not the total of its answers."""


@dataclass(frozen=True, slots=True)
class Score:
    """What a form says. `total` and `band` are None unless the status is scored or prorated.

    `answers` and `item_positive` are by key; in the latter, None is unanswered or without a limit.
    """

    instrument_id: str
    status: Status
    total: int | None
    band: str | None
    subscales: Mapping[str, int]
    positivity: Positivity
    safety: Safety
    answers: Mapping[str, Answer]
    item_positive: Mapping[str, bool | None]

    @property
    def prorated(self) -> bool:
        """Whether missing answers were made up for: it may raise concern, never support recovery."""
        return self.status is Status.PRORATED

    @property
    def kept_answers(self) -> dict[str, int | str | None]:
        """The answers as they are stored: points, None for a blank, else the state. Not asked is left out."""
        return {key: one.kept for key, one in self.answers.items() if one.state is not State.NOT_ASKED}


def score(instrument_id: str, answers: Answers) -> Score:
    """The score of one filled-in form ("phq-a", "gad-7").

    Answers are keyed by item number (9 or "9") and by the names of extras ("EX3"); see
    `triage.answers.read_answers`. Raises `UnknownInstrument`, or a `ScoringError` for a question or a value
    that the form does not have. One answer that cannot be read makes the form unreadable: nobody then knows
    whether the others were read right. A form without a safety question has safety “negative”.
    """
    instrument = load(instrument_id)
    read = read_answers(instrument, answers)
    safety = _safety(instrument, read)
    status = _status(instrument, read)
    total = _total(instrument, read) if status in (Status.SCORED, Status.PRORATED) else None
    return Score(
        instrument_id=instrument.id,
        status=status,
        total=total,
        band=None if total is None else instrument.band_of(total),
        subscales=MappingProxyType({}),
        positivity=_positivity(instrument, read, total),
        safety=safety,
        answers=MappingProxyType(read),
        item_positive=MappingProxyType(_markers(instrument, read)),
    )


def received_total_matches(result: Score, received: int | None) -> bool:
    """Whether a total that came with the form is the one its answers give; no total came: yes."""
    return received is None or received == result.total


def check_received_total(result: Score, received: int | None) -> None:
    """Raises `TotalMismatch` unless the received total is the recomputed one: the answers decide."""
    if received_total_matches(result, received):
        return
    if result.total is None:
        raise TotalMismatch(
            f"The form says {received}, but these answers give no total. Check them, or leave it empty."
        )
    raise TotalMismatch(
        f"The form says {received}, but its answers give {result.total}. Check the answers and the total."
    )


def _safety(instrument: Instrument, read: Mapping[str, Answer]) -> Safety:
    asked = [
        (read[question.key], question.safety_at)
        for question in instrument.questions
        if question.safety_at is not None and read[question.key].state is not State.NOT_ASKED
    ]
    if any(one.value is not None and one.value >= limit for one, limit in asked):
        return Safety.POSITIVE
    return Safety.UNKNOWN if any(one.value is None for one, _ in asked) else Safety.NEGATIVE


def _status(instrument: Instrument, read: Mapping[str, Answer]) -> Status:
    if any(one.state is State.UNREADABLE for one in read.values()):
        return Status.UNREADABLE
    missing = [item.key for item in instrument.items if read[item.key].value is None]
    if not missing:
        return Status.SCORED
    rule = instrument.missing
    if len(missing) > rule.prorate_at_most or any(key in rule.needed for key in missing):
        return Status.INCOMPLETE
    return Status.PRORATED


def _total(instrument: Instrument, read: Mapping[str, Answer]) -> int:
    values = _values(instrument, read)
    # sum x items / answered, halves up, in whole numbers: round() would round a half to even.
    return (2 * sum(values) * len(instrument.items) + len(values)) // (2 * len(values))


def _positivity(instrument: Instrument, read: Mapping[str, Answer], total: int | None) -> Positivity:
    if total is None:
        return Positivity.INDETERMINATE
    if total >= instrument.screening:
        return Positivity.POSITIVE
    unanswered = sum(item.highest for item in instrument.items if read[item.key].value is None)
    highest = sum(_values(instrument, read)) + unanswered
    return Positivity.INDETERMINATE if highest >= instrument.screening else Positivity.NEGATIVE


def _values(instrument: Instrument, read: Mapping[str, Answer]) -> list[int]:
    answered = (read[item.key].value for item in instrument.items)
    return [value for value in answered if value is not None]


def _markers(instrument: Instrument, read: Mapping[str, Answer]) -> dict[str, bool | None]:
    markers: dict[str, bool | None] = {}
    for item in instrument.items:
        value = read[item.key].value
        markers[item.key] = None if value is None or item.positive_at is None else value >= item.positive_at
    return markers
