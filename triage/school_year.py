"""Which breaks does a school have, which school year is it, and which grade comes next?

A break is a stretch without school that is long enough for routine day counts to stand still. Closures that nothing
but days without school lies between are one stretch, however many rows they were declared in.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from typing import Any, Final

from triage.calendar import SchoolCalendar

ONE_DAY: Final = timedelta(days=1)
_KINDERGARTEN: Final = {"K": "KG"}
_NUMBERED: Final = re.compile(r"0?([0-9]{1,2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class YearLimits:
    """Days and the ladder of grades; the file names their owner and source."""

    version: int
    owner: str
    source: str
    begins: tuple[int, int]
    look_ahead_days: int
    look_back_days: int
    latest_declared_days_ago: int
    longest_ahead_days: int
    longest_closure_days: int
    grades: tuple[str, ...]


def _read(text: str) -> YearLimits:
    found: dict[str, Any] = tomllib.loads(text)
    month, _, day = found["begins"].partition("-")
    return YearLimits(**{**found, "begins": (int(month), int(day)), "grades": tuple(found["grades"])})


YEAR: Final = _read((files("triage") / "school_year.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Break:
    """Days without school, both ends included: from the first closed school day to the last one."""

    first_on: date
    last_on: date
    school_days: int


def stretches(calendar: SchoolCalendar) -> tuple[Break, ...]:
    """Every stretch of closed school days, in order of time."""
    closed = sorted({day for first, last in calendar.closures for day in _days(first, last)})
    missed = [day for day in closed if day.weekday() in calendar.school_days]
    found: list[Break] = []
    for day in missed:
        if found and not _has_school(calendar, found[-1].last_on, day):
            found[-1] = Break(found[-1].first_on, day, found[-1].school_days + 1)
        else:
            found.append(Break(day, day, 1))
    return tuple(found)


def breaks(calendar: SchoolCalendar, *, pause_from: int) -> tuple[Break, ...]:
    """The stretches of at least so many school days."""
    return tuple(one for one in stretches(calendar) if one.school_days >= pause_from)


def coming_short(calendar: SchoolCalendar, today: date, *, pause_from: int) -> tuple[Break, ...]:
    """The stretches within the days of looking ahead that are too short for a break."""
    until = today + timedelta(days=YEAR.look_ahead_days)
    return tuple(
        one
        for one in stretches(calendar)
        if one.school_days < pause_from and one.first_on <= until and today <= one.last_on
    )


def coming_break(calendar: SchoolCalendar, today: date, *, pause_from: int) -> Break | None:
    """The break that begins within the days of looking ahead, or that it is now."""
    until = today + timedelta(days=YEAR.look_ahead_days)
    return next(
        (
            one
            for one in breaks(calendar, pause_from=pause_from)
            if one.first_on <= until and today <= one.last_on
        ),
        None,
    )


def past_break(calendar: SchoolCalendar, today: date, *, pause_from: int) -> Break | None:
    """The break that ended within the days of looking back."""
    since = today - timedelta(days=YEAR.look_back_days)
    over = [one for one in breaks(calendar, pause_from=pause_from) if one.last_on < today]
    return next((one for one in reversed(over) if since <= first_day_back(calendar, one)), None)


def first_day_back(calendar: SchoolCalendar, over: Break) -> date:
    """The first school day after it."""
    day = over.last_on + ONE_DAY
    while not calendar.is_school_day(day):
        day += ONE_DAY
    return day


def school_year_of(day: date) -> str:
    """The school year in which this day lies, like "2026-27"."""
    begun = day.year if (day.month, day.day) >= YEAR.begins else day.year - 1
    return f"{begun}-{(begun + 1) % 100:02d}"


def first_day_of(school_year: str) -> date:
    """The day on which this school year begins."""
    return date(int(school_year.partition("-")[0]), *YEAR.begins)


def next_grade(grade: str, *, last: str | None = None) -> str | None:
    """The grade a year later, written as this one was; None for the last one and for one that nobody knows.

    `last` is the last grade of the school, when it ends before the ladder does.
    """
    place = rung(grade)
    if place is None or place + 1 >= len(YEAR.grades) or (last is not None and place >= (rung(last) or 0)):
        return None
    following, written = YEAR.grades[place + 1], grade.strip().upper()
    is_bare = written in _KINDERGARTEN or (written.isdigit() and not written.startswith("0"))
    return following.lstrip("0") if is_bare else following


def rung(grade: str) -> int | None:
    """Where this grade stands on the ladder; rosters write "07" and "KG", people 7 and K."""
    written = grade.strip().upper()
    written = _KINDERGARTEN.get(written, written)
    numbered = _NUMBERED.fullmatch(written)
    wanted = numbered[1].zfill(2) if numbered else written
    return YEAR.grades.index(wanted) if wanted in YEAR.grades else None


def why_not_declare(first_on: date, last_on: date, *, today: date) -> dict[str, str]:
    """A sentence for each day of a closure that cannot be taken; empty when it stands."""
    if last_on < first_on:
        return {"last_on": "The last day comes before the first."}
    if (last_on - first_on).days >= YEAR.longest_closure_days:
        return {"last_on": f"This is longer than {YEAR.longest_closure_days} days. Check the year."}
    if first_on < today - timedelta(days=YEAR.latest_declared_days_ago):
        return {"first_on": "This began too long ago. Check the year."}
    if first_on > today + timedelta(days=YEAR.longest_ahead_days):
        return {"first_on": "This is more than a year away. Check the year."}
    return {}


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=passed) for passed in range((last - first).days + 1))


def _has_school(calendar: SchoolCalendar, after: date, before: date) -> bool:
    return any(calendar.is_school_day(day) for day in _days(after, before))
