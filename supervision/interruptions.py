"""May somebody be interrupted now, later, or only in the daily message? The one place where that is decided.

What is safety is told at once, at any hour and however often. The budget is read from the file of the same name.
"""

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from importlib.resources import files
from typing import Final

from supervision.digests import may_write
from supervision.quiet_hours import is_quiet
from supervision.when_told import WhenTold, is_time_for_digest
from triage.calendar import SchoolCalendar


class Kind(StrEnum):
    """What an e-mail to somebody who works here is about."""

    ESCALATION = "escalation"
    DIGEST = "digest"
    COVER = "cover"
    REMINDER = "reminder"

    @property
    def plain(self) -> str:
        """The words a person reads."""
        return _KINDS[self]


class Turn(StrEnum):
    """When it is told. What is told later is asked again."""

    NOW = "now"
    LATER = "later"
    IN_DIGEST = "in_digest"

    @property
    def plain(self) -> str:
        """The words a person reads."""
        return _TURNS[self]


_KINDS: Final = {
    Kind.ESCALATION: "an escalation",
    Kind.DIGEST: "the daily message",
    Kind.COVER: "standing in for somebody who is away",
    Kind.REMINDER: "something that was left undone",
}
_TURNS: Final = {
    Turn.NOW: "now",
    Turn.LATER: "later",
    Turn.IN_DIGEST: "in the daily message",
}


@dataclass(frozen=True, slots=True)
class Budget:
    """So many e-mails a day, the daily message among them."""

    most_a_day: int


def _load() -> Budget:
    found = tomllib.loads(files(__package__).joinpath("interruptions.toml").read_text("utf-8"))
    return Budget(found["most_a_day"])


BUDGET: Final = _load()


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whoever might be interrupted. `own`: whose clock is theirs; `schools`: where they work.

    `spent`: how many e-mails they had on this day of theirs, those about escalations too and the daily one not.
    """

    chosen: WhenTold
    own: SchoolCalendar
    schools: Collection[SchoolCalendar]
    spent: int = 0


def turn_of(kind: Kind, to: Addressee, at: datetime, budget: Budget = BUDGET) -> Turn:
    """The daily message keeps its place in the budget, so that there is always one in which the rest is counted."""
    if kind is Kind.ESCALATION:
        return Turn.NOW
    if is_quiet(to.chosen.quiet, to.own, at) or not any(may_write(one, at) for one in to.schools):
        return Turn.LATER
    if kind is Kind.DIGEST:
        return Turn.NOW if is_time_for_digest(to.chosen, to.own, at) else Turn.LATER
    room = budget.most_a_day - (1 if to.chosen.has_digest else 0)
    return Turn.NOW if to.spent < room else Turn.IN_DIGEST
