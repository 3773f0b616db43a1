"""When does somebody want to be told of what can wait? The defaults are read from the file of the same name.

What is safety is no part of it: an escalation is told at once, at any hour.
"""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from importlib.resources import files
from typing import Final

from supervision.digests import HOURS
from supervision.quiet_hours import QuietHours, is_always_quiet, is_quiet
from triage.calendar import MONDAY_TO_FRIDAY, SchoolCalendar


@dataclass(frozen=True, slots=True)
class WhenTold:
    """What one person has chosen. `digest_at`: the daily message goes out then or, where that is quiet, after it."""

    has_digest: bool
    digest_at: time
    quiet: QuietHours | None = None


def _load() -> WhenTold:
    found = tomllib.loads(files(__package__).joinpath("when_told.toml").read_text("utf-8"))
    return WhenTold(found["has_digest"], found["digest_at"])


DEFAULT: Final = _load()


def is_time_for_digest(chosen: WhenTold, own: SchoolCalendar, at: datetime) -> bool:
    """Whether the daily message may go out now by the clock of the person; `may_write` asks for the hours of school."""
    hour = own.wall_time(own.local_day(at), chosen.digest_at)
    return chosen.has_digest and hour <= at and not is_quiet(chosen.quiet, own, at)


def quiet_hours(begins: time | None, ends: time | None, days: Collection[int]) -> QuietHours | None:
    """What was said of quiet hours; None for none, or for what `why_not_when_told` refuses."""
    return (
        QuietHours(begins, ends, frozenset(days))
        if begins is not None and ends is not None and days
        else None
    )


def why_not_when_told(
    *, has_digest: bool, digest_at: time | None, begins: time | None, ends: time | None, days: Collection[int]
) -> Mapping[str, str]:
    """A sentence for each field that cannot be taken: digest_at, quiet_from, quiet_until, quiet_days."""
    wrong: dict[str, str] = {}
    if (begins is None) != (ends is None):
        wrong["quiet_from" if begins is None else "quiet_until"] = "Enter both times, or leave both empty."
    elif begins is not None and not days:
        wrong["quiet_days"] = "Choose the days on which your quiet hours begin."
    elif begins is None and days:
        wrong["quiet_from"] = "Enter from when to when, or choose no day."
    if has_digest and (sentence := _why_not_hour(digest_at, quiet_hours(begins, ends, days))):
        wrong["digest_at"] = sentence
    return wrong


def _why_not_hour(at: time | None, quiet: QuietHours | None) -> str | None:
    if at is None:
        return "Enter a time of day for the daily message."
    if not HOURS.first <= at < HOURS.last:
        return "The daily message goes out in the hours of school. Enter a time within them."
    if is_always_quiet(quiet, MONDAY_TO_FRIDAY, at):
        return "This time lies in your quiet hours on every day of school. Enter another, or change your quiet hours."
    return None
