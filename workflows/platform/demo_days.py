"""Which days are meant in the demo's files? School days back from the one that counts as today.

That is the present day at the site, or the last school day before it: in a demo it is always a school day, and
ten o'clock.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from triage.calendar import SchoolCalendar
from triage.due_days import after_open_days
from triage.school_year import ONE_DAY

TEN: Final = time(10)
"""The demo's day is planted as it looks at this time at the site, and its clock begins here."""

SCHOOL_WEEK: Final = 5
DAYS_OF_A_WEEK: Final = 7


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

    def asked_again_on(self, ago: int, after: int, pause_from: int) -> date:
        """The last day on which something was given that, so many days after, is due again on the day `ago`."""
        due, day = self.day(ago), self.day(ago) - timedelta(days=after)
        while after_open_days(self.calendar, day, after, pause_from) > due:
            day -= ONE_DAY
        return day

    def instant(self, ago: int, at: time) -> datetime:
        """That time of day at the site, in UTC."""
        return self.calendar.wall_time(self.day(ago), at)

    @property
    def ten(self) -> datetime:
        """The instant at which the demo's clock begins."""
        return self.instant(0, TEN)

    def weekly(self, last: int, count: int) -> tuple[date, ...]:
        """So many school days, a week apart, closed ones left out. The last is `last` school days ago; when that
        is less than a week of school, but a break makes it more, later, so that none before today is passed over.
        """
        week, day = timedelta(days=7), self.day(last)
        while 0 < last <= SCHOOL_WEEK and day + week < self.today:
            day += week
        found: list[date] = []
        while len(found) < count:
            found += [day] if self.calendar.is_school_day(day) else []
            day -= week
        return tuple(reversed(found))


def days_of(at: datetime, time_zone: str, closures: Sequence[tuple[date, date]]) -> Days:
    """Today is the day at the site at the instant `at`, or the last school day before it."""
    calendar = SchoolCalendar(time_zone, tuple(closures))
    today = calendar.local_day(at)
    while not calendar.is_school_day(today):
        today -= timedelta(days=1)
    return Days(calendar, today)


def week_ahead(today: date, days_ahead: int) -> tuple[date, date]:
    """The first school week that begins at least so many days after today, from Monday to Friday."""
    first = today + timedelta(days=days_ahead)
    first += timedelta(days=-first.weekday() % DAYS_OF_A_WEEK)
    return first, first + timedelta(days=SCHOOL_WEEK - 1)


def yearly(closures: Sequence[Mapping[str, str]], at: datetime) -> Iterator[tuple[date, date, str]]:
    """(first day, last day, name) of closures written month-day, in the year of `at` and those beside it."""
    year = at.astimezone(UTC).year
    for of in (year - 1, year, year + 1):
        for one in closures:
            first = date.fromisoformat(f"{of}-{one['first']}")
            last = date.fromisoformat(f"{of + (one['last'] < one['first'])}-{one['last']}")
            yield first, last, one["name"]
