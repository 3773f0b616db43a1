"""What does an instrument measure, from where to where, and which thresholds has somebody published for it?"""

from decimal import Decimal
from typing import Literal

from triage.instruments.parts import CutOff, Part, Upload

Direction = Literal["higher_worse", "higher_better"]
Number = int | Decimal


class Band(Part, rename={"first": "from", "last": "to"}, frozen=True):
    """A named range of scores, both ends included."""

    name: str
    first: Number
    last: Number


class Points(Part, frozen=True):
    """A number of points, percent or spread, and where it comes from. `kind` of a reliability: alpha or retest."""

    value: Number
    source: str
    kind: str = ""


class Parameters(Part, frozen=True):
    """The named thresholds of a scale; a threshold that nobody published is not there."""

    screening: Points | None = None
    caseness: Points | None = None
    severe: Points | None = None
    reliable_points: Points | None = None
    remission_below: Points | None = None
    response_percent: Points | None = None
    felt_points: Points | None = None
    sd_ref: Points | None = None
    reliability: Points | None = None
    retest: Points | None = None
    norm_mean: Points | None = None
    norm_sd: Points | None = None
    norm_positive_percent: Points | None = None


class Scale(Part, frozen=True):
    """One score of an instrument.

    Of a questionnaire it is the sum of its `items` (all, when it names none). Of scores that are entered it is a
    field, or `factor` times the sum of other scales (`sum_of`). The main scale is the one whose change is judged.
    """

    key: str
    name: str
    maximum: Number
    direction: Direction
    minimum: Number = 0
    smallest_step: Number = 1
    is_main: bool = False
    is_optional: bool = False
    items: tuple[str, ...] = ()
    sum_of: tuple[str, ...] = ()
    factor: int = 1
    parameters: Parameters = Parameters()
    bands: tuple[Band, ...] = ()
    cut_offs: tuple[CutOff, ...] = ()
    upload: Upload | None = None
    note: str = ""

    @property
    def caseness(self) -> Number | None:
        """At caseness from here on; below it where higher is better."""
        return _value(self.parameters.caseness)

    @property
    def screening(self) -> Number | None:
        """Positive from here on; below it where higher is better."""
        return _value(self.parameters.screening)

    @property
    def reliable_points(self) -> Number | None:
        """The published points of a reliable change (inclusive)."""
        return _value(self.parameters.reliable_points)

    @property
    def sd_ref(self) -> Number | None:
        return _value(self.parameters.sd_ref)

    @property
    def reliability(self) -> Number | None:
        return _value(self.parameters.reliability)

    @property
    def response_percent(self) -> Number | None:
        return _value(self.parameters.response_percent)

    @property
    def remission_below(self) -> Number | None:
        return _value(self.parameters.remission_below)

    @property
    def places(self) -> int:
        """So many digits stand after the point."""
        exponent = Decimal(self.smallest_step).as_tuple().exponent
        return -exponent if isinstance(exponent, int) and exponent < 0 else 0

    def holds(self, score: Number) -> bool:
        """Is this a score that the scale can have: within its range, and a whole number of its steps?"""
        return self.minimum <= score <= self.maximum and (score - self.minimum) % self.smallest_step == 0

    def band_of(self, score: Number) -> str | None:
        """The name of the band of a score; None for a scale without bands. Raises `LookupError` outside."""
        for band in self.bands:
            if band.first <= score <= band.last:
                return band.name
        if not self.bands:
            return None
        raise LookupError(f"{score} is not a score of “{self.name}”.")


def _value(points: Points | None) -> Number | None:
    return None if points is None else points.value
