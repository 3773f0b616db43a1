"""Which breaks does a school have, which school year is it, and which grade comes next?"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.calendar import SchoolCalendar
from triage.school_year import (
    YEAR,
    Break,
    breaks,
    coming_break,
    first_day_back,
    first_day_of,
    next_grade,
    past_break,
    school_year_of,
    stretches,
    why_not_declare,
)

ZONE = "America/Chicago"
WINTER = ((date(2026, 12, 21), date(2026, 12, 24)), (date(2026, 12, 28), date(2027, 1, 1)))
PAUSE = 5


def closed(*closures: tuple[date, date]) -> SchoolCalendar:
    return SchoolCalendar(ZONE, closures)


def test_closures_with_only_a_weekend_and_a_holiday_between_them_are_one_break() -> None:
    calendar = closed(*WINTER, (date(2026, 12, 25), date(2026, 12, 25)))
    assert breaks(calendar, pause_from=PAUSE) == (Break(date(2026, 12, 21), date(2027, 1, 1), 10),)


def test_a_school_day_between_two_closures_makes_two_of_them() -> None:
    calendar = closed(*WINTER)
    assert [one.school_days for one in stretches(calendar)] == [4, 5]
    assert [one.school_days for one in breaks(calendar, pause_from=PAUSE)] == [5]


def test_a_snow_day_and_a_closure_on_a_weekend_are_no_break() -> None:
    calendar = closed((date(2027, 1, 12), date(2027, 1, 12)), (date(2027, 1, 16), date(2027, 1, 17)))
    assert [one.school_days for one in stretches(calendar)] == [1]
    assert breaks(calendar, pause_from=PAUSE) == ()


def test_a_closure_declared_twice_counts_once() -> None:
    twice = closed((date(2026, 10, 12), date(2026, 10, 15)), (date(2026, 10, 14), date(2026, 10, 16)))
    assert breaks(twice, pause_from=PAUSE) == (Break(date(2026, 10, 12), date(2026, 10, 16), 5),)


@pytest.mark.parametrize(
    ("today", "is_near"),
    [
        (date(2026, 12, 6), False),
        (date(2026, 12, 7), True),
        (date(2027, 1, 1), True),
        (date(2027, 1, 2), False),
    ],
)
def test_a_break_is_near_from_two_weeks_before_it_until_its_last_day(today: date, is_near: bool) -> None:
    calendar = closed((date(2026, 12, 21), date(2027, 1, 1)))
    assert (coming_break(calendar, today, pause_from=PAUSE) is not None) == is_near


@pytest.mark.parametrize(
    ("today", "is_past"),
    [
        (date(2027, 1, 1), False),
        (date(2027, 1, 4), True),
        (date(2027, 1, 11), True),
        (date(2027, 1, 12), False),
    ],
)
def test_a_break_is_just_over_for_a_week_after_the_first_day_back(today: date, is_past: bool) -> None:
    calendar = closed((date(2026, 12, 21), date(2027, 1, 1)))
    assert (past_break(calendar, today, pause_from=PAUSE) is not None) == is_past


def test_the_first_day_back_is_a_school_day() -> None:
    calendar = closed((date(2026, 12, 21), date(2027, 1, 1)), (date(2027, 1, 5), date(2027, 1, 5)))
    (over,) = breaks(calendar, pause_from=PAUSE)
    assert first_day_back(calendar, over) == date(2027, 1, 4)


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2026, 6, 30), "2025-26"),
        (date(2026, 7, 1), "2026-27"),
        (date(2027, 2, 28), "2026-27"),
        (date(2028, 2, 29), "2027-28"),
        (date(1999, 9, 1), "1999-00"),
    ],
)
def test_a_school_year_begins_in_summer(day: date, year: str) -> None:
    assert school_year_of(day) == year


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_every_day_lies_in_the_school_year_that_it_is_said_to_lie_in(day: date) -> None:
    begins = first_day_of(school_year_of(day))
    assert begins <= day < date(begins.year + 1, begins.month, begins.day)


@pytest.mark.parametrize(
    ("grade", "following"),
    [
        ("KG", "01"), ("K", "1"), ("PK", "KG"), ("1", "2"), ("01", "02"), ("9", "10"), ("09", "10"), ("11", "12"),
        ("12", None), ("13", None), ("Other", None), ("", None), (" 7 ", "8"), ("kg", "01"),
    ],
)  # fmt: skip
def test_a_grade_leads_to_the_next_one_written_as_it_was(grade: str, following: str | None) -> None:
    assert next_grade(grade) == following


def test_nobody_goes_beyond_the_last_grade_of_the_school() -> None:
    assert next_grade("07", last="08") == "08"
    assert next_grade("08", last="08") is None
    assert next_grade("9", last="8") is None


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (date(2026, 12, 2), date(2026, 12, 1), "last_on"),
        (date(2026, 12, 1), date(2027, 4, 1), "last_on"),
        (date(2025, 12, 21), date(2026, 1, 1), "first_on"),
        (date(2028, 12, 21), date(2029, 1, 1), "first_on"),
    ],
)
def test_a_mistyped_closure_is_refused_at_its_day(first: date, last: date, field: str) -> None:
    assert list(why_not_declare(first, last, today=date(2026, 11, 26))) == [field]


def test_a_snow_day_of_this_morning_and_one_of_last_week_can_be_declared() -> None:
    today = date(2026, 11, 26)
    for day in (today, today - timedelta(days=7), today + timedelta(days=1)):
        assert why_not_declare(day, day, today=today) == {}


def test_the_ladder_of_grades_has_no_grade_twice() -> None:
    assert len(set(YEAR.grades)) == len(YEAR.grades)
    assert YEAR.owner
    assert YEAR.source
