"""Is what is safety told at once whatever somebody chose, and what can wait never at a bad hour and never too often?"""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision.interruptions import BUDGET, Addressee, Budget, Kind, Turn, turn_of
from supervision.quiet_hours import QuietHours, is_quiet
from supervision.when_told import WhenTold
from triage.calendar import SchoolCalendar

CHICAGO = SchoolCalendar("America/Chicago")
THREE = Budget(3)
NOW, LATER, IN_DIGEST = Turn
ESCALATION, DIGEST, COVER, REMINDER = Kind


def instant(local: str) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo("America/Chicago")).astimezone(UTC)


TUESDAY, SATURDAY, NIGHT = (
    instant("2026-10-06T10:00"),
    instant("2026-10-10T10:00"),
    instant("2026-10-06T02:00"),
)
AT_TEN = QuietHours(time(9), time(11), frozenset({1}))
EIGHT, NOON, NONE = WhenTold(True, time(8)), WhenTold(True, time(12)), WhenTold(False, time(8))
QUIET = WhenTold(True, time(8), AT_TEN)


@pytest.mark.parametrize(
    ("kind", "chosen", "spent", "at", "turn"),
    [
        pytest.param(ESCALATION, QUIET, 99, TUESDAY, NOW, id="safety in quiet hours and over every budget"),
        pytest.param(ESCALATION, NONE, 99, NIGHT, NOW, id="safety at night"),
        pytest.param(ESCALATION, EIGHT, 0, SATURDAY, NOW, id="safety on a weekend"),
        pytest.param(DIGEST, EIGHT, 0, TUESDAY, NOW, id="the daily message after its hour"),
        pytest.param(
            DIGEST, EIGHT, 99, TUESDAY, NOW, id="the daily message has its place, whatever came before"
        ),
        pytest.param(DIGEST, NOON, 0, TUESDAY, LATER, id="the daily message before its hour"),
        pytest.param(DIGEST, QUIET, 0, TUESDAY, LATER, id="the daily message in quiet hours"),
        pytest.param(DIGEST, NONE, 0, TUESDAY, LATER, id="no daily message for whoever wants none"),
        pytest.param(DIGEST, EIGHT, 0, SATURDAY, LATER, id="no daily message on a weekend"),
        pytest.param(COVER, NOON, 0, TUESDAY, NOW, id="what can wait goes by the hours of school"),
        pytest.param(COVER, EIGHT, 0, NIGHT, LATER, id="what can wait, at night"),
        pytest.param(COVER, EIGHT, 0, SATURDAY, LATER, id="what can wait, on a weekend"),
        pytest.param(COVER, QUIET, 0, TUESDAY, LATER, id="what can wait, in quiet hours"),
        pytest.param(COVER, EIGHT, 1, TUESDAY, NOW, id="the last before the place of the daily message"),
        pytest.param(COVER, EIGHT, 2, TUESDAY, IN_DIGEST, id="the place of the daily message is kept"),
        pytest.param(COVER, NONE, 2, TUESDAY, NOW, id="without one there is no place to keep"),
        pytest.param(COVER, NONE, 3, TUESDAY, IN_DIGEST, id="the budget is spent"),
        pytest.param(COVER, QUIET, 99, TUESDAY, LATER, id="in quiet hours nothing is decided yet"),
        pytest.param(REMINDER, NOON, 1, TUESDAY, NOW, id="a reminder in the hours of school"),
        pytest.param(REMINDER, EIGHT, 0, NIGHT, LATER, id="a reminder at night"),
        pytest.param(REMINDER, EIGHT, 0, SATURDAY, LATER, id="a reminder on a weekend"),
        pytest.param(REMINDER, QUIET, 0, TUESDAY, LATER, id="a reminder in quiet hours"),
        pytest.param(REMINDER, EIGHT, 2, TUESDAY, IN_DIGEST, id="a reminder over the budget"),
    ],
)
def test_each_has_its_turn(kind: Kind, chosen: WhenTold, spent: int, at: datetime, turn: Turn) -> None:
    assert turn_of(kind, Addressee(chosen, CHICAGO, (CHICAGO,), spent), at, THREE) is turn


def test_somebody_of_two_schools_is_written_to_while_one_of_them_is_open_by_the_clock_of_the_first() -> None:
    closed = SchoolCalendar("America/Chicago", closures=((TUESDAY.date(), TUESDAY.date()),))
    assert turn_of(COVER, Addressee(EIGHT, closed, (closed,)), TUESDAY) is LATER
    assert turn_of(COVER, Addressee(EIGHT, closed, (closed, CHICAGO)), TUESDAY) is NOW


TIMES = st.times(timezones=st.none())
CHOICES = st.builds(
    WhenTold,
    st.booleans(),
    TIMES,
    st.none() | st.builds(QuietHours, TIMES, TIMES, st.frozensets(st.integers(0, 6), min_size=1)),
)
INSTANTS = st.integers(0, 400 * 24 * 60).map(
    lambda one: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=one)
)


@given(CHOICES, st.integers(0, 20), INSTANTS, st.sampled_from(Kind))
def test_nothing_holds_safety_back_and_nothing_else_comes_in_quiet_hours_or_over_the_budget(
    chosen: WhenTold, spent: int, at: datetime, kind: Kind
) -> None:
    turn = turn_of(kind, Addressee(chosen, CHICAGO, (CHICAGO,), spent), at)
    if kind is ESCALATION:
        assert turn is NOW
    elif turn is NOW:
        assert not is_quiet(chosen.quiet, CHICAGO, at)
        assert kind is DIGEST or spent < BUDGET.most_a_day
