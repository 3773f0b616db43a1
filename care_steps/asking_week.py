"""Which forms of a mentee are to be asked within the coming days, and on which day each of them?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from care_steps.measuring import DueMeasure, next_asked_on
from care_steps.plan_changes import PLAN_LIMITS
from triage.calendar import SchoolCalendar


@dataclass(frozen=True, slots=True)
class ToAsk:
    """One form and the school day on which it is asked. `was_tried_today`: it could not be given today."""

    due: DueMeasure
    on: date
    was_tried_today: bool


def to_ask(
    due: Sequence[DueMeasure], calendar: SchoolCalendar, *, today: date, tried_on: Mapping[str, date]
) -> tuple[ToAsk, ...]:
    """Those whose day is today or within the days that the list looks ahead, the earliest day first.

    `tried_on`: the last day on which each form, by its id, could not be given. What is overdue is on the list
    however long the school stays closed. What the family said no to is not on it.
    """
    until, found = _until(today), []
    for one in due:
        if one.not_asked is not None:
            continue
        was_tried = tried_on.get(one.planned.instrument_id) == today
        on = next_asked_on(one, calendar, today=today, was_tried_today=was_tried)
        if on <= until or one.is_overdue:
            found.append(ToAsk(one, on, was_tried))
    return tuple(sorted(found, key=lambda one: one.on))


def not_to_ask(due: Sequence[DueMeasure], *, today: date) -> tuple[DueMeasure, ...]:
    """Those that would be on the list, had the family not said no."""
    return tuple(one for one in due if one.not_asked is not None and one.due_on <= _until(today))


def _until(today: date) -> date:
    return today + timedelta(days=PLAN_LIMITS.list_days - 1)
