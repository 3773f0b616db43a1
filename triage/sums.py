"""What do the answers on a questionnaire add up to, scale by scale, and can anything be said at all?"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from triage.answers import Answer, State, is_positive
from triage.instruments import Instrument, Question, Scale
from triage.prorating import prorated
from triage.scores import ScaleScore, Score
from triage.sides import positivity_of, side_of
from triage.verdicts import Safety, Status


def score_questionnaire(instrument: Instrument, read: Mapping[str, Answer]) -> Score:
    """The score of the answers, by key of the question (`triage.answers.read_answers`)."""
    status, main = _status(instrument, read), instrument.main
    assert main is not None
    scales = {scale.key: _scale(instrument, scale, read, status) for scale in instrument.scales}
    total = scales.pop(main.key)
    return Score(
        instrument_id=instrument.id,
        status=status,
        total=total.value,
        band=total.band,
        subscales=MappingProxyType(scales),
        positivity=positivity_of((total, *scales.values())),
        safety=_safety(instrument, read),
        answers=MappingProxyType(dict(read)),
        item_positive=MappingProxyType(_markers(instrument, read)),
    )


def _status(instrument: Instrument, read: Mapping[str, Answer]) -> Status:
    if any(one.state is State.UNREADABLE for one in read.values()):
        return Status.UNREADABLE
    missing = [item.key for item in instrument.items if read[item.key].value is None]
    if not missing:
        return Status.SCORED
    rule = instrument.missing
    assert rule is not None
    if len(missing) > rule.at_most or any(key in rule.needed for key in missing):
        return Status(rule.beyond)
    return Status.PRORATED


def _scale(instrument: Instrument, scale: Scale, read: Mapping[str, Answer], status: Status) -> ScaleScore:
    if status not in (Status.SCORED, Status.PRORATED):
        return ScaleScore(None, None, side_of(scale, None))
    items = instrument.items_of(scale)
    given = [value for item in items if (value := read[item.key].value) is not None]
    value = _sum(instrument, items, given)
    unanswered = sum(item.highest for item in items if read[item.key].value is None)
    highest = sum(given) + unanswered
    return ScaleScore(value, scale.band_of(value), side_of(scale, value, highest), highest)


def _sum(instrument: Instrument, items: Sequence[Question], given: Sequence[int]) -> int:
    rule = instrument.missing
    assert rule is not None
    if rule.zero_at_most or not given:
        return sum(given)
    return prorated(given, len(items))


def _safety(instrument: Instrument, read: Mapping[str, Answer]) -> Safety:
    asked = [
        (question, read[question.key])
        for question in instrument.questions
        if question.safety_at is not None and read[question.key].state is not State.NOT_ASKED
    ]
    if any(is_positive(question, one) for question, one in asked):
        return Safety.POSITIVE
    return Safety.UNKNOWN if any(one.value is None for _, one in asked) else Safety.NEGATIVE


def _markers(instrument: Instrument, read: Mapping[str, Answer]) -> dict[str, bool | None]:
    markers: dict[str, bool | None] = {}
    for item in instrument.items:
        value = read[item.key].value
        markers[item.key] = None if value is None or item.positive_at is None else value >= item.positive_at
    return markers
