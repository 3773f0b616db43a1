"""What does a new closure of the school change in work that is already open?

What is due in school days is due later: the school days until then are fewer. What is due in real time keeps its
time, and so does what is late already: a closure excuses nobody after the event.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from care_steps.rules.limits import STEP_DAY, Limit
from triage.calendar import LAST_MINUTE, SchoolCalendar
from triage.due_days import after_open_days

_SAME: Final = timedelta(seconds=1)
"""A deadline counts from the act, a firing from its last fact: they lie microseconds apart."""


@dataclass(frozen=True, slots=True)
class Cause:
    """A rule behind the work: when it fired, and how much time it gave.

    A limit in days of the step counts from `step_began_at`, without closures of `pause_from` school days.
    """

    fired_at: datetime
    limit: Limit
    step_began_at: datetime
    pause_from: int


def due_after_closure(
    due_at: datetime,
    causes: Sequence[Cause],
    *,
    now: datetime,
    before: SchoolCalendar,
    after: SchoolCalendar,
) -> datetime:
    """When the work is due once the calendar is `after`; never earlier than it was.

    A deadline that the rules behind it do not explain was given by a person, and stays.
    """
    if due_at <= now or not causes:
        return due_at
    was = _earliest(causes, before)
    if abs(was - due_at) > _SAME:
        return due_at
    return max(due_at, due_at + (_earliest(causes, after) - was))


def _earliest(causes: Sequence[Cause], calendar: SchoolCalendar) -> datetime:
    return min(_due(one, calendar) for one in causes)


def _due(cause: Cause, calendar: SchoolCalendar) -> datetime:
    limit, at = cause.limit, cause.fired_at
    if limit.unit != STEP_DAY:
        return calendar.due_at(at, amount=limit.amount, unit=limit.unit)
    began_on = calendar.local_day(cause.step_began_at)
    due_on = after_open_days(calendar, began_on, limit.amount, cause.pause_from)
    return max(calendar.wall_time(due_on, LAST_MINUTE), at)
