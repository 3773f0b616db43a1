"""Is the data file of an instrument sound, and what does it say?"""

import tomllib
from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import Any, Final

import msgspec

from triage.instruments.faults import faults_of
from triage.instruments.forms import Instrument
from triage.instruments.loinc import Kind, check_pair
from triage.instruments.parts import Code, InstrumentError, Option, UnknownInstrument
from triage.instruments.published import faults_of_limits

IDS: Final = (
    "phq-a",
    "gad-7",
    "psc-17-youth",
    "psc-17-parent",
    "c-ssrs",
    "asq",
    "sdq-self",
    "sdq-parent",
    "sdq-teacher",
    "rcads-47",
    "rcads-25",
    "ors",
    "cors",
    "srs",
    "pss-10",
    "who-5",
    "kads-6",
)
"""The instruments that there are."""


@cache
def load(instrument_id: str) -> Instrument:
    """The instrument of this name; raises `UnknownInstrument`."""
    if instrument_id not in IDS:
        raise UnknownInstrument(f"There is no questionnaire “{instrument_id}”. There are: {', '.join(IDS)}.")
    return read((files("triage.instruments") / f"{instrument_id}.toml").read_text(encoding="utf-8"))


def read(text: str) -> Instrument:
    """An instrument from TOML text; raises `InstrumentError` with a sentence for the first fault found."""
    try:
        found = tomllib.loads(text, parse_float=Decimal)
        instrument = msgspec.convert(_with_options(found), Instrument)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise InstrumentError(f"The data file of a questionnaire cannot be read: {fault}.") from fault
    _check_codes(instrument)
    for fault_found in chain(faults_of(instrument), faults_of_limits(instrument)):
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
    named: tuple[tuple[Code | None, Kind], ...] = (
        (instrument.panel, "panel"),
        (instrument.total, "total"),
        (_result(instrument), "result"),
    )
    for code, kind in named:
        if code is not None:
            check_pair(code.code, kind, display=code.display)
    for question in instrument.questions:
        if question.code != f"stepwise:{instrument.id}:{question.key}":
            check_pair(question.code, "item", construct=question.construct)
        if question.adult is not None:
            check_pair(question.adult.code, "item", construct=question.construct)
        for option in question.options:
            _check_option(instrument, option)


def _check_option(instrument: Instrument, option: Option) -> None:
    # Local codes name the form and the points: "stepwise:psc-17-youth:answer:0".
    if option.code != f"stepwise:{instrument.id}:answer:{option.value}":
        check_pair(option.code, "answer", display=option.text)


def _result(instrument: Instrument) -> Code | None:
    return instrument.screening_rules.result if instrument.screening_rules else None
