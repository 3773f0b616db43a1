"""What does a form say, once it is scored?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from triage.answers import Answer, ScoringError, State
from triage.instruments import Number
from triage.verdicts import Positivity, Safety, Screened, Status


class TotalMismatch(ScoringError):
    """The total that came with a form is not the total of its answers."""


class ScoreFaults(ScoringError):
    """Scores that were entered and cannot be right. `errors`: a sentence for each field, by key of the scale."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(next(iter(errors.values())))
        self.errors = dict(errors)


@dataclass(frozen=True, slots=True)
class ScaleScore:
    """What one scale says; without a value it says nothing. `highest`: with every blank at its worst."""

    value: Number | None
    band: str | None
    positivity: Positivity
    highest: Number | None = None

    @property
    def kept(self) -> dict[str, Any]:
        """As it is stored."""
        return {"value": kept_number(self.value), "band": self.band, "positivity": self.positivity.value}


_NOTHING: Mapping[Any, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Score:
    """What a form says. `total` and `band` are None unless the status is scored or prorated.

    `subscales` are all scales but the main one. `answers` and `item_positive` are by key; in the latter, None is
    unanswered or without a limit. `screened` is what a screener says; `entered` are scores that came without answers.
    """

    instrument_id: str
    status: Status
    total: Number | None
    band: str | None
    positivity: Positivity
    safety: Safety
    subscales: Mapping[str, ScaleScore] = field(default_factory=lambda: _NOTHING)
    answers: Mapping[str, Answer] = field(default_factory=lambda: _NOTHING)
    item_positive: Mapping[str, bool | None] = field(default_factory=lambda: _NOTHING)
    screened: Screened | None = None
    entered: Mapping[str, Number | None] = field(default_factory=lambda: _NOTHING)

    @property
    def prorated(self) -> bool:
        """Whether missing answers were made up for: it may raise concern, never support recovery."""
        return self.status is Status.PRORATED

    @property
    def kept_answers(self) -> dict[str, int | str | None]:
        """The answers as they are stored: points, None for a blank, else the state. Not asked is left out."""
        answered = {key: one.kept for key, one in self.answers.items() if one.state is not State.NOT_ASKED}
        return answered | {key: kept_number(one) for key, one in self.entered.items()}

    @property
    def kept_subscales(self) -> dict[str, dict[str, Any]]:
        """The subscales as they are stored."""
        return {key: one.kept for key, one in self.subscales.items()}


def kept_number(number: Number | None) -> int | str | None:
    """A score as JSON keeps it exactly: whole numbers as they are, decimals as text."""
    return number if number is None or isinstance(number, int) else str(number)
