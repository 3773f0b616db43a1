"""Are deadlines right across closures, clock changes and late evenings?"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from triage.calendar import SchoolCalendar

NEW_YORK = SchoolCalendar("America/New_York", closures=((date(2026, 11, 25), date(2026, 11, 27)),))


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("day", "at", "expected"),
    [
        pytest.param(
            date(2026, 3, 8), time(2, 30), utc(2026, 3, 8, 7, 30), id="a skipped time moves forward"
        ),
        pytest.param(date(2026, 3, 8), time(1, 59), utc(2026, 3, 8, 6, 59), id="just before the gap"),
        pytest.param(date(2026, 3, 8), time(3, 0), utc(2026, 3, 8, 7, 0), id="just after the gap"),
        pytest.param(
            date(2026, 11, 1), time(1, 30), utc(2026, 11, 1, 5, 30), id="a doubled time is the first"
        ),
        pytest.param(date(2026, 11, 1), time(1, 30, fold=1), utc(2026, 11, 1, 5, 30), id="fold is not asked"),
        pytest.param(date(2026, 11, 1), time(2, 0), utc(2026, 11, 1, 7, 0), id="after the doubled hour"),
    ],
)
def test_wall_times_become_one_instant(day: date, at: time, expected: datetime) -> None:
    assert NEW_YORK.wall_time(day, at) == expected


@pytest.mark.parametrize("at", [utc(2026, 3, 8, 6), utc(2026, 11, 1, 4), utc(2026, 11, 25, 12)])
@pytest.mark.parametrize(("amount", "unit", "hours"), [(24, "hours", 24), (1, "days", 24), (14, "days", 336)])
def test_real_limits_are_elapsed_time_over_clock_changes_and_closures(
    at: datetime, amount: int, unit: str, hours: int
) -> None:
    assert NEW_YORK.due_at(at, amount=amount, unit=unit) - at == timedelta(hours=hours)


def test_a_day_that_begins_in_local_time_is_still_24_elapsed_hours() -> None:
    local = datetime(2026, 3, 7, 12, tzinfo=ZoneInfo("America/New_York"))
    assert NEW_YORK.due_at(local, amount=24, unit="hours") == utc(2026, 3, 8, 17)


@pytest.mark.parametrize(
    ("at", "amount", "expected"),
    [
        pytest.param(
            utc(2026, 11, 23, 15), 1, utc(2026, 11, 24, 15), id="Monday and one is Tuesday, same time"
        ),
        pytest.param(utc(2026, 11, 20, 15), 1, utc(2026, 11, 23, 15), id="a weekend does not count"),
        pytest.param(
            utc(2026, 11, 21, 15), 1, utc(2026, 11, 23, 15), id="from a Saturday, Monday is the first"
        ),
        pytest.param(utc(2026, 11, 24, 15), 1, utc(2026, 11, 30, 15), id="a closure pauses the limit"),
        pytest.param(utc(2026, 11, 23, 15), 5, utc(2026, 12, 3, 15), id="five school days around a closure"),
        pytest.param(
            utc(2026, 3, 6, 15), 1, utc(2026, 3, 9, 14), id="the wall clock stays when clocks change"
        ),
        pytest.param(
            utc(2026, 11, 24, 3), 1, utc(2026, 11, 25, 3), id="late on Monday is still Monday there"
        ),
        pytest.param(utc(2026, 12, 31, 15), 1, utc(2027, 1, 1, 15), id="over the end of the year"),
        pytest.param(utc(2028, 2, 28, 15), 1, utc(2028, 2, 29, 15), id="29 February is a school day"),
    ],
)
def test_school_days_skip_closures_and_keep_the_wall_clock(
    at: datetime, amount: int, expected: datetime
) -> None:
    assert NEW_YORK.due_at(at, amount=amount, unit="school_days") == expected


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        pytest.param(utc(2026, 11, 23, 15), utc(2026, 11, 24, 4, 59), id="the end of the local day"),
        pytest.param(utc(2026, 11, 24, 4, 30), utc(2026, 11, 24, 5, 30), id="never in less than an hour"),
        pytest.param(utc(2026, 11, 26, 15), utc(2026, 11, 27, 4, 59), id="a closure is a day like any other"),
    ],
)
def test_the_same_day_ends_with_the_local_day_but_never_within_the_hour(
    at: datetime, expected: datetime
) -> None:
    assert NEW_YORK.due_at(at, amount=0, unit="same_day") == expected


def test_now_is_now_and_every_deadline_is_in_utc() -> None:
    at = utc(2026, 11, 23, 15)
    assert NEW_YORK.due_at(at, amount=0, unit="now") == at
    units = ("now", "hours", "days", "school_days", "same_day")
    assert {NEW_YORK.due_at(at, amount=1, unit=unit).tzinfo for unit in units} == {UTC}


def test_a_school_that_is_closed_for_good_still_gives_a_deadline() -> None:
    closed = SchoolCalendar("UTC", closures=((date(2026, 1, 1), date(2036, 1, 1)),))
    at = utc(2026, 11, 23, 15)
    assert closed.due_at(at, amount=5, unit="school_days") == at + timedelta(days=5)


def test_what_is_not_a_limit_or_a_calendar_is_refused() -> None:
    at = utc(2026, 11, 23, 15)
    with pytest.raises(ValueError, match="no unit of time"):
        NEW_YORK.due_at(at, amount=1, unit="fortnights")
    with pytest.raises(ValueError, match="negative"):
        NEW_YORK.due_at(at, amount=-1, unit="hours")
    with pytest.raises(ValueError, match="time zone"):
        NEW_YORK.due_at(at.replace(tzinfo=None), amount=1, unit="hours")
    with pytest.raises(ValueError, match="no time zone"):
        SchoolCalendar("America/Atlantis")
    with pytest.raises(ValueError, match="before it begins"):
        SchoolCalendar("UTC", closures=((date(2026, 1, 2), date(2026, 1, 1)),))
    with pytest.raises(ValueError, match="at least one"):
        SchoolCalendar("UTC", school_days=frozenset())
