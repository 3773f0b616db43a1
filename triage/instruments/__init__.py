"""Which questionnaires are there, and what do they ask? One data file each; `load` is the way in."""

from triage.instruments.forms import (
    Band,
    Instrument,
    InstrumentError,
    Option,
    Question,
    UnknownCode,
    UnknownInstrument,
)
from triage.instruments.loading import IDS, load

__all__ = [
    "IDS",
    "Band",
    "Instrument",
    "InstrumentError",
    "Option",
    "Question",
    "UnknownCode",
    "UnknownInstrument",
    "load",
]
