"""What in the data file of an instrument cannot be right?"""

from collections.abc import Iterator

from triage.instruments.forms import Instrument
from triage.instruments.parts import Question
from triage.instruments.scales import Scale


def faults_of(instrument: Instrument) -> Iterator[str]:
    """One sentence for each fault."""
    yield from _kind_faults(instrument)
    yield from _question_faults(instrument)
    for scale in instrument.scales:
        yield from (f"the scale “{scale.key}”: {said}" for said in _scale_faults(instrument, scale))
    for name in ("key", "name"):
        named = [getattr(scale, name) for scale in instrument.scales]
        if len(set(named)) != len(named):
            yield f"two scales have the same {name}."


def _kind_faults(instrument: Instrument) -> Iterator[str]:
    mains = sum(scale.is_main for scale in instrument.scales)
    if instrument.kind == "screener" and (mains or instrument.scales or instrument.screening_rules is None):
        yield "a screener has no total; it says how its answers are read."
    if instrument.kind != "screener" and mains != 1:
        yield "exactly one scale is the main one."
    if instrument.kind == "score_entry" and instrument.questions:
        yield "of an instrument whose scores are entered no question is shown."
    if instrument.kind == "questionnaire":
        yield from _missing_faults(instrument)
    if instrument.screening_rules is not None:
        yield from _screening_faults(instrument)


def _missing_faults(instrument: Instrument) -> Iterator[str]:
    rule = instrument.missing
    if rule is None:
        yield "it does not say what unanswered items do."
        return
    if not set(rule.needed) <= {item.key for item in instrument.items}:
        yield "an item that is needed for a total is not there."
    if not 0 <= rule.at_most < len(instrument.items):
        yield "more items may be missing than there are."
    if rule.prorate_at_most and rule.zero_at_most:
        yield "missing items are either prorated or count 0."


def _screening_faults(instrument: Instrument) -> Iterator[str]:
    rules, keys = instrument.screening_rules, {question.key for question in instrument.questions}
    assert rules is not None
    named = {*rules.imminent, *rules.open_after, *(key for keys in rules.open_after.values() for key in keys)}
    named |= {key for question in instrument.questions for key in question.asked_if}
    if not named <= keys:
        yield f"it names questions that are not there: {', '.join(sorted(named - keys))}."
    if not rules.imminent:
        yield "no answer of it is imminent."
    if any(question.safety_at is None for question in instrument.questions):
        yield "every question of a screener can call for an interview."


def _question_faults(instrument: Instrument) -> Iterator[str]:
    for name in ("key", "construct", "code"):
        named = [getattr(question, name) for question in instrument.questions]
        if len(set(named)) != len(named):
            yield f"two questions have the same {name}."
    numbers = [item.key for item in instrument.items if item.key.isdigit()]
    if numbers != [str(n + 1) for n in range(len(numbers))]:
        yield "items are numbered from 1 without a gap."
    if instrument.kind == "questionnaire" and len(numbers) != len(instrument.items):
        yield "items are numbered from 1 without a gap."
    if any(extra.key.isdigit() for extra in instrument.extras):
        yield "an extra has a key that is not a number."
    adults = [item.adult.number for item in instrument.items if item.adult is not None]
    if adults and sorted(adults) != [n + 1 for n in range(len(instrument.items))]:
        yield "each item of the adult form is named exactly once."
    for question in instrument.questions:
        yield from _option_faults(question)


def _option_faults(question: Question) -> Iterator[str]:
    values = sorted(option.value for option in question.options)
    if values != list(range(len(values))) or len(values) <= 1:
        yield f"the answers to question {question.key} are not worth 0, 1 and so on."
    for limit in (question.positive_at, question.safety_at):
        if limit is not None and not 0 < limit <= question.highest:
            yield f"question {question.key} has a limit that no answer can reach, or that all reach."


def _scale_faults(instrument: Instrument, scale: Scale) -> Iterator[str]:
    if scale.minimum >= scale.maximum or scale.smallest_step <= 0 or not scale.holds(scale.maximum):
        yield "its range is no range of whole steps."
        return
    yield from _sum_faults(instrument, scale)
    yield from _band_faults(scale)
    limits = ("screening", "caseness", "severe")
    for name, given in ((name, getattr(scale.parameters, name)) for name in limits):
        if given is not None and not scale.minimum < given.value <= scale.maximum:
            yield f"the threshold “{name}” lies outside the scale."
    if scale.reliability is not None and not 0 <= scale.reliability < 1:
        yield "a reliability lies between 0 and 1."


def _sum_faults(instrument: Instrument, scale: Scale) -> Iterator[str]:
    if instrument.kind == "questionnaire":
        if not set(scale.items) <= {item.key for item in instrument.items}:
            yield "it adds up an item that is not there."
        if sum(item.highest for item in instrument.items_of(scale)) != scale.maximum:
            yield "its highest score is not that of its items."
        return
    parts = [one for one in instrument.scales if one.key in scale.sum_of]
    if len(parts) != len(set(scale.sum_of)) or scale in parts:
        yield "it adds up a score that is not there."
    if parts and scale.maximum != scale.factor * sum(one.maximum for one in parts):
        yield "its highest score is not the sum of the highest of its parts."


def _band_faults(scale: Scale) -> Iterator[str]:
    if not scale.bands:
        return
    following = [scale.minimum, *(band.last + scale.smallest_step for band in scale.bands)]
    if [*(band.first for band in scale.bands), scale.maximum + scale.smallest_step] != following:
        yield f"the bands do not cover {scale.minimum} to {scale.maximum} without gap or overlap."
