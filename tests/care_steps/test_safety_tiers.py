"""Has what was found about safety always a tier, words, and above the lowest a plan?"""

import pytest

from care_steps import codes
from care_steps.safety_tiers import SafetyFound, is_lower, why_not_found

TIERS = ["imminent", "high", "moderate", "low"]


def test_there_are_four_tiers_gravest_first_and_none_that_says_that_all_is_well() -> None:
    assert [one.code for one in codes.load("safety_tiers").codes] == TIERS


@pytest.mark.parametrize("tier", TIERS)
def test_only_the_lowest_tier_goes_without_a_plan(tier: str) -> None:
    errors = why_not_found(SafetyFound(tier, "As it was said."))
    assert set(errors) == (set() if tier == "low" else {"safety_plan"})
    assert why_not_found(SafetyFound(tier, "As it was said.", "She calls her aunt.")) == {}
    assert set(why_not_found(SafetyFound(tier, " ", "She calls her aunt."))) == {"found"}


@pytest.mark.parametrize("tier", ["none", "no_risk", ""])
def test_nothing_else_is_a_tier(tier: str) -> None:
    assert "tier" in why_not_found(SafetyFound(tier, "As it was said."))


@pytest.mark.parametrize("place", range(4))
def test_a_tier_is_lower_than_every_graver_one_and_than_no_other(place: int) -> None:
    assert [is_lower(TIERS[place], before) for before in TIERS] == [before < place for before in range(4)]
