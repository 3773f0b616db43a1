"""Is nobody written to about what can wait but on a day of school, at an hour of school?"""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision.digests import HOURS, day_ends, may_write
from triage.calendar import SchoolCalendar

START = datetime(2026, 1, 1, tzinfo=UTC)
CHICAGO = SchoolCalendar("America/Chicago", closures=((date(2026, 10, 12), date(2026, 10, 16)),))


@pytest.mark.parametrize(
    ("local", "may"),
    [
        ("2026-10-06T06:59", False),
        ("2026-10-06T07:00", True),
        ("2026-10-06T15:59", True),
        ("2026-10-06T16:00", False),
        ("2026-10-06T23:30", False),
        ("2026-10-10T10:00", False),
        ("2026-10-11T10:00", False),
        ("2026-10-14T10:00", False),
        ("2026-10-19T10:00", True),
        # The first school day after the clocks went back: by the clock of the school, not of the sun.
        ("2026-11-02T06:30", False),
        ("2026-11-02T07:00", True),
    ],
)
def test_it_goes_by_the_calendar_and_the_clock_of_the_school(local: str, may: bool) -> None:
    wall = datetime.fromisoformat(local)
    assert may_write(CHICAGO, CHICAGO.wall_time(wall.date(), wall.time())) is may


@given(st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes)))
def test_whenever_somebody_may_be_written_to_it_is_a_day_of_school_and_that_day_is_not_over(
    at: datetime,
) -> None:
    if may_write(CHICAGO, at):
        assert CHICAGO.is_school_day(CHICAGO.local_day(at))
        assert at < day_ends(CHICAGO, at)
    assert HOURS.first < HOURS.last
