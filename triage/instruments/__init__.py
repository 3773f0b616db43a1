"""Which questionnaires are there, and what do they ask? One data file each; `load` is the way in."""

from triage.instruments.forms import Instrument, Kind
from triage.instruments.loading import IDS, load
from triage.instruments.parts import InstrumentError, Option, Question, UnknownCode, UnknownInstrument
from triage.instruments.scales import Band, Direction, Number, Parameters, Points, Scale

__all__ = [
    "IDS",
    "Band",
    "Direction",
    "Instrument",
    "InstrumentError",
    "Kind",
    "Number",
    "Option",
    "Parameters",
    "Points",
    "Question",
    "Scale",
    "UnknownCode",
    "UnknownInstrument",
    "load",
]
