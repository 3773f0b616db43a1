"""Is a follow-up left until somebody did it or said why not, and does it leave the lists in the end?"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from supervision.follow_ups import follow_ups_left, is_soon, oldest
from supervision.safety_pages import SAFETY, pages_of
from supervision.safety_steps import StepState
from triage.calendar import SchoolCalendar

SINCE = datetime(2026, 10, 5, 15, tzinfo=UTC)
SCHOOL = SchoolCalendar("America/Chicago")
PAGES = pages_of([], "trained_interview", has_other=True)
DONE, NOT_DONE, MISTAKE = StepState.DONE, StepState.NOT_DONE, StepState.MISTAKE
AFTER_7, AFTER_30 = "self_harm.after_7", "self_harm.after_30"


def left(states: Mapping[str, StepState], days: float) -> list[str]:
    at = SINCE + timedelta(days=days)
    return [one.step.key for one in follow_ups_left(PAGES, states, since=SINCE, calendar=SCHOOL, at=at)]


@pytest.mark.parametrize(
    ("states", "days", "keys"),
    [
        pytest.param({}, 0, [AFTER_7, AFTER_30], id="both from the first day"),
        pytest.param({AFTER_7: DONE}, 8, [AFTER_30], id="one is done"),
        pytest.param({AFTER_7: NOT_DONE}, 8, [AFTER_30], id="somebody said why not"),
        pytest.param({AFTER_7: MISTAKE}, 8, [AFTER_7, AFTER_30], id="ticked by mistake is still to be done"),
        pytest.param({AFTER_7: DONE, AFTER_30: DONE}, 31, [], id="both are done"),
        pytest.param(
            {"self_harm.stay": DONE}, 8, [AFTER_7, AFTER_30], id="another step says nothing of them"
        ),
        pytest.param({}, 59, [AFTER_7, AFTER_30], id="long overdue"),
        pytest.param({}, 60, [], id="too old for a list"),
    ],
)
def test_what_is_left(states: Mapping[str, StepState], days: float, keys: list[str]) -> None:
    assert left(states, days) == keys


def test_it_is_due_after_so_many_days_of_24_hours_and_stands_on_the_list_of_all_a_week_before() -> None:
    first, last = follow_ups_left(PAGES, {}, since=SINCE, calendar=SCHOOL, at=SINCE)
    assert (first.due_at - SINCE, last.due_at - SINCE) == (timedelta(days=7), timedelta(days=30))
    assert is_soon(first, SINCE)
    assert not is_soon(last, SINCE)
    assert is_soon(last, last.due_at - SAFETY.follow_ups_ahead)


def test_nothing_that_still_stands_on_a_list_is_older_than_what_is_looked_for() -> None:
    at = SINCE + timedelta(days=100)
    assert oldest(at) == at - SAFETY.follow_ups_stay
    assert SAFETY.follow_ups_stay >= max(timedelta(days=one.due_days or 0) for one in SAFETY.steps())
