"""Can a policy ask for less time than a class allows, and never for more?"""

import pytest

from care_steps.policy import PolicyError, default_text, load

CALM = 'limit = { amount = 0, unit = "now" }\nclock = "real"'
URGENT = 'limit = { amount = 0, unit = "same_day" }\nclock = "real"'


@pytest.mark.parametrize(
    ("was", "limit", "clock"),
    [
        pytest.param(CALM, '{ amount = 5, unit = "school_days" }', "real", id="an emergency next week"),
        pytest.param(CALM, '{ amount = 0, unit = "same_day" }', "real", id="an emergency later today"),
        pytest.param(CALM, '{ amount = 0, unit = "now" }', "school", id="an emergency after the break"),
        pytest.param(URGENT, '{ amount = 1, unit = "school_days" }', "real", id="same day becomes tomorrow"),
        pytest.param(URGENT, '{ amount = 25, unit = "hours" }', "real", id="a day and an hour"),
        pytest.param(URGENT, '{ amount = 0, unit = "same_day" }', "school", id="the same school day"),
    ],
)
def test_no_policy_gives_danger_more_time(was: str, limit: str, clock: str) -> None:
    text = default_text().replace(was, f'limit = {limit}\nclock = "{clock}"', 1)
    assert text != default_text()
    with pytest.raises(PolicyError, match=r"P[01]"):
        load(text)


@pytest.mark.parametrize(
    "limit",
    [
        pytest.param('{ amount = 0, unit = "now" }', id="at once"),
        pytest.param('{ amount = 24, unit = "hours" }', id="a day"),
    ],
)
def test_a_policy_may_give_danger_less_time(limit: str) -> None:
    text = default_text().replace(URGENT, f'limit = {limit}\nclock = "real"', 1)
    assert load(text).content_hash != load(default_text()).content_hash
