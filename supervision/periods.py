"""For which time are figures asked: this school year so far, the last one, this month, or each month that is over?"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from triage.calendar import SchoolCalendar
from triage.school_year import ONE_DAY, first_day_of, school_year_of


class Period(StrEnum):
    """What can be chosen; the first is what is shown when nobody has chosen."""

    THIS_YEAR = "this_year"
    LAST_YEAR = "last_year"
    THIS_MONTH = "this_month"

    @property
    def plain(self) -> str:
        """The words a person reads."""
        return _PLAIN[self]


_PLAIN = {
    Period.THIS_YEAR: "This school year so far",
    Period.LAST_YEAR: "Last school year",
    Period.THIS_MONTH: "This month",
}


@dataclass(frozen=True, slots=True)
class Span:
    """From this instant on, and before that one."""

    begins: datetime
    ends: datetime

    def has(self, at: datetime) -> bool:
        return self.begins <= at < self.ends


def days_of(period: Period, today: date) -> tuple[date, date]:
    """The first day and the last one; what is not over yet ends today."""
    year_begins = first_day_of(school_year_of(today))
    if period is Period.THIS_YEAR:
        return year_begins, today
    if period is Period.THIS_MONTH:
        return today.replace(day=1), today
    last = year_begins - ONE_DAY
    return first_day_of(school_year_of(last)), last


def span_of(period: Period, at: datetime, calendar: SchoolCalendar) -> Span:
    """The same at one school, whose days begin at its own midnight."""
    return span_between(*days_of(period, calendar.local_day(at)), calendar)


def span_between(first_on: date, last_on: date, calendar: SchoolCalendar) -> Span:
    """These days at one school, both included."""
    return Span(calendar.wall_time(first_on, time.min), calendar.wall_time(last_on + ONE_DAY, time.min))


def months_over(since: date, today: date) -> tuple[tuple[date, date], ...]:
    """The first and the last day of each month from that of `since` on that is over today."""
    found, first_on = [], since.replace(day=1)
    while (next_on := (first_on + _PAST_ANY_MONTH).replace(day=1)) <= today:
        found.append((first_on, next_on - ONE_DAY))
        first_on = next_on
    return tuple(found)


# From the first of a month always into the next one.
_PAST_ANY_MONTH: Final = timedelta(days=31)
