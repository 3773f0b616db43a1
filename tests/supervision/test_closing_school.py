"""Does a new closure move what is due in school days, and nothing else?"""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care_steps.rules.limits import STEP_DAY, Limit
from supervision.closing_school import Cause, due_after_closure
from triage.calendar import SchoolCalendar

BEFORE = SchoolCalendar("America/Chicago")
WEDNESDAY = datetime(2027, 1, 13, 16, 0, tzinfo=UTC)
SCHOOL = Limit(5, "school_days")
SAME_DAY = Limit(0, "same_day")
SNOW = ((date(2027, 1, 14), date(2027, 1, 15)),)
AFTER = SchoolCalendar("America/Chicago", SNOW)


def due(limit: Limit) -> datetime:
    return BEFORE.due_at(WEDNESDAY, amount=limit.amount, unit=limit.unit)


def moved(due_at: datetime, *limits: Limit, now: datetime = WEDNESDAY) -> datetime:
    causes = [Cause(WEDNESDAY, limit, WEDNESDAY, 5) for limit in limits]
    return due_after_closure(due_at, causes, now=now, before=BEFORE, after=AFTER)


def test_what_is_due_in_school_days_is_due_as_many_school_days_later() -> None:
    assert moved(due(SCHOOL), SCHOOL) == AFTER.due_at(WEDNESDAY, amount=5, unit="school_days")
    assert moved(due(SCHOOL), SCHOOL) - due(SCHOOL) == timedelta(days=2)


@pytest.mark.parametrize("limit", [SAME_DAY, Limit(0, "now"), Limit(48, "hours"), Limit(7, "days")])
def test_what_is_due_in_real_time_keeps_its_time(limit: Limit) -> None:
    assert moved(due(limit), limit, now=WEDNESDAY - timedelta(minutes=1)) == due(limit)


def test_a_safety_rule_behind_the_same_work_holds_the_deadline() -> None:
    assert moved(due(SAME_DAY), SCHOOL, SAME_DAY) == due(SAME_DAY)


def test_what_is_late_already_stays_late() -> None:
    assert moved(due(SCHOOL), SCHOOL, now=due(SCHOOL)) == due(SCHOOL)


def test_a_deadline_that_no_rule_explains_was_given_by_a_person_and_stays() -> None:
    by_hand = due(SCHOOL) + timedelta(hours=3)
    assert moved(by_hand, SCHOOL) == by_hand
    assert moved(by_hand) == by_hand


def test_a_day_of_the_step_moves_behind_a_break_and_not_behind_a_snow_day() -> None:
    began, limit = WEDNESDAY - timedelta(days=50), Limit(84, STEP_DAY)
    causes = [Cause(WEDNESDAY, limit, began, 5)]
    due_at = datetime(2027, 2, 17, 5, 59, tzinfo=UTC)
    week = SchoolCalendar("America/Chicago", ((date(2027, 1, 18), date(2027, 1, 22)),))
    for after, days in ((AFTER, 0), (week, 9)):
        found = due_after_closure(due_at, causes, now=WEDNESDAY, before=BEFORE, after=after)
        assert found - due_at == timedelta(days=days)


_DAYS = st.dates(date(2026, 8, 1), date(2027, 7, 1))
_LIMITS = st.sampled_from([SCHOOL, SAME_DAY, Limit(48, "hours"), Limit(2, "school_days"), Limit(0, "now")])


@given(
    st.integers(0, 300 * 24 * 60).map(lambda minutes: WEDNESDAY - timedelta(minutes=minutes)),
    st.lists(_LIMITS, min_size=1, max_size=3),
    _DAYS,
    st.integers(0, 20),
)
def test_a_closure_never_makes_anything_due_earlier_and_never_touches_real_time(
    at: datetime, limits: list[Limit], first: date, length: int
) -> None:
    causes = [Cause(at, limit, at, 5) for limit in limits]
    due_at = min(BEFORE.due_at(at, amount=one.amount, unit=one.unit) for one in limits)
    closed = SchoolCalendar("America/Chicago", ((first, first + timedelta(days=length)),))
    found = due_after_closure(due_at, causes, now=at, before=BEFORE, after=closed)
    assert found >= due_at
    real = [one for one in limits if one.unit != "school_days"]
    if real:
        assert found <= min(BEFORE.due_at(at, amount=one.amount, unit=one.unit) for one in real)
