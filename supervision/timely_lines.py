"""Which lines of intake are counted, and what does each count and leave out? The sentences stand in `timeliness.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import Final


class Line(StrEnum):
    """What is counted, in the order in which it is shown."""

    URGENT_FIRST = "urgent_first"
    STARTED = "started"
    RATED = "rated"
    RATED_AGAIN = "rated_again"
    REFERRED_ON = "referred_on"
    RECORD = "record"
    TOLD = "told"
    VIEW = "view"
    INDIVIDUAL = "individual"

    @property
    def plain(self) -> str:
        """The words a person reads."""
        return _PLAIN[self]


_PLAIN = {
    Line.URGENT_FIRST: "Urgent needs were put first",
    Line.STARTED: "Care began in time",
    Line.RATED: "Needs were rated in time",
    Line.RATED_AGAIN: "Needs were rated again in time",
    Line.REFERRED_ON: "A professional was offered where needs led there",
    Line.RECORD: "The record of the intake is complete",
    Line.TOLD: "The young person was told themselves",
    Line.VIEW: "The young person’s view is with the decision",
    Line.INDIVIDUAL: "The rating is about this person",
}


@dataclass(frozen=True, slots=True)
class Said:
    """What is counted in a line, and what is left out of it."""

    counted: str
    left_out: str


def _said() -> Mapping[Line, Said]:
    found = tomllib.loads((files("supervision") / "timeliness.toml").read_text(encoding="utf-8"))
    return {line: Said(**found[line]) for line in Line}


SAID: Final = _said()
