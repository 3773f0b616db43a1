"""May somebody be written to now about work that can wait? The times are read from the file of the same name."""

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, time
from importlib.resources import files
from typing import Final

from triage.calendar import LAST_MINUTE, SchoolCalendar


@dataclass(frozen=True, slots=True)
class DigestHours:
    """Between which times of a day of school, by the clock of the school."""

    first: time
    last: time


def _load() -> DigestHours:
    found = tomllib.loads(files(__package__).joinpath("digests.toml").read_text("utf-8"))
    return DigestHours(found["first_time"], found["last_time"])


HOURS: Final = _load()


def may_write(calendar: SchoolCalendar, at: datetime, hours: DigestHours = HOURS) -> bool:
    """Whether it is a day of school there, and neither too early nor too late."""
    day = calendar.local_day(at)
    begins, ends = calendar.wall_time(day, hours.first), calendar.wall_time(day, hours.last)
    return calendar.is_school_day(day) and begins <= at.astimezone(UTC) < ends


def day_ends(calendar: SchoolCalendar, at: datetime) -> datetime:
    """What is due until then is due today."""
    return calendar.wall_time(calendar.local_day(at), LAST_MINUTE)
