"""Does a hold last the usual number of school days, and no closure shorten it?"""

from datetime import UTC, date, datetime

import pytest

from care_steps.holds import SOON_SCHOOL_DAYS, USUAL_SCHOOL_DAYS, ends_soon, usual_end
from triage.calendar import SchoolCalendar

MONDAY = datetime(2026, 9, 14, 15, 0, tzinfo=UTC)


def test_a_hold_is_proposed_for_two_school_weeks() -> None:
    assert USUAL_SCHOOL_DAYS == 10
    assert usual_end(SchoolCalendar("America/Chicago"), MONDAY) == date(2026, 9, 28)


def test_a_closure_makes_it_end_later() -> None:
    closed = SchoolCalendar("America/Chicago", ((date(2026, 9, 21), date(2026, 9, 25)),))
    assert usual_end(closed, MONDAY) == date(2026, 10, 5)


def test_the_day_is_that_of_the_site_and_not_of_greenwich() -> None:
    late_in_the_evening = datetime(2026, 9, 15, 2, 0, tzinfo=UTC)
    assert usual_end(SchoolCalendar("America/Chicago"), late_in_the_evening) == date(2026, 9, 28)


@pytest.mark.parametrize(
    ("until", "is_soon"),
    [
        pytest.param(date(2026, 9, 13), False, id="ended yesterday"),
        pytest.param(date(2026, 9, 14), True, id="ends today"),
        pytest.param(date(2026, 9, 17), True, id="ends on the third school day"),
        pytest.param(date(2026, 9, 18), False, id="ends on the fourth"),
    ],
)
def test_a_hold_is_named_some_school_days_before_it_ends(until: date, is_soon: bool) -> None:
    assert SOON_SCHOOL_DAYS == 3
    assert ends_soon(until, SchoolCalendar("America/Chicago"), MONDAY) is is_soon
