"""When are the planned sessions of a match?"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

from supervision.session_limits import LIMITS
from triage.calendar import SchoolCalendar


@dataclass(frozen=True, slots=True)
class SessionsPlan:
    """The dose agreed at assignment: how many sessions, how often, how long, where."""

    first_on: date
    at: time
    every_days: int
    count: int
    length_minutes: int
    place: str


def first_day(calendar: SchoolCalendar, weekdays: frozenset[int], *, after: date) -> date | None:
    """The first school day after `after` that is one of these weekdays (0 is Monday; none named: any of them).

    None when the school is closed for good on such days.
    """
    days = (after + timedelta(days=passed) for passed in range(1, LIMITS.longest_ahead_days + 1))
    open_days = (day for day in days if not weekdays or day.weekday() in weekdays)
    return next((day for day in open_days if calendar.is_school_day(day)), None)


def why_not_plan(
    plan: SessionsPlan, calendar: SchoolCalendar, *, opened_on: date, today: date
) -> dict[str, str]:
    """A sentence for each field that cannot be planned; empty when the plan stands.

    Between the day on which the case was opened and a year from today, so that a mistyped year is caught.
    """
    errors = {}
    if plan.first_on < opened_on:
        errors["first_on"] = "This is before the case was opened. Check the year."
    elif plan.first_on > today + timedelta(days=LIMITS.longest_ahead_days):
        errors["first_on"] = "This is more than a year from today. Check the year."
    elif not calendar.is_school_day(plan.first_on):
        errors["first_on"] = "The school is closed on that day. Choose a school day."
    if plan.every_days not in LIMITS.days_between:
        errors["every_days"] = "Choose every school day, every week or every two weeks."
    if not 1 <= plan.count <= LIMITS.most_sessions:
        errors["count"] = f"Plan between 1 and {LIMITS.most_sessions} sessions."
    shortest, longest = LIMITS.shortest_planned_minutes, LIMITS.longest_planned_minutes
    if not shortest <= plan.length_minutes <= longest:
        errors["length_minutes"] = f"A session lasts between {shortest} and {longest} minutes."
    if not plan.place.strip():
        errors["place"] = "Say where they meet."
    return errors


def planned_instants(plan: SessionsPlan, calendar: SchoolCalendar) -> tuple[datetime, ...]:
    """The planned sessions as UTC instants. A day on which the school is closed is left out, not moved."""
    longest = plan.count * plan.every_days + LIMITS.most_closed_days
    days = (plan.first_on + timedelta(days=passed) for passed in range(0, longest, plan.every_days))
    open_days = islice((day for day in days if calendar.is_school_day(day)), plan.count)
    return tuple(calendar.wall_time(day, plan.at) for day in open_days)


@dataclass(frozen=True, slots=True)
class PlanSaid:
    """A plan as dates: when it begins and ends, and on which days of its rhythm the school is closed."""

    first_at: datetime
    last_at: datetime
    days: tuple[datetime, ...]
    closed_on: tuple[date, ...]


def plan_said(plan: SessionsPlan, calendar: SchoolCalendar) -> PlanSaid | None:
    """The dates that this plan would bring; None when it brings none."""
    instants = planned_instants(plan, calendar)
    if not instants:
        return None
    passed = (calendar.local_day(instants[-1]) - plan.first_on).days
    rhythm = (plan.first_on + timedelta(days=after) for after in range(0, passed, plan.every_days))
    closed = (day for day in rhythm if not calendar.is_school_day(day))
    # Without a rhythm of weeks every weekend would be listed.
    told = tuple(day for day in closed if day.weekday() in calendar.school_days)
    return PlanSaid(instants[0], instants[-1], instants, told)
