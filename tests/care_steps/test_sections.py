"""Does a policy say what is set besides its rows, and does an old version still mean what it meant?"""

import tomllib

import pytest

from care_steps.policy import PolicyError, default_text, load
from care_steps.rules.sections import Measure, Settings, Waiting
from care_steps.steps import Step
from tests.care_steps.policies import TEXT
from triage.roles import Role

SECTIONS = """
[settings]
source = "a test"
pause_from_school_days = 3
minimum_dose_percent = 50
baseline = "best_in_step"
d4_two_floor = 2
recent_safety_days = 14

[start]
source = "a test"
1 = "paraprofessional_mentor"
2 = "paraprofessional_mentor"
3 = "journey_mentor"
4 = "professional_referral"
5 = "professional_referral"

[[waiting]]
lane = "urgent"
class = "P2"
limit = { amount = 24, unit = "hours" }
clock = "real"
source = "a test"

[[measures]]
instrument_id = "phq-a"
steps = ["journey_mentor"]
interval_days = 7
asked_by = "clinical_supervisor"
consent_basis = "guardian_written"
source = "a test"
"""


def test_a_policy_without_sections_has_the_fixed_values() -> None:
    """Replay of old versions rests on these values: they never change."""
    policy = load(TEXT)
    settings = policy.settings
    assert (settings.pause_from_school_days, settings.minimum_dose_percent) == (5, 60)
    assert (settings.baseline, settings.d4_two_floor, settings.recent_safety_days) == ("step", 3, 30)
    assert settings.planned_dose == "as_agreed"
    assert [policy.start[level].number for level in range(1, 6)] == [1, 2, 2, 3, 3]
    assert [(one.lane, one.class_) for one in policy.waiting] == [
        ("emergency", "P0"),
        ("urgent", "P1"),
        ("urgent", "P2"),
        ("routine", "P3"),
        ("routine", "P4"),
        ("routine", "P5"),
    ]
    assert [(one.instrument_id, one.interval_days) for one in policy.measures] == [
        ("phq-a", 14),
        ("gad-7", 14),
    ]


def test_what_a_policy_says_holds_instead_of_the_fixed_values() -> None:
    policy = load(TEXT + SECTIONS)
    assert (policy.settings.pause_from_school_days, policy.settings.baseline) == (3, "best_in_step")
    assert policy.settings.planned_dose == "as_agreed", "a version from before it could be chosen"
    chosen = load(TEXT + SECTIONS.replace("d4_two", 'planned_dose = "while_matched"\nd4_two', 1))
    assert chosen.settings.planned_dose == "while_matched"
    assert policy.settings.owner == "Dr. Rosa Lind"
    assert policy.start[2] is Step.MENTOR
    ((waiting,), (measure,)) = policy.waiting, policy.measures
    assert (waiting.class_, waiting.limit.amount) == ("P2", 24)
    assert (measure.steps, measure.asked_by, measure.informant) == (
        (Step.JOURNEY,),
        Role.CLINICAL_SUPERVISOR,
        "mentee",
    )


def test_the_shipped_policy_says_all_of_them_itself_with_a_source() -> None:
    assert {"settings", "start", "waiting", "measures"} <= tomllib.loads(default_text()).keys()
    policy = load(default_text())
    entries: tuple[Settings | Waiting | Measure, ...] = (policy.settings, *policy.waiting, *policy.measures)
    for one in entries:
        assert one.source
        assert one.owner


@pytest.mark.parametrize(
    ("line", "instead", "fault"),
    [
        pytest.param(
            'baseline = "best_in_step"',
            'baseline = "last"',
            "settings: “baseline” has no “last”",
            id="no baseline",
        ),
        pytest.param(
            "minimum_dose_percent = 50",
            "minimum_dose_percent = 101",
            "settings: “minimum_dose_percent” is at most 100.",
            id="more than all",
        ),
        pytest.param(
            "d4_two_floor = 2", "d4_two_floor = 4", "settings: “d4_two_floor” is one of", id="no floor"
        ),
        pytest.param(
            "recent_safety_days = 14",
            "",
            "settings: “recent_safety_days” is missing.",
            id="a setting is missing",
        ),
        pytest.param(
            '3 = "journey_mentor"', '3 = "closed"', "start: “3” has no “closed”.", id="care starts at no step"
        ),
        pytest.param(
            '2 = "paraprofessional_mentor"',
            '2 = "professional_referral"',
            "start: level 3 starts at less help than level 2.",
            id="more need, less help",
        ),
        pytest.param(
            "limit = { amount = 24, unit", "limit = { amount = 24, units", "waiting 1, limit", id="no unit"
        ),
        pytest.param(
            'class = "P2"', 'class = "P4"', "waiting 1: “class” has no “P4”.", id="class of another lane"
        ),
        pytest.param(
            'instrument_id = "phq-a"',
            'instrument_id = "phq"',
            "measure 1: “instrument_id”",
            id="no instrument",
        ),
        pytest.param(
            "interval_days = 7", "interval_days = 0", "measure 1: “interval_days”", id="no interval"
        ),
        pytest.param(
            'consent_basis = "guardian_written"',
            'consent_basis = "none"',
            "measure 1: “consent_basis” has no “none”.",
            id="no such basis",
        ),
        pytest.param(
            'steps = ["journey_mentor"]', 'steps = ["referred"]', "measure 1: “steps”", id="no step of care"
        ),
    ],
)
def test_each_fault_is_named_at_its_place(line: str, instead: str, fault: str) -> None:
    assert line in SECTIONS
    with pytest.raises(PolicyError) as refused:
        load(TEXT + SECTIONS.replace(line, instead))
    assert any(one.startswith(fault) for one in refused.value.faults), refused.value.faults


def test_a_place_in_the_waiting_list_cannot_be_later_than_its_class_allows() -> None:
    late = SECTIONS.replace('class = "P2"', 'class = "P1"').replace("amount = 24", "amount = 25")
    with pytest.raises(PolicyError, match="the limit of class P1 is fixed"):
        load(TEXT + late)
