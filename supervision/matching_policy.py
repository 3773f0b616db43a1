"""What counts when mentors are ranked, how many mentees does one take, and with which plan does a form begin?

Read from `matching.toml`, which names its owner and source.
"""

import tomllib
from dataclasses import dataclass
from datetime import time
from importlib.resources import files
from typing import Final


@dataclass(frozen=True, slots=True)
class Weights:
    """Points for each reason; a number of days or of things counted where the name says so."""

    reserved: int
    met_before: int
    strength_named: int
    free_place: int
    most_free_places: int
    comes_soon: int
    soon_days: int
    mentee_before: int
    most_mentees_before: int


@dataclass(frozen=True, slots=True)
class UsualPlan:
    """How sessions are planned where nothing was planned before: wall-clock time, days, sessions, minutes."""

    at: time
    every_days: int
    count: int
    length_minutes: int
    place: str


@dataclass(frozen=True, slots=True)
class MatchingPolicy:
    """The file as it stands."""

    version: int
    owner: str
    source: str
    usual_most_mentees: int
    reservation_school_days: int
    weights: Weights
    plan: UsualPlan


def _read(text: str) -> MatchingPolicy:
    found = tomllib.loads(text)
    return MatchingPolicy(
        version=found["version"],
        owner=found["owner"],
        source=found["source"],
        usual_most_mentees=found["caseload"]["usual_most_mentees"],
        reservation_school_days=found["reservation"]["school_days"],
        weights=Weights(**found["weights"]),
        plan=UsualPlan(**found["plan"]),
    )


MATCHING: Final = _read((files("supervision") / "matching.toml").read_text(encoding="utf-8"))
