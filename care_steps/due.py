"""By when is what a rule asks for due?

Most limits count from the instant at which the rule fired. A limit in days of the step counts from the beginning of
the step, without the long closures of the school.
"""

from datetime import datetime

from care_steps.raw_facts import RawEpisode
from care_steps.rules.limits import STEP_DAY, Limit
from care_steps.rules.sections import Settings
from triage.calendar import LAST_MINUTE, SchoolCalendar
from triage.due_days import after_open_days


def due_at(
    limit: Limit, calendar: SchoolCalendar, at: datetime, *, raw: RawEpisode, settings: Settings
) -> datetime:
    """The deadline as an instant in UTC, never before `at`."""
    if limit.unit != STEP_DAY:
        return calendar.due_at(at, amount=limit.amount, unit=limit.unit)
    began_on = calendar.local_day(raw.step_began_at)
    due_on = after_open_days(calendar, began_on, limit.amount, settings.pause_from_school_days)
    return max(calendar.wall_time(due_on, LAST_MINUTE), at)
