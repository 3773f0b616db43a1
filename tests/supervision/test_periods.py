"""Which days does a chosen time have, and where does a day begin?"""

from datetime import UTC, date, datetime, timedelta

import pytest

from supervision.periods import Period, days_of, span_of
from triage.calendar import SchoolCalendar

CHICAGO = SchoolCalendar("America/Chicago")


@pytest.mark.parametrize(
    ("period", "today", "first_on", "last_on"),
    [
        (Period.THIS_YEAR, date(2026, 11, 26), date(2026, 7, 1), date(2026, 11, 26)),
        (Period.THIS_YEAR, date(2027, 6, 30), date(2026, 7, 1), date(2027, 6, 30)),
        (Period.THIS_YEAR, date(2026, 7, 1), date(2026, 7, 1), date(2026, 7, 1)),
        (Period.LAST_YEAR, date(2026, 11, 26), date(2025, 7, 1), date(2026, 6, 30)),
        (Period.LAST_YEAR, date(2027, 3, 1), date(2025, 7, 1), date(2026, 6, 30)),
        (Period.THIS_MONTH, date(2026, 11, 26), date(2026, 11, 1), date(2026, 11, 26)),
        (Period.THIS_MONTH, date(2026, 11, 1), date(2026, 11, 1), date(2026, 11, 1)),
    ],
)
def test_the_days_of_a_time(period: Period, today: date, first_on: date, last_on: date) -> None:
    assert days_of(period, today) == (first_on, last_on)


def test_a_time_begins_and_ends_at_the_midnight_of_the_school() -> None:
    span = span_of(Period.THIS_MONTH, datetime(2026, 11, 26, 20, 0, tzinfo=UTC), CHICAGO)
    assert span.begins == datetime(2026, 11, 1, 5, 0, tzinfo=UTC), "still summer time"
    assert span.ends == datetime(2026, 11, 27, 6, 0, tzinfo=UTC)
    assert span.has(span.begins)
    assert not span.has(span.ends)
    assert not span.has(span.begins - timedelta(microseconds=1))


def test_the_last_school_year_ends_where_this_one_begins() -> None:
    at = datetime(2026, 11, 26, 20, 0, tzinfo=UTC)
    assert span_of(Period.LAST_YEAR, at, CHICAGO).ends == span_of(Period.THIS_YEAR, at, CHICAGO).begins
