"""Is this an hour in which somebody wants to hear nothing that can wait? What is safety never asks here."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from triage.calendar import DAY, SchoolCalendar

_WEEK: Final = timedelta(weeks=1) // DAY


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one time of the day until another, on the days on which they begin (0 is Monday).

    Until an earlier time is until the next day; until the same time is a whole day.
    """

    begins: time
    ends: time
    days: frozenset[int]

    @property
    def is_over_night(self) -> bool:
        return self.ends <= self.begins

    def has(self, weekday: int, at: time) -> bool:
        """Whether this time of this weekday lies in them, by the clock on the wall."""
        begun_today = weekday in self.days and self.begins <= at and (self.is_over_night or at < self.ends)
        begun_before = (weekday - 1) % _WEEK in self.days and self.is_over_night and at < self.ends
        return begun_today or begun_before


def is_quiet(quiet: QuietHours | None, calendar: SchoolCalendar, at: datetime) -> bool:
    """By the clock of `calendar`: each quiet time lasts from its first reading of the clock until its last one, also on
    the nights on which clocks change."""
    if quiet is None:
        return False
    today = calendar.local_day(at)
    return any(_holds(quiet, calendar, day, at) for day in (today - DAY, today))


def _holds(quiet: QuietHours, calendar: SchoolCalendar, day: date, at: datetime) -> bool:
    if day.weekday() not in quiet.days:
        return False
    last = day + DAY if quiet.is_over_night else day
    return calendar.wall_time(day, quiet.begins) <= at < calendar.wall_time(last, quiet.ends)


def is_always_quiet(quiet: QuietHours | None, days: Collection[int], at: time) -> bool:
    """Whether this time lies in them on every one of these weekdays."""
    return quiet is not None and all(quiet.has(day, at) for day in days)
