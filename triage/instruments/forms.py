"""What is a questionnaire? Frozen values, read from the data files of this folder.

Every number in them is data with its source; texts that were not yet compared with the published form say so.
"""

from decimal import Decimal
from typing import Literal

import msgspec

Direction = Literal["higher_worse", "higher_better"]
TextStatus = Literal["placeholder", "unverified", "verified"]


class InstrumentError(ValueError):
    """A questionnaire's data file says something that cannot be right. One sentence per fault."""


class UnknownInstrument(InstrumentError, LookupError):
    """There is no questionnaire of this name."""


class UnknownCode(InstrumentError):
    """A code that is not in the pinned table, or has a wrong check digit."""


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What every piece of a data file has in common: no field that nobody knows."""


class Code(Part, frozen=True):
    """A LOINC code with the words it is pinned to."""

    code: str
    display: str


class Option(Part, frozen=True):
    """One answer that may be ticked. `word` is the answer in one word, where there is one (yes, no)."""

    value: int
    text: str
    code: str
    word: str | None = None


class AdultItem(Part, frozen=True):
    """The item of the adult form that asks for the same construct."""

    number: int
    code: str


class Question(Part, frozen=True):
    """One item or extra. `safety_at`: an answer of this value or more calls for an interview."""

    key: str
    construct: str
    text: str
    text_status: TextStatus
    code: str
    options: tuple[Option, ...]
    positive_at: int | None = None
    safety_at: int | None = None
    adult: AdultItem | None = None

    @property
    def highest(self) -> int:
        """The points of its worst answer."""
        return max(option.value for option in self.options)


class Band(Part, rename={"first": "from", "last": "to"}, frozen=True):
    """A named range of totals, both ends included."""

    name: str
    first: int
    last: int


class Missing(Part, frozen=True):
    """What unanswered items do: up to `prorate_at_most` are prorated, unless one is `needed`."""

    prorate_at_most: int
    needed: tuple[str, ...]
    source: str


class Points(Part, frozen=True):
    """A number of points (or percent) and where it comes from."""

    value: int
    source: str


class Measure(Part, frozen=True):
    """A number with decimals and where it comes from."""

    value: Decimal
    source: str


class Parameters(Part, frozen=True):
    """The named thresholds of a form; a threshold that nobody published is not there."""

    screening: Points
    caseness: Points
    severe: Points
    reliable_points: Points | None = None
    remission_below: Points | None = None
    response_percent: Points | None = None
    felt_points: Measure | None = None
    sd_ref: Measure | None = None
    reliability: Measure | None = None


class Instrument(Part, frozen=True):
    """One questionnaire in one version and language."""

    id: str
    version: str
    name: str
    title: str
    topic: str
    language: str
    owner: str
    source: str
    licence: str
    stem: str
    recall_window: str
    informants: tuple[str, ...]
    age_from: int
    direction: Direction
    panel: Code
    total: Code
    missing: Missing
    parameters: Parameters
    bands: tuple[Band, ...]
    items: tuple[Question, ...]
    extras: tuple[Question, ...] = ()
    age_to: int | None = None

    @property
    def questions(self) -> tuple[Question, ...]:
        """Everything that is asked: the scored items, then the extras."""
        return self.items + self.extras

    @property
    def safety_items(self) -> tuple[str, ...]:
        """The keys of the questions that can call for an interview."""
        return tuple(question.key for question in self.questions if question.safety_at is not None)

    @property
    def has_safety_item(self) -> bool:
        return bool(self.safety_items)

    def is_in(self, language: str) -> bool:
        """Is the wording in this language ("en", "es")? A form read in another one is another form."""
        return self.language.split("-")[0] == language

    @property
    def highest_total(self) -> int:
        return sum(item.highest for item in self.items)

    @property
    def screening(self) -> int:
        """A total of this or more is positive."""
        return self.parameters.screening.value

    @property
    def caseness(self) -> int:
        """A total of this or more is at caseness."""
        return self.parameters.caseness.value

    def band_of(self, total: int) -> str:
        """The name of the band of a total; raises `LookupError` outside the scale."""
        for band in self.bands:
            if band.first <= total <= band.last:
                return band.name
        raise LookupError(f"{total} is not a total of the {self.name}.")

    def why_not_activate(self, *, is_live: bool) -> str | None:
        """Why an organization may not use this form; a demonstration may use texts nobody has verified."""
        if is_live and any(question.text_status != "verified" for question in self.questions):
            return f"The wording of the {self.name} has not been verified against the published form."
        return None
