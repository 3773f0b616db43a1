"""How may the plan of measures of one mentee depart from the policy, and why can a change not be taken?"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

from triage.roles import Role


@dataclass(frozen=True, slots=True)
class PlanLimits:
    """Bounds and choices; the file names their owner and source."""

    version: int
    owner: str
    source: str
    shortest_interval_days: int
    longest_interval_days: int
    list_days: int
    asked_by: tuple[Role, ...]
    consent_bases: tuple[str, ...]


def _read(written: str) -> PlanLimits:
    found: dict[str, Any] = tomllib.loads(written)
    roles = tuple(Role(one) for one in found["asked_by"])
    return PlanLimits(**{**found, "asked_by": roles, "consent_bases": tuple(found["consent_bases"])})


PLAN_LIMITS: Final = _read((files("care_steps") / "plan_changes.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Asking:
    """Every how many days a form is asked, by whom, and on what basis."""

    interval_days: int
    asked_by: str
    consent_basis: str


def why_not_change(asking: Asking | None, why: str) -> Mapping[str, str]:
    """A sentence at each field that cannot be taken; empty when it stands. Without `asking` it is asked no more."""
    errors = {}
    if asking is not None:
        least, most = PLAN_LIMITS.shortest_interval_days, PLAN_LIMITS.longest_interval_days
        if not least <= asking.interval_days <= most:
            errors["interval_days"] = f"Enter a whole number from {least} to {most}."
        if asking.asked_by not in PLAN_LIMITS.asked_by:
            errors["asked_by"] = "Say who asks."
        if asking.consent_basis not in PLAN_LIMITS.consent_bases:
            errors["consent_basis"] = "Choose the basis on which it is asked."
    if not why.strip():
        errors["why"] = "Say why the plan is changed."
    return errors
