"""Does the waiting list put emergency before urgent before routine, and does more urgency never mean more time?"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care_steps.policy import default_text, load
from triage.calendar import SchoolCalendar
from triage.lanes import Lane
from triage.priority import (
    Place,
    Reason,
    in_order,
    place_of,
    priority,
    reasons_of,
    welfare_call_due,
)

PLACES = load(default_text()).waiting
SCHOOL = SchoolCalendar("America/Chicago", ((date(2026, 11, 26), date(2026, 11, 27)),))
MONDAY = datetime(2026, 11, 16, 16, 0, tzinfo=UTC)
CLASSES = ("P0", "P1", "P2", "P3", "P4", "P5")
moments = st.integers(0, 60 * 24 * 40).map(lambda minutes: MONDAY + timedelta(minutes=minutes))
reasons = st.lists(st.builds(Reason, st.sampled_from(CLASSES), moments), min_size=1, max_size=4)


@dataclass(frozen=True)
class Waiting:
    place: Place
    since: datetime
    name: str
    lost_mentor: bool = False


def placed(found: list[Reason], name: str = "", *, lost_mentor: bool = False) -> Waiting:
    return Waiting(place_of(found, PLACES, SCHOOL), min(one.since for one in found), name, lost_mentor)


@given(st.lists(reasons, max_size=8), moments)
def test_urgent_and_emergency_stand_ahead_of_all_routine_ones(
    found: list[list[Reason]], at: datetime
) -> None:
    lanes = list(Lane)
    ordered = in_order([placed(one) for one in found], PLACES, at=at)
    for before, after in pairwise(ordered):
        assert lanes.index(before.place.lane) <= lanes.index(after.place.lane)
        if before.place.lane is after.place.lane:
            assert (before.place.due_at < at) >= (after.place.due_at < at), "overdue first"
        if before.place.class_ == after.place.class_:
            assert before.place.due_at <= after.place.due_at


@given(st.lists(st.tuples(reasons, st.booleans()), max_size=8), moments)
def test_whoever_lost_a_mentor_stands_ahead_of_all_new_routine_ones_and_behind_all_urgent_ones(
    found: list[tuple[list[Reason], bool]], at: datetime
) -> None:
    ordered = in_order([placed(one, lost_mentor=lost) for one, lost in found], PLACES, at=at)
    for before, after in pairwise(ordered):
        if after.lost_mentor and after.place.lane is Lane.ROUTINE:
            assert before.lost_mentor or before.place.lane is not Lane.ROUTINE


@given(reasons, st.sampled_from(CLASSES), moments)
def test_one_more_reason_never_gives_more_time_nor_a_weaker_class(
    found: list[Reason], class_: str, since: datetime
) -> None:
    before = place_of(found, PLACES, SCHOOL)
    after = place_of([*found, Reason(class_, since)], PLACES, SCHOOL)
    assert after.due_at <= before.due_at
    assert CLASSES.index(after.class_) <= CLASSES.index(before.class_)


def test_a_routine_start_is_due_within_ten_school_days_and_closures_do_not_count() -> None:
    place = place_of(reasons_of(waits_since=MONDAY, how_soon="can_wait", rated=None), PLACES, SCHOOL)
    assert (place.class_, place.lane) == ("P4", Lane.ROUTINE)
    assert SCHOOL.local_day(place.due_at) == date(2026, 12, 2)


@pytest.mark.parametrize(
    ("how_soon", "class_"), [("now", "P2"), ("this_week", "P3"), ("can_wait", "P4"), (None, "P4")]
)
def test_until_needs_are_rated_what_was_said_with_the_referral_holds(
    how_soon: str | None, class_: str
) -> None:
    assert (
        place_of(reasons_of(waits_since=MONDAY, how_soon=how_soon, rated=None), PLACES, SCHOOL).class_
        == class_
    )


@pytest.mark.parametrize(
    ("lane", "class_"), [(Lane.EMERGENCY, "P0"), (Lane.URGENT, "P1"), (Lane.ROUTINE, "P4")]
)
def test_once_needs_are_rated_their_lane_holds(lane: Lane, class_: str) -> None:
    rated = (lane, MONDAY + timedelta(days=1))
    place = place_of(reasons_of(waits_since=MONDAY, how_soon="now", rated=rated), PLACES, SCHOOL)
    assert (place.class_, place.lane) == (class_, lane)


def test_an_open_escalation_is_ahead_whatever_was_rated() -> None:
    found = reasons_of(
        waits_since=MONDAY,
        how_soon="can_wait",
        rated=(Lane.ROUTINE, MONDAY),
        escalations=[("P0", MONDAY + timedelta(days=2))],
    )
    place = place_of(found, PLACES, SCHOOL)
    assert (place.class_, place.due_at) == ("P0", MONDAY + timedelta(days=2))


def test_who_waits_is_called_monthly_counted_from_what_they_were_told_last() -> None:
    month = timedelta(days=priority().welfare_call_days)
    assert welfare_call_due(SCHOOL, since=MONDAY, told_at=None) == MONDAY + month
    later = MONDAY + timedelta(days=9)
    assert welfare_call_due(SCHOOL, since=MONDAY, told_at=later) == later + month
    assert welfare_call_due(SCHOOL, since=later, told_at=MONDAY) == later + month


@given(moments)
def test_a_call_is_due_on_a_school_day_at_the_same_time_and_never_before_the_month(since: datetime) -> None:
    month_later = since + timedelta(days=priority().welfare_call_days)
    found = welfare_call_due(SCHOOL, since=since, told_at=None)
    zone = ZoneInfo(SCHOOL.time_zone)
    assert SCHOOL.is_school_day(SCHOOL.local_day(found))
    assert timedelta() <= found - month_later <= timedelta(days=4)
    assert found.astimezone(zone).time() == month_later.astimezone(zone).time()


def test_the_order_has_an_owner_and_a_source_and_names_only_classes_of_the_policy() -> None:
    found = priority()
    assert found.owner
    assert found.source
    known = {one.class_ for one in PLACES}
    assert {*found.referred.values(), *found.lanes.values()} <= known
    assert set(found.lanes) == {one.value for one in Lane}
