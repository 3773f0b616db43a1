"""Which days are meant in the demo's files? School days back from the last one that had come to ten o'clock."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from triage.calendar import SchoolCalendar

TEN: Final = time(10)
"""The demo's day is planted as it looks at this time at the site."""


@dataclass(frozen=True, slots=True)
class Days:
    """The calendar of the demo's sites, and the school day that counts as today."""

    calendar: SchoolCalendar
    today: date

    def day(self, ago: int) -> date:
        """The school day so many school days before today; after it, when negative."""
        step = timedelta(days=1 if ago < 0 else -1)
        day = self.today
        for _ in range(abs(ago)):
            day += step
            while not self.calendar.is_school_day(day):
                day += step
        return day

    def instant(self, ago: int, at: time) -> datetime:
        """That time of day at the site, in UTC."""
        return self.calendar.wall_time(self.day(ago), at)


def days_before(at: datetime, time_zone: str, closures: Sequence[tuple[date, date]]) -> Days:
    """Today is the school day of `at`, or the last one before it when ten o'clock has not come yet."""
    calendar = SchoolCalendar(time_zone, tuple(closures))
    today = calendar.local_day(at)
    while not calendar.is_school_day(today) or calendar.wall_time(today, TEN) > at:
        today -= timedelta(days=1)
    return Days(calendar, today)


def yearly(closures: Sequence[Mapping[str, str]], at: datetime) -> Iterator[tuple[date, date, str]]:
    """(first day, last day, name) of closures written month-day, in the year of `at` and those beside it."""
    year = at.astimezone(UTC).year
    for of in (year - 1, year, year + 1):
        for one in closures:
            first = date.fromisoformat(f"{of}-{one['first']}")
            last = date.fromisoformat(f"{of + (one['last'] < one['first'])}-{one['last']}")
            yield first, last, one["name"]
