"""Of which pieces is the data file of an instrument made, and how is a faulty one refused?"""

from decimal import Decimal
from typing import Literal

import msgspec

TextStatus = Literal["placeholder", "unverified", "verified"]


class InstrumentError(ValueError):
    """An instrument's data file says something that cannot be right. One sentence per fault."""


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
    """One item or extra. `safety_at`: an answer of this value or more calls for an interview.

    Of a screener: `asked_if` any of these questions is positive, always when it names none; `window` is the
    time it asks about; `refusal_counts`: who refuses it is taken for positive.
    """

    key: str
    construct: str
    text: str
    text_status: TextStatus
    code: str
    options: tuple[Option, ...]
    positive_at: int | None = None
    safety_at: int | None = None
    adult: AdultItem | None = None
    asked_if: tuple[str, ...] = ()
    window: str = ""
    refusal_counts: bool = False

    @property
    def highest(self) -> int:
        """The points of its worst answer."""
        return max(option.value for option in self.options)


class Missing(Part, frozen=True):
    """What unanswered items do: up to `prorate_at_most` are prorated, or `zero_at_most` count 0.

    Not when one of them is `needed`. `beyond`: what the form then is.
    """

    needed: tuple[str, ...]
    source: str
    prorate_at_most: int = 0
    zero_at_most: int = 0
    beyond: Literal["incomplete", "invalid"] = "incomplete"

    @property
    def at_most(self) -> int:
        """So many items may be unanswered."""
        return max(self.prorate_at_most, self.zero_at_most)


class Screening(Part, frozen=True):
    """How the answers of a screener are read; it has no total.

    `imminent`: a yes to any of these is imminent.
    `open_after`: once the question of the key is positive, these have to be answered, or else nobody can say that it
    is not imminent.
    """

    imminent: tuple[str, ...]
    open_after: dict[str, tuple[str, ...]]
    source: str
    result: Code | None = None


class Upload(Part, frozen=True):
    """How the numbers of single items, typed in under a license, become the scores of a scale.

    `points`: what each ticked number is worth; those of `reversed_items` count from the other end. At least `needed`
    of the items must be there; the rest is prorated, halves up. `zero_if`: answered 0, the scale is 0.
    """

    items: tuple[str, ...]
    points: tuple[int, ...]
    needed: int
    source: str
    reversed_items: tuple[str, ...] = ()
    zero_if: str = ""


class CutOff(Part, frozen=True):
    """A further published limit, to be read by a person; no rule uses it."""

    name: str
    value: int | Decimal
    source: str
