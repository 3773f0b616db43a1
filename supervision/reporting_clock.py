"""Which states have a duty to report, and at which instant do the hours end that a law gives?

Hours are real hours: 24 of them are 86,400 seconds, whatever the clocks do. A law may leave out weekends and holidays; then
only the time on other days counts. The data stands in `reporting_states.toml`.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from importlib.resources import files
from typing import Any, Final

from triage.calendar import DAY, MONDAY_TO_FRIDAY, SchoolCalendar

WEEK: Final = timedelta(weeks=1)


class Exclude(StrEnum):
    """What does not count among the hours for a report in writing."""

    NONE = "none"
    WEEKENDS_AND_HOLIDAYS = "weekends_and_holidays"

    @property
    def plain(self) -> str:
        return _PLAIN[self]


_PLAIN: Final = {
    Exclude.NONE: "Nothing: every hour counts",
    Exclude.WEEKENDS_AND_HOLIDAYS: "Weekends and holidays",
}


@dataclass(frozen=True, slots=True)
class KnownLaw:
    """Where somebody starts who writes down a state. No lawyer has checked it: it gives nobody any time."""

    state: str
    first_report: str
    written_within: int
    hours_exclude: Exclude
    source: str
    source_url: str


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day of every year, or the n-th weekday (0 is Monday) of a month, -1 for the last."""

    name: str
    month: int
    day: int | None = None
    nth: int | None = None
    weekday: int | None = None

    def is_on(self, day: date) -> bool:
        if day.month != self.month:
            return False
        if self.day is not None:
            return day.day == self.day
        is_last = (day + WEEK).month != self.month
        nth = (day.day - 1) // WEEK.days + 1
        return day.weekday() == self.weekday and (is_last if self.nth == -1 else nth == self.nth)


@dataclass(frozen=True, slots=True)
class ReportingStates:
    """The file, with its version, its owner and where it comes from."""

    version: int
    owner: str
    source: str
    states: tuple[str, ...]
    known: Mapping[str, KnownLaw]
    holidays: tuple[Holiday, ...]


def ends_at(since: datetime, hours: int, exclude: Exclude, calendar: SchoolCalendar) -> datetime:
    """The instant (UTC) at which so many hours have passed since then."""
    start, left = since.astimezone(UTC), timedelta(hours=hours)
    if exclude is Exclude.NONE:
        return start + left
    while True:
        day = calendar.local_day(start)
        midnight = calendar.wall_time(day + DAY, time.min)
        if not is_left_out(day, calendar):
            if start + left <= midnight:
                return start + left
            left -= midnight - start
        start = midnight


def is_left_out(day: date, calendar: SchoolCalendar) -> bool:
    """A weekend, or a holiday of the federal law on which the school is closed too. A break of the school is none."""
    is_holiday = any(one.is_on(day) for one in STATES.holidays)
    return day.weekday() not in MONDAY_TO_FRIDAY or (is_holiday and calendar.is_closed(day))


def share_passed(since: datetime, until: datetime, at: datetime) -> float:
    """How much of the time is over: 0 to 1, and 1 once it has passed."""
    whole = until - since
    return 1.0 if until <= at or not whole else max((at - since) / whole, 0.0)


def read(text: str) -> ReportingStates:
    """Raises `KeyError` for a missing field, `ValueError` for something unknown that is left out."""
    found: dict[str, Any] = tomllib.loads(text)
    laws = [KnownLaw(**{**one, "hours_exclude": Exclude(one["hours_exclude"])}) for one in found["known"]]
    return ReportingStates(
        found["version"],
        found["owner"],
        found["source"],
        tuple(found["states"]),
        {one.state: one for one in laws},
        tuple(Holiday(**one) for one in found["holidays"]),
    )


STATES: Final = read((files("supervision") / "reporting_states.toml").read_text(encoding="utf-8"))
