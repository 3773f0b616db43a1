"""Do the hours of a law end when they really end: over a change of the clocks, a weekend, a holiday and a school break?"""

from datetime import UTC, date, datetime, timedelta

import pytest

from supervision.reporting_clock import STATES, Exclude, ends_at, share_passed
from triage.calendar import SchoolCalendar

CHICAGO = SchoolCalendar(
    "America/Chicago",
    ((date(2026, 11, 26), date(2026, 11, 27)), (date(2026, 12, 21), date(2027, 1, 1)), (date(2027, 6, 5), date(2027, 8, 20))),
)  # fmt: skip
REAL, BUSINESS = Exclude.NONE, Exclude.WEEKENDS_AND_HOLIDAYS


def at(day: str, clock: str = "10:00") -> datetime:
    local = datetime.fromisoformat(f"{day}T{clock}")
    return CHICAGO.wall_time(local.date(), local.time())


@pytest.mark.parametrize("state", ["California", "Pennsylvania", "Minnesota"])
@pytest.mark.parametrize("day", ["2026-03-07", "2026-10-31", "2026-11-25"])
@pytest.mark.parametrize("zone", ["America/New_York", "America/Phoenix", "America/Anchorage", "Pacific/Guam"])
def test_24_hours_are_86400_seconds_in_every_state_and_zone(state: str, day: str, zone: str) -> None:
    calendar = SchoolCalendar(zone)
    since = calendar.wall_time(date.fromisoformat(day), datetime.min.time().replace(hour=10))
    assert (ends_at(since, 24, REAL, calendar) - since).total_seconds() == 86_400
    law = STATES.known[state]
    until = ends_at(since, law.written_within, law.hours_exclude, calendar)
    whole = until - since
    assert whole >= timedelta(hours=law.written_within)
    assert (whole == timedelta(hours=law.written_within)) is (law.hours_exclude is REAL), (
        "a weekend lies between"
    )


@pytest.mark.parametrize(
    ("since", "hours", "until"),
    [
        pytest.param(at("2026-11-02"), 72, at("2026-11-05"), id="within a week"),
        pytest.param(at("2026-11-06"), 72, at("2026-11-11"), id="over a weekend; Veterans Day at school counts"),
        pytest.param(at("2026-11-07"), 72, at("2026-11-12", "00:00"), id="heard on a Saturday"),
        pytest.param(at("2026-11-25"), 72, at("2026-12-01"), id="Thanksgiving is left out, the day after is not"),
        pytest.param(at("2026-12-23"), 72, at("2026-12-29"), id="of a winter break only Christmas Day"),
        pytest.param(at("2027-06-10"), 72, at("2027-06-15"), id="in the summer break as at any time"),
        pytest.param(at("2027-03-12"), 24, at("2027-03-15"), id="summer time begins on a day that is left out"),
        pytest.param(at("2026-10-30", "23:30"), 1, at("2026-11-02", "00:30"), id="the clocks go back on a weekend"),
    ],
)  # fmt: skip
def test_weekends_and_holidays_are_left_out_and_a_school_break_is_not(since, hours, until) -> None:  # type: ignore[no-untyped-def]
    assert ends_at(since, hours, BUSINESS, CHICAGO) == until


def test_a_holiday_on_which_the_school_is_open_gives_nobody_more_time() -> None:
    always_open = SchoolCalendar("America/Chicago")
    since = at("2026-11-25")
    assert ends_at(since, 24, BUSINESS, always_open) == since + timedelta(hours=24)


def test_how_much_of_the_time_is_over() -> None:
    since = datetime(2026, 11, 2, tzinfo=UTC)
    until = since + timedelta(hours=10)
    assert [share_passed(since, until, since + timedelta(hours=h)) for h in (-1, 0, 5, 8, 10, 11)] == [
        0,
        0,
        0.5,
        0.8,
        1,
        1,
    ]
    assert share_passed(since, since, since) == 1


def test_the_file_says_whose_it_is_and_that_nobody_has_checked_it() -> None:
    assert STATES.version >= 1
    assert "counsel" in STATES.owner
    assert "verified" in STATES.source
    assert len(STATES.states) == 56
    assert set(STATES.known) <= set(STATES.states)
    assert STATES.known["Minnesota"].hours_exclude is BUSINESS
