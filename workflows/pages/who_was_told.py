"""After a worry was sent: who has it on their list now, and whom does one call?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from workflows.pages.page import mark
from workflows.records.firings import FiringLine
from workflows.records.phones import Phones

_ROLES: Final[Mapping[str, str]] = {
    "on_call": mark("On call now"),
    "clinical_supervisor": mark("Clinical supervisor"),
    "direct_supervisor": mark("Direct supervisor"),
}
_DIALLED: Final = frozenset("0123456789+")


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """Somebody to call. `number` is None when none is on file."""

    name: str
    role: str
    number: str | None

    @property
    def href(self) -> str:
        return f"tel:{''.join(sign for sign in self.number or '' if sign in _DIALLED)}"


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody on whose list it stands, and by when they are to act."""

    name: str
    due_at: datetime
    at_once: bool


@dataclass(frozen=True, slots=True)
class WhoWasTold:
    """What the page says below the worry. `told` is empty when no rule was in force: then only calling helps."""

    told: tuple[Told, ...]
    phones: tuple[PhoneLine, ...]
    crisis_contact: str


def phone_lines(phones: Phones) -> tuple[PhoneLine, ...]:
    """Those to call, in the order of calling."""
    return tuple(PhoneLine(one.name, _ROLES[one.role], one.phone) for one in phones.people)


def who_was_told(firings: tuple[FiringLine, ...], phones: Phones) -> WhoWasTold:
    """Each owner once, with the earliest time by which they are to act."""
    earliest: dict[str, FiringLine] = {}
    for one in sorted(firings, key=lambda line: line.due_at):
        earliest.setdefault(one.owner_name, one)
    told = [Told(name, one.due_at, one.due_at <= one.recorded_at) for name, one in earliest.items()]
    return WhoWasTold(tuple(told), phone_lines(phones), phones.crisis_contact)
