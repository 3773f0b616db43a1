"""On which days are the sessions of a match planned, and which plan cannot stand?"""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision.sessions_plan import SessionsPlan, first_day, plan_said, planned_instants, why_not_plan
from triage.calendar import SchoolCalendar

FALL_BREAK = (date(2026, 11, 25), date(2026, 11, 29))
OPENED, TODAY = date(2026, 10, 1), date(2026, 10, 12)
CHICAGO = SchoolCalendar("America/Chicago", closures=(FALL_BREAK,))
WEEKLY = SessionsPlan(
    first_on=date(2026, 10, 14), at=time(10, 0), every_days=7, count=8, length_minutes=45, place="Library"
)

WRONG = [
    pytest.param({}, set(), id="a plan that stands"),
    pytest.param({"first_on": date(2026, 10, 17)}, {"first_on"}, id="a Saturday"),
    pytest.param({"first_on": date(2026, 11, 26)}, {"first_on"}, id="during a break"),
    pytest.param({"first_on": date(2026, 9, 30)}, {"first_on"}, id="before the case was opened"),
    pytest.param({"first_on": date(2026, 10, 1)}, set(), id="on the day the case was opened"),
    pytest.param({"first_on": date(2025, 10, 14)}, {"first_on"}, id="last year, mistyped"),
    pytest.param({"first_on": date(2031, 10, 14)}, {"first_on"}, id="in five years, mistyped"),
    pytest.param({"every_days": 1}, set(), id="every school day"),
    pytest.param({"every_days": 14}, set(), id="every two weeks"),
    pytest.param({"every_days": 3}, {"every_days"}, id="every three days"),
    pytest.param({"every_days": 0}, {"every_days"}, id="all on one day"),
    pytest.param({"count": 0}, {"count"}, id="no session"),
    pytest.param({"count": 1}, set(), id="one session"),
    pytest.param({"count": 60}, set(), id="sixty sessions"),
    pytest.param({"count": 61}, {"count"}, id="sixty-one sessions"),
    pytest.param({"length_minutes": 4}, {"length_minutes"}, id="four minutes"),
    pytest.param({"length_minutes": 5}, set(), id="five minutes"),
    pytest.param({"length_minutes": 240}, set(), id="four hours"),
    pytest.param({"length_minutes": 241}, {"length_minutes"}, id="more than four hours"),
    pytest.param({"place": "  "}, {"place"}, id="nowhere"),
    pytest.param(
        {"count": 0, "place": "", "every_days": 2}, {"count", "place", "every_days"}, id="three at once"
    ),
]


@pytest.mark.parametrize(("parts", "fields"), WRONG)
def test_a_plan_is_refused_at_each_field_that_cannot_be(parts: dict[str, object], fields: set[str]) -> None:
    errors = why_not_plan(replace(WEEKLY, **parts), CHICAGO, opened_on=OPENED, today=TODAY)  # type: ignore[arg-type]
    assert set(errors) == fields
    assert all(said.endswith(".") for said in errors.values())


def days(plan: SessionsPlan) -> list[date]:
    return [CHICAGO.local_day(at) for at in planned_instants(plan, CHICAGO)]


def test_weekly_sessions_keep_their_weekday_and_leave_the_break_out() -> None:
    assert days(WEEKLY) == [
        date(2026, 10, 14),
        date(2026, 10, 21),
        date(2026, 10, 28),
        date(2026, 11, 4),
        date(2026, 11, 11),
        date(2026, 11, 18),
        date(2026, 12, 2),
        date(2026, 12, 9),
    ]


def test_daily_sessions_are_on_school_days_only() -> None:
    assert days(replace(WEEKLY, every_days=1, count=4)) == [
        date(2026, 10, 14),
        date(2026, 10, 15),
        date(2026, 10, 16),
        date(2026, 10, 19),
    ]


def test_a_session_stays_at_its_wall_clock_time_when_the_clocks_change() -> None:
    found = planned_instants(WEEKLY, CHICAGO)
    assert found[2] == datetime(2026, 10, 28, 15, 0, tzinfo=UTC)
    assert found[3] == datetime(2026, 11, 4, 16, 0, tzinfo=UTC)


def test_a_school_that_is_closed_for_good_plans_no_session_and_comes_to_an_end() -> None:
    closed = SchoolCalendar("America/Chicago", closures=((date(2026, 1, 1), date(2036, 1, 1)),))
    assert planned_instants(WEEKLY, closed) == ()


@given(
    st.dates(date(2026, 8, 1), date(2027, 6, 30)),
    st.sampled_from([1, 7, 14]),
    st.integers(1, 60),
    st.times(time(7), time(16)),
)
def test_planned_sessions_are_on_school_days_in_order_and_never_more_than_agreed(
    first_on: date, every_days: int, count: int, at: time
) -> None:
    plan = replace(WEEKLY, first_on=first_on, every_days=every_days, count=count, at=at)
    found = planned_instants(plan, CHICAGO)
    assert len(found) <= count
    assert list(found) == sorted(set(found))
    assert all(one.tzinfo is UTC and CHICAGO.is_school_day(CHICAGO.local_day(one)) for one in found)
    if not why_not_plan(plan, CHICAGO, opened_on=first_on, today=first_on):
        assert len(found) == count
        assert CHICAGO.local_day(found[0]) == first_on


@pytest.mark.parametrize(
    ("weekdays", "after", "first"),
    [
        pytest.param({2}, date(2026, 10, 13), date(2026, 10, 14), id="tomorrow is a Wednesday"),
        pytest.param({2}, date(2026, 10, 14), date(2026, 10, 21), id="today does not count"),
        pytest.param(set(), date(2026, 10, 16), date(2026, 10, 19), id="any day, over the weekend"),
        pytest.param({2}, date(2026, 11, 18), date(2026, 12, 2), id="the break is passed over"),
        pytest.param({5}, date(2026, 10, 14), None, id="there is no school on Saturdays"),
    ],
)
def test_the_first_day_is_the_next_school_day_on_one_of_the_weekdays(
    weekdays: set[int], after: date, first: date | None
) -> None:
    assert first_day(CHICAGO, frozenset(weekdays), after=after) == first


def test_a_plan_is_said_with_its_ends_and_the_days_that_fall_out() -> None:
    said = plan_said(WEEKLY, CHICAGO)
    assert said is not None
    assert CHICAGO.local_day(said.first_at) == date(2026, 10, 14)
    assert CHICAGO.local_day(said.last_at) == date(2026, 12, 9)
    assert said.closed_on == (date(2026, 11, 25),)
    assert said.days == planned_instants(WEEKLY, CHICAGO)


def test_of_daily_sessions_the_closed_school_days_are_said_and_no_weekend() -> None:
    said = plan_said(replace(WEEKLY, first_on=date(2026, 11, 23), every_days=1, count=3), CHICAGO)
    assert said is not None
    assert said.closed_on == (date(2026, 11, 25), date(2026, 11, 26), date(2026, 11, 27))


def test_where_the_school_is_closed_for_good_no_dates_are_said() -> None:
    closed = SchoolCalendar("America/Chicago", closures=((date(2026, 1, 1), date(2036, 1, 1)),))
    assert plan_said(WEEKLY, closed) is None
    assert first_day(closed, frozenset(), after=TODAY) is None
