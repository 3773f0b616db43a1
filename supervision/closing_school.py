"""What does a new closure of the school change in work that is already open?

What is due in school days is due later: the school days until then are fewer. What is due in real time keeps its
time, and so does what is late already: a closure excuses nobody after the event.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from care_steps.policy import Limit
from triage.calendar import SchoolCalendar

_SAME: Final = timedelta(seconds=1)
"""A deadline counts from the act, a firing from its last fact: they lie microseconds apart."""


@dataclass(frozen=True, slots=True)
class Cause:
    """A rule behind the work: when it fired, and how much time it gave."""

    fired_at: datetime
    limit: Limit


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
    return min(calendar.due_at(one.fired_at, amount=one.limit.amount, unit=one.limit.unit) for one in causes)
