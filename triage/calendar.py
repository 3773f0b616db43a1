"""Is this a school day, and when is something due there?

Deadlines are instants in UTC, made here and nowhere else. Real limits (now, hours, days) count elapsed
time and know no calendar. School limits count the school days of the site and pause on its closures.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MONDAY_TO_FRIDAY = frozenset(range(5))
LAST_MINUTE = time(23, 59)
NOON = time(12)
"""Of a day whose hour is not known: it is on that day in every time zone of the site's neighborhood."""
AT_LEAST = timedelta(hours=1)
"""What is due the same day is never due in less than this (ours): a form may come in late at night."""
LONGEST_SEARCH_DAYS = 400
DAY = timedelta(days=1)
_FIRST_DAY, _LAST_DAY = date.min + 14 * DAY, date.max - 14 * DAY


@dataclass(frozen=True, slots=True)
class SchoolCalendar:
    """The calendar of one site. `closures` are pairs of days, both ends included; days 0 (Monday) to 6.

    Raises `ValueError` for a time zone nobody knows, a closure that ends before it begins, or no school day.
    """

    time_zone: str
    closures: tuple[tuple[date, date], ...] = ()
    school_days: frozenset[int] = MONDAY_TO_FRIDAY

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.time_zone)
        except (LookupError, ValueError, OSError) as fault:
            raise ValueError(f"There is no time zone “{self.time_zone}”.") from fault
        if any(first > last for first, last in self.closures):
            raise ValueError("A closure ends before it begins.")
        if not self.school_days or not self.school_days <= set(range(7)):
            raise ValueError("School days are numbered 0 (Monday) to 6 (Sunday), and there is at least one.")

    def is_school_day(self, day: date) -> bool:
        return day.weekday() in self.school_days and not self.is_closed(day)

    def is_closed(self, day: date) -> bool:
        """Whether a closure holds this day; a weekend alone is none."""
        return any(first <= day <= last for first, last in self.closures)

    def local_day(self, at: datetime) -> date:
        """The day at the site at this instant."""
        return _instant(at).astimezone(ZoneInfo(self.time_zone)).date()

    def wall_time(self, day: date, at: time) -> datetime:
        """The instant (UTC) of a wall-clock time: a skipped one moves forward, a doubled one is the first."""
        zone = ZoneInfo(self.time_zone)
        return datetime.combine(day, at.replace(fold=0, tzinfo=None), zone).astimezone(UTC)

    def some_time_on(self, day: date, at: datetime) -> datetime:
        """When something was done of which only the day is known: `at` itself if that is the day, else noon."""
        return at if day == self.local_day(at) else self.wall_time(day, NOON)

    def open_days(self, since: datetime, until: datetime, *, pause_from: int) -> int:
        """Whole periods of 24 hours between two instants, without the long closures of the school.

        A closure is long when it holds at least `pause_from` school days; weekends and other closures that touch it
        belong to it. Never negative, never more than the days that passed, and never less for a later `until`.
        """
        passed = until - since
        for begins, ends, most in _pauses(self, pause_from):
            if begins >= until:
                break
            if ends > since:
                # A day of a closure stands for 24 hours at most, though one of them has 25 where clocks go back.
                passed -= min(min(ends, until) - max(begins, since), most)
        return max(passed // DAY, 0)

    def due_at(self, at: datetime, *, amount: int, unit: str) -> datetime:
        """The deadline of something that came up at `at`, as an instant in UTC. Raises `ValueError`.

        - "now": `at` itself.
        - "hours", "days": elapsed time, a day being 24 hours whatever the clocks do.
        - "same_day": 23:59 of the local day, but never in less than one hour.
        - "school_days": the n-th school day after the local day of `at`, at the wall-clock time of `at`.
          The day itself never counts, neither do closures and days without school.
        """
        start = _instant(at)
        if amount < 0:
            raise ValueError("A time limit cannot be negative.")
        if unit == "now":
            return start
        if unit == "hours":
            return start + timedelta(hours=amount)
        if unit == "days":
            return start + timedelta(days=amount)
        if unit == "same_day":
            return max(self.wall_time(self.local_day(start), LAST_MINUTE), start + AT_LEAST)
        if unit == "school_days":
            return self._after_school_days(start, amount)
        raise ValueError(f"There is no unit of time “{unit}”.")

    def _after_school_days(self, start: datetime, amount: int) -> datetime:
        if amount == 0:
            return start
        local, left = start.astimezone(ZoneInfo(self.time_zone)), amount
        for passed in range(1, LONGEST_SEARCH_DAYS + amount * 7):
            following = local.date() + timedelta(days=passed)
            left -= self.is_school_day(following)
            if left == 0:
                return self.wall_time(following, local.time())
        # A calendar closed for good must not swallow a deadline: then every day counts, which is never later.
        return start + timedelta(days=amount)


@lru_cache(maxsize=4096)
def _pauses(calendar: SchoolCalendar, pause_from: int) -> tuple[tuple[datetime, datetime, timedelta], ...]:
    """The long closures in their order: first instant, last instant, and the most that they can take away."""
    return tuple(
        (
            calendar.wall_time(first, time.min),
            calendar.wall_time(last + DAY, time.min),
            (last + DAY - first),
        )
        for first, last in _runs(calendar)
        if _weekdays(first, last, calendar.school_days) >= pause_from
    )


def _runs(calendar: SchoolCalendar) -> Iterable[tuple[date, date]]:
    """The closures with the days without school that touch them, those that touch each other made one."""
    runs: list[tuple[date, date]] = []
    for first, last in sorted(_widened(a, b, calendar.school_days) for a, b in calendar.closures):
        if runs and first <= runs[-1][1] + DAY:
            runs[-1] = (runs[-1][0], max(runs[-1][1], last))
        else:
            runs.append((first, last))
    return runs


def _widened(first: date, last: date, school_days: frozenset[int]) -> tuple[date, date]:
    # A closure without an end may stand on the last day there is, beyond which nobody can count.
    first, last = max(first, _FIRST_DAY), min(last, _LAST_DAY)
    while (first - DAY).weekday() not in school_days:
        first -= DAY
    while (last + DAY).weekday() not in school_days:
        last += DAY
    return first, last


def _weekdays(first: date, last: date, wanted: frozenset[int]) -> int:
    """How many days from the first to the last, both included, fall on a wanted day of the week."""
    weeks, rest = divmod((last - first).days + 1, 7)
    return weeks * len(wanted) + sum((first + DAY * ahead).weekday() in wanted for ahead in range(rest))


def _instant(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("An instant needs its time zone; this one has none.")
    return at.astimezone(UTC)
