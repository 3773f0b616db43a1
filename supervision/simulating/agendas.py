"""What is still to happen to one made-up mentee, in the order of time?"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from heapq import heappop, heappush
from random import Random

from supervision.simulating.acts import Act
from supervision.simulating.figures import Figures, Span
from supervision.simulating.year import SimulatedYear

Made = Callable[[datetime], Act | None]
"""What happens at an instant; None when it has become pointless."""


@dataclass
class Agenda:
    """Instants with what happens then. `number` keeps everybody a few seconds apart from everybody else."""

    number: int
    year: SimulatedYear
    figures: Figures
    random: Random
    _waiting: list[tuple[datetime, int, Made]] = field(default_factory=list)
    _count: int = 0

    @property
    def next_at(self) -> datetime | None:
        """When something is on it next; nothing happens after the last day of school."""
        at = self._waiting[0][0] if self._waiting else None
        over = self.year.calendar.wall_time(self.year.ends, self.figures.times["over"])
        return at if at is not None and at < over else None

    def pop(self) -> Act | None:
        at, _, make = heappop(self._waiting)
        return make(at)

    def put(self, at: datetime, make: Made) -> None:
        self._count += 1
        heappush(self._waiting, (at, self._count, make))

    def put_on(self, day: date, when: str, make: Made) -> None:
        """On that day, at one of the times of day of the figures."""
        at = self.year.calendar.wall_time(day, self.figures.times[when])
        self.put(at + timedelta(seconds=self.number), make)

    def after(self, day: date, span: Span) -> date:
        """A school day so many school days later."""
        return self.year.school_days_later(day, self.random.randint(*span))

    def day(self, at: datetime) -> date:
        return self.year.calendar.local_day(at)

    def is_school_day(self, at: datetime) -> bool:
        """As far as is known by then."""
        return self.year.known_at(at).is_school_day(self.day(at))
