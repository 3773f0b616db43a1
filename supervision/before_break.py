"""Who needs somebody to turn to while the school is closed, and by when is their safety looked at again?

A case needs a named contact when a safety item is open, when one was ended within the days that the policy calls
recent, or when the newest safety assessment found more than a low tier. The school's calendar stops none of that.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from care_steps.rules.sections import Settings

WATCHED_TIERS: Final = ("imminent", "high", "moderate")
"""Every tier but the lowest: a tier of tables/episodes.py `safety_assessment`."""


@dataclass(frozen=True, slots=True)
class SafetyState:
    """What is on record about a mentee's safety. `runs_until`: the earliest deadline of open safety work."""

    open_since: datetime | None
    ended_at: datetime | None
    tier: str | None
    runs_until: datetime | None


def needs_contact(state: SafetyState, settings: Settings, *, at: datetime) -> bool:
    if state.open_since is not None or state.tier in WATCHED_TIERS:
        return True
    recent = timedelta(days=settings.recent_safety_days)
    return state.ended_at is not None and at - state.ended_at <= recent


def why_not_contact(*, phone: str, is_offered: bool) -> dict[str, str]:
    """A sentence for each field of a break contact that cannot be taken."""
    errors = {}
    if not is_offered:
        errors["person_id"] = "Choose somebody who works for this school."
    if not any(letter.isdigit() for letter in phone):
        errors["phone"] = "Give a telephone number that is answered during the break."
    return errors
