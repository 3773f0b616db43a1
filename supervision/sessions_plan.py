"""When are the planned sessions of a match?"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

from triage.calendar import SchoolCalendar

MOST_SESSIONS = 60
MOST_CLOSED_DAYS = 800
"""A school that is closed for longer than this, all closures together, is taken to be closed for good."""

LONGEST_AHEAD = timedelta(days=366)
"""A first session later than this is taken to be a mistyped year."""


@dataclass(frozen=True, slots=True)
class SessionsPlan:
    """The dose agreed at assignment: how many sessions, how often, how long, where."""

    first_on: date
    at: time
    every_days: int
    count: int
    length_minutes: int
    place: str


def why_not_plan(
    plan: SessionsPlan, calendar: SchoolCalendar, *, opened_on: date, today: date
) -> dict[str, str]:
    """A sentence for each field that cannot be planned; empty when the plan stands.

    Between the day on which the case was opened and a year from today, so that a mistyped year is caught.
    """
    errors = {}
    if plan.first_on < opened_on:
        errors["first_on"] = "This is before the case was opened. Check the year."
    elif plan.first_on > today + LONGEST_AHEAD:
        errors["first_on"] = "This is more than a year from today. Check the year."
    elif not calendar.is_school_day(plan.first_on):
        errors["first_on"] = "The school is closed on that day. Choose a school day."
    if plan.every_days not in (1, 7, 14):
        errors["every_days"] = "Choose every school day, every week or every two weeks."
    if not 1 <= plan.count <= MOST_SESSIONS:
        errors["count"] = f"Plan between 1 and {MOST_SESSIONS} sessions."
    if not 5 <= plan.length_minutes <= 240:
        errors["length_minutes"] = "A session lasts between 5 and 240 minutes."
    if not plan.place.strip():
        errors["place"] = "Say where they meet."
    return errors


def planned_instants(plan: SessionsPlan, calendar: SchoolCalendar) -> tuple[datetime, ...]:
    """The planned sessions as UTC instants. A day on which the school is closed is left out, not moved."""
    longest = plan.count * plan.every_days + MOST_CLOSED_DAYS
    days = (plan.first_on + timedelta(days=passed) for passed in range(0, longest, plan.every_days))
    open_days = islice((day for day in days if calendar.is_school_day(day)), plan.count)
    return tuple(calendar.wall_time(day, plan.at) for day in open_days)
