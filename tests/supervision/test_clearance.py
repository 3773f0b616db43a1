"""Is a mentor cleared and certified, on each side of the last day, today and on the day of the first session?"""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from supervision.clearance import Mentor, why_not_certified, why_not_cleared

TODAY = date(2026, 11, 26)
YESTERDAY, TOMORROW, NEXT_WEEK = (TODAY + timedelta(days=days) for days in (-1, 1, 7))
MENTOR = Mentor(UUID(int=1), "Ben Ode", TOMORROW, TOMORROW, UUID(int=2), "Ann Moe", 0)

CASES = [
    pytest.param(TOMORROW, TODAY, None, id="valid until tomorrow"),
    pytest.param(TODAY, TODAY, None, id="the last day counts"),
    pytest.param(YESTERDAY, TODAY, "ended on November 25.", id="ended yesterday"),
    pytest.param(YESTERDAY, NEXT_WEEK, "ended on November 25.", id="ended, and they meet next week"),
    pytest.param(NEXT_WEEK, NEXT_WEEK, None, id="the last day is the day on which they first meet"),
    pytest.param(TOMORROW, NEXT_WEEK, "ends on November 27, before the first session.", id="ends before they meet"),
    pytest.param(TODAY, YESTERDAY, None, id="a first session that is past is judged by today"),
    pytest.param(YESTERDAY, YESTERDAY, "ended on November 25.", id="held on that past day and not today"),
]  # fmt: skip


@pytest.mark.parametrize(("until", "first_on", "end"), CASES)
def test_a_clearance_holds_today_and_on_the_day_they_first_meet(
    until: date, first_on: date, end: str | None
) -> None:
    mentor = replace(MENTOR, cleared_until=until)
    wanted = None if end is None else f"Ben Ode's clearance {end}"
    assert why_not_cleared(mentor, today=TODAY, first_on=first_on) == wanted


@pytest.mark.parametrize(("until", "first_on", "end"), CASES)
def test_a_certificate_holds_today_and_on_the_day_they_first_meet(
    until: date, first_on: date, end: str | None
) -> None:
    mentor = replace(MENTOR, journey_until=until)
    wanted = None if end is None else f"Ben Ode's Journey Mentor certificate {end}"
    assert why_not_certified(mentor, today=TODAY, first_on=first_on) == wanted


def test_what_was_never_on_file_is_said_so() -> None:
    bare = replace(MENTOR, cleared_until=None, journey_until=None)
    assert (
        why_not_cleared(bare, today=TODAY, first_on=TODAY) == "Ben Ode has no clearance on file."
    )  # fmt: skip
    assert (
        why_not_certified(bare, today=TODAY, first_on=TODAY)
        == "Ben Ode has no Journey Mentor certificate."
    )  # fmt: skip
