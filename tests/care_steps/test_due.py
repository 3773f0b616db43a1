"""Is what a rule asks for due when its limit says so, also when the limit is a day of the step?"""

from datetime import UTC, date, datetime, timedelta

import pytest

from care_steps.due import due_at
from care_steps.rules.limits import Limit
from tests.care_steps.episodes import BEGAN, SCHOOL, SETTINGS, episode
from triage.calendar import SchoolCalendar

RAW = episode()
"""The step began on Monday, September 14, 2026, at 11:00 in New York."""


def due(limit: Limit, at: datetime, calendar: SchoolCalendar = SCHOOL) -> datetime:
    return due_at(limit, calendar, at, raw=RAW, settings=SETTINGS)


@pytest.mark.parametrize(
    ("amount", "on"),
    [
        pytest.param(84, date(2026, 12, 7), id="day 84 is a Monday"),
        pytest.param(82, date(2026, 12, 7), id="a Saturday moves to Monday"),
        pytest.param(81, date(2026, 12, 4), id="a Friday stays"),
    ],
)
def test_a_day_of_the_step_is_due_at_its_end_moved_to_the_next_school_day(amount: int, on: date) -> None:
    found = due(Limit(amount, "step_day"), BEGAN + timedelta(days=56))
    assert SCHOOL.local_day(found) == on
    assert found == SCHOOL.wall_time(on, datetime(2026, 1, 1, 23, 59, tzinfo=UTC).time())


def test_a_long_closure_moves_a_day_of_the_step_and_a_short_one_does_not() -> None:
    at, limit = BEGAN + timedelta(days=56), Limit(84, "step_day")
    week = SchoolCalendar("America/New_York", ((date(2026, 10, 19), date(2026, 10, 23)),))
    snow = SchoolCalendar("America/New_York", ((date(2026, 10, 19), date(2026, 10, 20)),))
    assert due(limit, at, week) - due(limit, at) == timedelta(days=9)
    assert due(limit, at, snow) == due(limit, at)


def test_a_day_of_the_step_that_has_passed_is_due_now() -> None:
    at = BEGAN + timedelta(days=120)
    assert due(Limit(84, "step_day"), at) == at


def test_every_other_limit_counts_from_when_the_rule_fired() -> None:
    at = BEGAN + timedelta(days=3)
    for limit in (Limit(0, "now"), Limit(48, "hours"), Limit(14, "days"), Limit(5, "school_days")):
        assert due(limit, at) == SCHOOL.due_at(at, amount=limit.amount, unit=limit.unit)
