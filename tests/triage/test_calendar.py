"""Are deadlines right across closures, clock changes and late evenings?"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


PAUSE = 5
WINTER = SchoolCalendar("America/New_York", closures=((date(2026, 12, 21), date(2027, 1, 1)),))


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        pytest.param(utc(2026, 12, 7, 15), utc(2026, 12, 14, 14), 6, id="not yet a whole day more"),
        pytest.param(utc(2026, 12, 7, 15), utc(2026, 12, 14, 15), 7, id="weekends count"),
        pytest.param(
            utc(2026, 12, 14, 15), utc(2027, 1, 4, 15), 5, id="a long closure with both its weekends"
        ),
        pytest.param(
            utc(2026, 12, 18, 15), utc(2026, 12, 25, 15), 0, id="it stops on the first free midnight"
        ),
        pytest.param(utc(2026, 12, 25, 15), utc(2027, 1, 5, 5), 1, id="it goes on after the last free day"),
        pytest.param(utc(2027, 1, 4, 15), utc(2026, 12, 14, 15), 0, id="never negative"),
    ],
)
def test_long_closures_are_left_out_of_a_count_of_days(
    since: datetime, until: datetime, expected: int
) -> None:
    assert WINTER.open_days(since, until, pause_from=PAUSE) == expected


@pytest.mark.parametrize(
    ("closures", "expected"),
    [
        pytest.param([(date(2026, 3, 9), date(2026, 3, 12))], 21, id="four school days: a snow storm"),
        pytest.param([(date(2026, 3, 9), date(2026, 3, 13))], 12, id="five school days, with both weekends"),
        pytest.param([(date(2026, 3, 7), date(2026, 3, 12))], 21, id="a closed weekend makes nothing longer"),
        pytest.param(
            [(date(2026, 3, 12), date(2026, 3, 13)), (date(2026, 3, 16), date(2026, 3, 18))],
            14,
            id="two closures with only a weekend between them are one",
        ),
        pytest.param(
            [(date(2026, 3, 9), date(2026, 3, 13)), (date(2026, 3, 11), date(2026, 3, 13))],
            12,
            id="what is closed twice is closed once",
        ),
    ],
)
def test_only_a_closure_of_enough_school_days_stops_the_count(
    closures: list[tuple[date, date]], expected: int
) -> None:
    calendar = SchoolCalendar("America/New_York", closures=tuple(closures))
    assert calendar.open_days(utc(2026, 3, 2, 15), utc(2026, 3, 23, 15), pause_from=PAUSE) == expected


@pytest.mark.parametrize(
    ("first", "last"),
    [
        pytest.param(date(2026, 3, 2), date(2026, 3, 13), id="clocks go forward in the closure"),
        pytest.param(date(2026, 10, 26), date(2026, 11, 6), id="clocks go back in the closure"),
    ],
)
@pytest.mark.parametrize("hour", [0, 3, 12, 23])
def test_a_change_of_the_clocks_in_a_closure_neither_adds_nor_takes_a_day(
    first: date, last: date, hour: int
) -> None:
    calendar = SchoolCalendar("America/New_York", closures=((first, last),))
    since = calendar.wall_time(first - timedelta(days=7), time(hour, 30))
    assert calendar.open_days(since, since + timedelta(days=30), pause_from=PAUSE) == 30 - 16


def test_a_calendar_closed_for_good_counts_until_it_closed() -> None:
    calendar = SchoolCalendar("America/New_York", closures=((date(2026, 3, 9), date.max),))
    assert calendar.open_days(utc(2026, 3, 2, 5), utc(2030, 1, 1), pause_from=PAUSE) == 5


instants = st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: utc(2026, 1, 1) + timedelta(minutes=minutes))
days_of_two_years = st.dates(date(2026, 1, 1), date(2027, 12, 31))
some_closures = st.lists(
    st.tuples(days_of_two_years, st.integers(0, 30)).map(
        lambda one: (one[0], one[0] + timedelta(days=one[1]))
    ),
    max_size=6,
).map(tuple)


@given(some_closures, st.sampled_from(["America/New_York", "UTC", "Australia/Lord_Howe"]), instants, instants)
def test_open_days_are_never_negative_and_never_more_than_the_days_that_passed(
    closures: tuple[tuple[date, date], ...], zone: str, since: datetime, until: datetime
) -> None:
    found = SchoolCalendar(zone, closures).open_days(since, until, pause_from=PAUSE)
    assert 0 <= found <= max((until - since).days, 0)


@given(
    some_closures,
    st.sampled_from(["America/New_York", "UTC", "Australia/Lord_Howe"]),
    instants,
    instants,
    st.timedeltas(timedelta(0), timedelta(days=60)),
)
def test_open_days_never_go_back_while_time_goes_on(
    closures: tuple[tuple[date, date], ...], zone: str, since: datetime, until: datetime, more: timedelta
) -> None:
    calendar = SchoolCalendar(zone, closures)
    before = calendar.open_days(since, until, pause_from=PAUSE)
    assert before <= calendar.open_days(since, until + more, pause_from=PAUSE)


@given(some_closures, days_of_two_years, st.integers(0, 60))
def test_open_days_of_whole_days_are_the_days_that_no_long_closure_holds(
    closures: tuple[tuple[date, date], ...], first: date, number: int
) -> None:
    """Counted day by day, in a zone without changes of the clocks."""
    calendar = SchoolCalendar("UTC", closures)
    free = {
        first + timedelta(days=n)
        for n in range(-60, 121)
        if not calendar.is_school_day(first + timedelta(days=n))
    }
    counted = sum(not _is_long(first + timedelta(days=n), free) for n in range(number))
    since = datetime.combine(first, time.min, UTC)
    assert calendar.open_days(since, since + timedelta(days=number), pause_from=PAUSE) == counted


def _is_long(day: date, free: set[date]) -> bool:
    if day not in free:
        return False
    run = {day}
    for way in (-1, 1):
        nearby = day + timedelta(days=way)
        while nearby in free:
            run.add(nearby)
            nearby += timedelta(days=way)
    return sum(one.weekday() < 5 for one in run) >= PAUSE
