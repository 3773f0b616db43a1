"""What did a trained person find who looked into a safety item, and can it be kept?

There is no tier that says "none". Whoever is above the lowest tier has a plan in words.
"""

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from care_steps import codes

ASSESSED_ACTIONS: Final[frozenset[str]] = frozenset(
    tomllib.loads((files("care_steps") / "safety_tiers.toml").read_text(encoding="utf-8"))["assessed_actions"]
)
"""Escalations that ask for one of these end with what was found, and not without it."""


@dataclass(frozen=True, slots=True)
class SafetyFound:
    """What was found: a tier, in which words, and the plan that was made."""

    tier: str
    words: str
    safety_plan: str = ""


def why_not_found(found: SafetyFound) -> dict[str, str]:
    """A sentence for each field that cannot be kept; empty when it stands."""
    errors = {}
    tiers = codes.load("safety_tiers")
    if not tiers.knows(found.tier):
        errors["tier"] = "Say which tier you found. There is none that says that all is well."
    elif codes.why_not_choose(tiers, (found.tier,), found.safety_plan):
        errors["safety_plan"] = "Write down the safety plan. Only the lowest tier goes without one."
    if not found.words.strip():
        errors["found"] = "Say in your words what you found."
    return errors


def is_lower(tier: str, before: str) -> bool:
    """Whether this tier is less grave than the one before; the list stands gravest first."""
    order = [one.code for one in codes.load("safety_tiers").codes]
    return order.index(tier) > order.index(before)
