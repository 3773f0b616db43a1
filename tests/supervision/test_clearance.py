"""May this mentor take this mentee, on each side of the last day?"""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from supervision.clearance import Mentor, why_not_cleared

TODAY = date(2026, 11, 26)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
MENTOR = Mentor(UUID(int=1), "Ben Ode", TOMORROW, TOMORROW, UUID(int=2), "Ann Moe", 0)

CASES = [
    pytest.param(TOMORROW, None, False, None, id="cleared, for step 1"),
    pytest.param(TODAY, None, False, None, id="the last day of a clearance counts"),
    pytest.param(YESTERDAY, None, False, "Ben Ode's clearance ended on November 25.", id="ended yesterday"),
    pytest.param(None, TOMORROW, False, "Ben Ode has no clearance on file.", id="never cleared"),
    pytest.param(TOMORROW, TOMORROW, True, None, id="cleared and certified, for step 2"),
    pytest.param(TOMORROW, TODAY, True, None, id="the last day of a certificate counts"),
    pytest.param(
        TOMORROW,
        YESTERDAY,
        True,
        "Ben Ode's Journey Mentor certificate ended on November 25.",
        id="the certificate ended yesterday",
    ),
    pytest.param(TOMORROW, None, True, "Ben Ode has no Journey Mentor certificate.", id="never certified"),
    pytest.param(
        YESTERDAY, TOMORROW, True, "Ben Ode's clearance ended on November 25.", id="certified, not cleared"
    ),
    pytest.param(None, None, True, "Ben Ode has no clearance on file.", id="neither"),
    pytest.param(TOMORROW, YESTERDAY, False, None, id="step 1 needs no certificate"),
]


@pytest.mark.parametrize(("cleared", "certified", "for_journey", "refusal"), CASES)
def test_a_mentor_is_cleared_and_for_step_2_certified(
    cleared: date | None, certified: date | None, for_journey: bool, refusal: str | None
) -> None:
    mentor = replace(MENTOR, cleared_until=cleared, journey_until=certified)
    assert why_not_cleared(mentor, for_journey=for_journey, on=TODAY) == refusal
