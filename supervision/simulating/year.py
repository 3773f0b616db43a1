"""Which school year is simulated, and what was known of its closures at an instant?"""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from triage.calendar import SchoolCalendar

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class YearClosure:
    """Days without school, both ends included, and when the school said so."""

    name: str
    first_on: date
    last_on: date
    declared_at: datetime


@dataclass(frozen=True, slots=True)
class SimulatedYear:
    """A school year from its first day to its last."""

    time_zone: str
    begins: date
    ends: date
    closures: tuple[YearClosure, ...]

    def __hash__(self) -> int:
        return hash((self.time_zone, self.begins, self.ends, self.closures))

    @property
    def calendar(self) -> SchoolCalendar:
        """With everything that was ever declared."""
        return _calendar(self, self.closures)

    def known_at(self, at: datetime) -> SchoolCalendar:
        """The calendar as it was known at an instant."""
        return _calendar(self, tuple(one for one in self.closures if one.declared_at <= at))

    def school_days_later(self, day: date, count: int) -> date:
        """The so-manieth school day after this day."""
        calendar, left = self.calendar, count
        while left:
            day += ONE_DAY
            left -= calendar.is_school_day(day)
        return day

    def instant(self, day: date, hour: int, minute: int = 0) -> datetime:
        """That time of day at the school, in UTC."""
        return self.calendar.wall_time(day, time(hour, minute))

    def weeks(self) -> tuple[date, ...]:
        """The Monday of every week of the year."""
        first = self.begins - timedelta(days=self.begins.weekday())
        return tuple(
            first + timedelta(weeks=number) for number in range((self.ends - first) // timedelta(weeks=1) + 1)
        )


@cache
def _calendar(year: SimulatedYear, closures: tuple[YearClosure, ...]) -> SchoolCalendar:
    return SchoolCalendar(year.time_zone, tuple((one.first_on, one.last_on) for one in closures))


@cache
def shipped_year() -> SimulatedYear:
    """The one of `school_year.toml`."""
    found: dict[str, Any] = tomllib.loads(
        (files("supervision") / "simulating" / "school_year.toml").read_text(encoding="utf-8")
    )
    zone = ZoneInfo(found["time_zone"])
    closures = tuple(
        YearClosure(
            one["name"],
            one["first"],
            one["last"],
            one.get("declared", found["declared"]).replace(tzinfo=zone),
        )
        for one in found["closures"]
    )
    return SimulatedYear(found["time_zone"], found["begins"], found["ends"], closures)
