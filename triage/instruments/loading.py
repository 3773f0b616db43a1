"""Is a questionnaire's data file sound, and what does it say?"""

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from triage.instruments.forms import Instrument, InstrumentError, Question, UnknownInstrument
from triage.instruments.loinc import check_pair

IDS = ("phq-a", "gad-7")
"""The questionnaires that can be given."""


@cache
def load(instrument_id: str) -> Instrument:
    """The questionnaire of this name; raises `UnknownInstrument`."""
    if instrument_id not in IDS:
        raise UnknownInstrument(f"There is no questionnaire “{instrument_id}”. There are: {', '.join(IDS)}.")
    return read((files("triage.instruments") / f"{instrument_id}.toml").read_text(encoding="utf-8"))


def read(text: str) -> Instrument:
    """A questionnaire from TOML text; raises `InstrumentError` with a sentence for the first fault found."""
    try:
        found = tomllib.loads(text)
        instrument = msgspec.convert(_with_options(found), Instrument)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise InstrumentError(f"The data file of a questionnaire cannot be read: {fault}.") from fault
    _check_codes(instrument)
    for fault_found in _faults(instrument):
        raise InstrumentError(f"{instrument.name}: {fault_found}")
    return instrument


def _with_options(found: dict[str, Any]) -> dict[str, Any]:
    sets = found.pop("option_sets", {})
    for question in [*found.get("items", []), *found.get("extras", [])]:
        name = question.get("options")
        if name not in sets:
            raise InstrumentError(f"There is no set of options “{name}”.")
        question["options"] = sets[name]
    return found


def _check_codes(instrument: Instrument) -> None:
    check_pair(instrument.panel.code, "panel", display=instrument.panel.display)
    check_pair(instrument.total.code, "total", display=instrument.total.display)
    for question in instrument.questions:
        if question.code != f"stepwise:{instrument.id}:{question.key}":
            check_pair(question.code, "item", construct=question.construct)
        if question.adult is not None:
            check_pair(question.adult.code, "item", construct=question.construct)
        for option in question.options:
            check_pair(option.code, "answer", display=option.text)


def _faults(instrument: Instrument) -> Iterator[str]:
    yield from _question_faults(instrument)
    if [item.key for item in instrument.items] != [str(n + 1) for n in range(len(instrument.items))]:
        yield "items are numbered from 1 without a gap."
    if any(extra.key.isdigit() for extra in instrument.extras):
        yield "an extra has a key that is not a number."
    following = [0, *(band.last + 1 for band in instrument.bands)]
    if [*(band.first for band in instrument.bands), instrument.highest_total + 1] != following:
        yield f"the bands do not cover 0 to {instrument.highest_total} without gap or overlap."
    for name in ("screening", "caseness", "severe"):
        if not 0 < getattr(instrument.parameters, name).value <= instrument.highest_total:
            yield f"the threshold “{name}” lies outside the scale."
    if not set(instrument.missing.needed) <= {item.key for item in instrument.items}:
        yield "an item that is needed for a total is not there."
    if not 0 <= instrument.missing.prorate_at_most < len(instrument.items):
        yield "more items may be missing than there are."


def _question_faults(instrument: Instrument) -> Iterator[str]:
    for name in ("key", "construct", "code"):
        named = [getattr(question, name) for question in instrument.questions]
        if len(set(named)) != len(named):
            yield f"two questions have the same {name}."
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
