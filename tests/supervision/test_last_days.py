"""Is nobody chosen who has left before it matters, and whoever stays never kept from it?"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision.last_days import needed_from, why_not_there

DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
LAST = date(2026, 12, 18)


@pytest.mark.parametrize(
    ("last_day_on", "needed_on", "may"),
    [
        pytest.param(None, LAST, True, id="nobody says that they leave"),
        pytest.param(LAST, LAST, True, id="the last day counts"),
        pytest.param(LAST, LAST + timedelta(days=1), False, id="gone the day before"),
        pytest.param(LAST, LAST - timedelta(days=30), True, id="there for a while"),
    ],
)
def test_who_is_there_on_the_day_may_be_chosen(last_day_on: date | None, needed_on: date, may: bool) -> None:
    why = why_not_there("Tara Quinn", last_day_on, needed_on=needed_on)
    assert (why is None) is may
    assert why is None or "December 18" in why


@given(DAYS, DAYS)
def test_two_who_leave_on_one_day_never_follow_each_other(last_day_on: date, today: date) -> None:
    needed_on = needed_from(last_day_on, today=today)
    assert needed_on >= today
    assert why_not_there("Tara Quinn", last_day_on, needed_on=needed_on) is not None
