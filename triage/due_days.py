"""On which school day is something due that comes again and again, and for how many school days has it been due?"""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from triage.calendar import LONGEST_SEARCH_DAYS, SchoolCalendar

ONE_DAY: Final = timedelta(days=1)
# From midnight to noon: an hour more or less, where clocks change, makes no day more or less.
_NOON: Final = time(12)


def next_school_day(calendar: SchoolCalendar, day: date) -> date:
    """The day itself, or the first school day after it."""
    for passed in range(LONGEST_SEARCH_DAYS):
        found = day + timedelta(days=passed)
        if calendar.is_school_day(found):
            return found
    # A calendar that is closed for good must not make a measure vanish.
    return day


def next_school_time(calendar: SchoolCalendar, at: datetime) -> datetime:
    """The instant itself on a day of school, else the same time by the wall clock on the next one, in UTC."""
    today = calendar.local_day(at)
    day = next_school_day(calendar, today)
    return at if day == today else calendar.wall_time(day, at.astimezone(ZoneInfo(calendar.time_zone)).time())


@lru_cache(maxsize=4096)
def school_days_since(calendar: SchoolCalendar, day: date, today: date) -> int:
    """How many school days have begun after `day`, today included; 0 when it has not come."""
    passed = max((today - day).days, 0)
    return sum(calendar.is_school_day(day + timedelta(days=one)) for one in range(1, passed + 1))


@lru_cache(maxsize=4096)
def after_open_days(calendar: SchoolCalendar, since: date, days: int, pause_from: int) -> date:
    """The school day on which so many days have passed, those of long closures left out."""
    begins, found = calendar.wall_time(since, time.min), since + timedelta(days=days)
    for _ in range(LONGEST_SEARCH_DAYS):
        missing = days - calendar.open_days(begins, calendar.wall_time(found, _NOON), pause_from=pause_from)
        if missing <= 0:
            break
        found += timedelta(days=missing)
    return next_school_day(calendar, found)
