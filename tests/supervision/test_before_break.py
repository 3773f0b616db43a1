"""Who needs somebody to turn to while the school is closed?"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from care_steps.rules.section_loading import fixed_sections
from supervision.before_break import SafetyState, needs_contact, why_not_contact

NOW = datetime(2026, 12, 10, 16, 0, tzinfo=UTC)
NOTHING = SafetyState(None, None, None, None)
SETTINGS = replace(fixed_sections().settings, recent_safety_days=30)


@pytest.mark.parametrize(
    ("state", "needs"),
    [
        (NOTHING, False),
        (replace(NOTHING, open_since=NOW - timedelta(days=90)), True),
        (replace(NOTHING, ended_at=NOW - timedelta(days=30)), True),
        (replace(NOTHING, ended_at=NOW - timedelta(days=31)), False),
        (replace(NOTHING, tier="imminent"), True),
        (replace(NOTHING, tier="high"), True),
        (replace(NOTHING, tier="moderate"), True),
        (replace(NOTHING, tier="low"), False),
        (replace(NOTHING, tier="low", ended_at=NOW - timedelta(days=2)), True),
        (replace(NOTHING, tier="high", ended_at=NOW - timedelta(days=200)), True),
    ],
)
def test_whoever_has_a_recent_safety_item_needs_somebody(state: SafetyState, needs: bool) -> None:
    assert needs_contact(state, SETTINGS, at=NOW) == needs


@pytest.mark.parametrize("phone", ["", "  ", "at home"])
def test_a_contact_without_a_number_is_refused(phone: str) -> None:
    assert list(why_not_contact(phone=phone, is_offered=True)) == ["phone"]


def test_somebody_who_does_not_work_there_is_refused() -> None:
    assert list(why_not_contact(phone="555 0101", is_offered=False)) == ["person_id"]
    assert why_not_contact(phone="555 0101", is_offered=True) == {}
