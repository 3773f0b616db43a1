"""What does one fact look like, whether it is known, unknown or was never asked?

A sweep makes some forty of them for each case, so they are values that are cheap to make.
"""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

Value = int | Decimal | bool | str | frozenset[str]


class State(StrEnum):
    """Whether a fact is there. What was never asked is not the same as what was asked and not answered."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    NOT_ASKED = "not_asked"

    @property
    def plain(self) -> str:
        """The words people read."""
        return self.value.replace("_", " ")


class Reason(StrEnum):
    """Why a fact is unknown."""

    NOT_RECORDED = "not_recorded"
    REFUSED = "refused"
    UNREADABLE = "unreadable"
    CANNOT_JUDGE = "cannot_judge"
    TOO_OLD = "too_old"

    @property
    def plain(self) -> str:
        """The words people read."""
        return _REASONS[self]


_REASONS = {
    Reason.NOT_RECORDED: "not recorded",
    Reason.REFUSED: "refused to answer",
    Reason.UNREADABLE: "cannot be read",
    Reason.CANNOT_JUDGE: "cannot be judged",
    Reason.TOO_OLD: "too old",
}


class Source(Struct, frozen=True):
    """The record a fact came from: its table, its id and when it happened."""

    kind: str
    id: UUID
    at: datetime | None = None


class Fact(Struct, frozen=True):
    """One fact about one mentee at one instant. `value` is None unless the fact is known."""

    value: Value | None
    state: State = State.KNOWN
    reason: Reason | None = None
    sources: tuple[Source, ...] = ()

    @property
    def is_known(self) -> bool:
        return self.state is State.KNOWN


NOT_ASKED = Fact(None, State.NOT_ASKED)


def known(value: Value, *sources: Source) -> Fact:
    """A fact with its value and the records it rests on."""
    return Fact(value, sources=sources)


def unknown(reason: Reason, *sources: Source) -> Fact:
    """Asked about and not there."""
    return Fact(None, State.UNKNOWN, reason, sources)
