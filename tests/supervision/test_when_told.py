"""Does what can wait keep to the quiet hours of a person, by the clock on their wall, whatever the clocks do?"""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision.quiet_hours import QuietHours, is_quiet
from supervision.when_told import DEFAULT, WhenTold, is_time_for_digest, why_not_when_told
from triage.calendar import SchoolCalendar

CHICAGO = SchoolCalendar("America/Chicago")
WEEK = frozenset(range(7))
NIGHT = QuietHours(time(18), time(7), WEEK)
LUNCH = QuietHours(time(12), time(13), frozenset({1}))
FRIDAY_NIGHT = QuietHours(time(17), time(8), frozenset({4}))
SUNDAY = QuietHours(time(0), time(0), frozenset({6}))
SMALL_HOURS = QuietHours(time(1, 30), time(2, 30), WEEK)


def instant(local: str, fold: int = 0) -> datetime:
    return (
        datetime.fromisoformat(local).replace(tzinfo=ZoneInfo("America/Chicago"), fold=fold).astimezone(UTC)
    )


@pytest.mark.parametrize(
    ("quiet", "local", "fold", "expected"),
    [
        (None, "2026-10-06T03:00", 0, False),
        (NIGHT, "2026-10-06T17:59", 0, False),
        (NIGHT, "2026-10-06T18:00", 0, True),
        (NIGHT, "2026-10-07T06:59", 0, True),
        (NIGHT, "2026-10-07T07:00", 0, False),
        # They belong to the day on which they begin.
        (LUNCH, "2026-10-06T12:30", 0, True),
        (LUNCH, "2026-10-07T12:30", 0, False),
        (FRIDAY_NIGHT, "2026-10-09T16:59", 0, False),
        (FRIDAY_NIGHT, "2026-10-10T07:59", 0, True),
        (FRIDAY_NIGHT, "2026-10-10T08:00", 0, False),
        (FRIDAY_NIGHT, "2026-10-10T18:00", 0, False),
        (SUNDAY, "2026-10-10T23:59", 0, False),
        (SUNDAY, "2026-10-11T00:00", 0, True),
        (SUNDAY, "2026-10-11T23:59", 0, True),
        (SUNDAY, "2026-10-12T00:00", 0, False),
        # The night on which clocks go back has an hour more of it, and 1:40 comes twice.
        (SMALL_HOURS, "2026-11-01T01:29", 0, False),
        (SMALL_HOURS, "2026-11-01T01:40", 0, True),
        (SMALL_HOURS, "2026-11-01T01:40", 1, True),
        (SMALL_HOURS, "2026-11-01T02:30", 0, False),
        (SUNDAY, "2026-11-01T23:59", 0, True),
        # The night on which clocks go forward has none between 2:00 and 3:00.
        (SMALL_HOURS, "2026-03-08T01:45", 0, True),
        (SMALL_HOURS, "2026-03-08T03:29", 0, True),
        (SMALL_HOURS, "2026-03-08T03:30", 0, False),
        (NIGHT, "2026-03-08T06:59", 0, True),
        (NIGHT, "2026-03-08T07:00", 0, False),
    ],
)
def test_quiet_hours_go_by_the_clock_on_the_wall(
    quiet: QuietHours | None, local: str, fold: int, expected: bool
) -> None:
    assert is_quiet(quiet, CHICAGO, instant(local, fold)) is expected


TIMES = st.times(timezones=st.none()).map(lambda found: found.replace(second=0, microsecond=0))
ZONES = st.sampled_from(
    ["America/Chicago", "America/New_York", "Australia/Lord_Howe", "Europe/Madrid", "UTC"]
)
DAYS = st.frozensets(st.integers(0, 6), min_size=1)
INSTANTS = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
NIGHTS = [
    datetime(2026, 3, 8, 8, tzinfo=UTC),
    datetime(2026, 11, 1, 7, tzinfo=UTC),
    datetime(2026, 3, 29, 1, tzinfo=UTC),
]
NEAR_A_CHANGE = st.tuples(st.sampled_from(NIGHTS), st.integers(-600, 600)).map(
    lambda found: found[0] + timedelta(minutes=found[1])
)


@given(TIMES, TIMES, DAYS, ZONES, INSTANTS | NEAR_A_CHANGE)
def test_where_no_clock_changes_it_is_quiet_exactly_when_the_clock_says_so(
    begins: time, ends: time, days: frozenset[int], zone: str, at: datetime
) -> None:
    quiet, local = QuietHours(begins, ends, days), at.astimezone(ZoneInfo(zone))
    offsets = {(local + timedelta(hours=hours)).utcoffset() for hours in range(-48, 49, 6)}
    if len(offsets) == 1:
        expected = quiet.has(local.weekday(), local.time())
        assert is_quiet(quiet, SchoolCalendar(zone), at) is expected


@given(TIMES, TIMES, st.integers(0, 6), ZONES, NEAR_A_CHANGE)
def test_an_hour_that_comes_twice_begins_no_quiet_hours_twice(
    begins: time, ends: time, day: int, zone: str, at: datetime
) -> None:
    quiet, calendar = QuietHours(begins, ends, frozenset({day})), SchoolCalendar(zone)
    week = [is_quiet(quiet, calendar, at + timedelta(minutes=minutes)) for minutes in range(-5040, 5040, 15)]
    begun = sum(not before and after for before, after in pairwise(week))
    assert begun + week[0] <= 2


@given(TIMES, TIMES, DAYS, INSTANTS | NEAR_A_CHANGE)
def test_the_daily_message_never_goes_out_in_quiet_hours_nor_before_its_hour(
    begins: time, ends: time, days: frozenset[int], at: datetime
) -> None:
    chosen = WhenTold(True, time(9), QuietHours(begins, ends, days))
    if is_time_for_digest(chosen, CHICAGO, at):
        assert not is_quiet(chosen.quiet, CHICAGO, at)
        assert at.astimezone(ZoneInfo("America/Chicago")).time() >= time(9)
    assert not is_time_for_digest(WhenTold(False, time(9)), CHICAGO, at)


NO, SEVEN, SIX = None, time(7), time(18)


@pytest.mark.parametrize(
    ("digest", "begins", "ends", "days", "fields"),
    [
        (DEFAULT.digest_at, NO, NO, (), []),
        (DEFAULT.digest_at, SIX, SEVEN, (0, 1), []),
        (time(15, 59), NO, NO, (), []),
        (NO, NO, NO, (), ["digest_at"]),
        (time(6, 59), NO, NO, (), ["digest_at"]),
        (time(16), NO, NO, (), ["digest_at"]),
        (SEVEN, SIX, NO, (0,), ["quiet_until"]),
        (SEVEN, NO, SEVEN, (0,), ["quiet_from"]),
        (SEVEN, SIX, SEVEN, (), ["quiet_days"]),
        (SEVEN, NO, NO, (2,), ["quiet_from"]),
        # Until eight it is quiet on every morning of school; on Fridays alone it waits.
        (SEVEN, SIX, time(8), range(7), ["digest_at"]),
        (SEVEN, SIX, time(8), (3,), []),
    ],
)
def test_what_cannot_be_meant_is_said_at_its_field(
    digest: time | None, begins: time | None, ends: time | None, days: tuple[int, ...], fields: list[str]
) -> None:
    wrong = why_not_when_told(has_digest=True, digest_at=digest, begins=begins, ends=ends, days=days)
    assert list(wrong) == fields


def test_without_a_daily_message_its_hour_does_not_matter() -> None:
    assert why_not_when_told(has_digest=False, digest_at=None, begins=None, ends=None, days=()) == {}
