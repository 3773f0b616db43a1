"""How long does a hold last when nobody says otherwise?"""

from datetime import UTC, date, datetime

from care_steps.holds import usual_end
from triage.calendar import SchoolCalendar


def test_a_hold_lasts_ten_school_days_and_pauses_on_closures() -> None:
    at = datetime(2026, 11, 16, 15, 0, tzinfo=UTC)
    assert usual_end(SchoolCalendar("America/Chicago"), at) == date(2026, 11, 30)
    break_week = SchoolCalendar("America/Chicago", closures=((date(2026, 11, 23), date(2026, 11, 27)),))
    assert usual_end(break_week, at) == date(2026, 12, 7)


def test_the_days_are_those_of_the_school_and_not_of_utc() -> None:
    late = datetime(2026, 11, 17, 3, 0, tzinfo=UTC)
    assert usual_end(SchoolCalendar("America/Chicago"), late) == date(2026, 11, 30)
