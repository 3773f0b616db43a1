"""Does a hold last the usual number of school days, and no closure shorten it?"""

from datetime import UTC, date, datetime

from care_steps.holds import USUAL_SCHOOL_DAYS, usual_end
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
