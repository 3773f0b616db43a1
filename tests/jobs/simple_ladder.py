"""A second, simple opinion on escalations: who is told, when is somebody told next, and who has it?

Written from the promises and the policy's text, with nothing of the product but that text. It knows crises alone, and
no calendar, because a crisis knows none either.
"""

import tomllib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID


@dataclass
class Staff:
    """The people of one school by their part, who of them cannot sign in just now, and who covers for whom until when."""

    parts: dict[str, list[UUID]]
    away: set[UUID] = field(default_factory=set)
    covers: dict[UUID, tuple[UUID, datetime]] = field(default_factory=dict)

    def told(self, whom: list[str], owner: UUID, at: datetime, named: UUID | None) -> set[UUID]:
        parts = {**self.parts, "escalation_owner": [owner]}
        asked = {one for part in whom for one in parts.get(part, [])}
        return {self.instead_of(one, at, named) for one in asked} - self.away - {named}

    def instead_of(self, one: UUID, at: datetime, named: UUID | None = None) -> UUID:
        """Whoever stands in, or who stands in for those; they themselves where that is somebody who is named."""
        last = one
        while last in self.covers and self.covers[last][1] > at:
            last = self.covers[last][0]
        return one if last == named else last


@dataclass
class Simple:
    """One escalation as it ought to stand. `told` on the rung it stands on; `by` has it."""

    ladder: dict[str, Any]
    owner: UUID
    state: str = "open"
    rung: int = 1
    lap: int = 1
    next_at: datetime | None = None
    told: frozenset[UUID] = frozenset()
    by: UUID | None = None
    named: UUID | None = None
    asked_by: UUID | None = None
    """Who asked to make it less urgent, while nobody has answered and nothing further came up."""

    @property
    def stands(self) -> tuple[object, ...]:
        return (self.state, self.rung, self.lap, self.next_at, self.by)

    def called(self, staff: Staff, at: datetime) -> None:
        """From the first rung on."""
        self.state, self.by = "open", None
        self._entered(1, 1, staff, at)

    def told_elsewhere(self, staff: Staff, at: datetime) -> None:
        """Whoever alone was told on this rung is named in it: as if the rung were entered only now."""
        self._entered(self.rung, self.lap, staff, at)

    def silent(self, staff: Staff, at: datetime) -> None:
        """Nobody did anything until its time."""
        if self.state == "open":
            self._entered(*self._after(self.rung, self.lap), staff, at)
        else:
            self.called(staff, at)

    def taken(self, state: str, by: UUID, at: datetime) -> None:
        self.state, self.by = state, by
        self.next_at = at + timedelta(minutes=self.ladder["taken_minutes"])

    def _entered(self, rung: int, lap: int, staff: Staff, at: datetime) -> None:
        while not (told := self._told(rung, lap, staff, at)) and lap <= len(self.ladder["widened_by"]):
            rung, lap = self._after(rung, lap)
        self.rung, self.lap, self.told = rung, lap, frozenset(told)
        self.next_at = at + timedelta(minutes=self.ladder["rungs"][rung - 1]["minutes"])

    def _after(self, rung: int, lap: int) -> tuple[int, int]:
        return (rung + 1, lap) if rung < len(self.ladder["rungs"]) else (rung, lap + 1)

    def _told(self, rung: int, lap: int, staff: Staff, at: datetime) -> set[UUID]:
        whom = list(self.ladder["rungs"][rung - 1]["whom"])
        if rung == len(self.ladder["rungs"]):
            whom += self.ladder["widened_by"][: lap - 1]
        return staff.told(whom, self.owner, at, self.named)


def ladders(policy: str) -> dict[str, dict[str, Any]]:
    """Lane -> its ladder, as the policy's text has it."""
    return {one["lane"]: one for one in tomllib.loads(policy)["ladders"]}
