"""How do the made-up mentees fare, and what do the people around them do? Read from the file of the same name."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from importlib.resources import files
from random import Random
from typing import Any, Final

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Course:
    """How the scores of a mentee go."""

    name: str
    share: float
    entry: Span
    weekly: float
    source: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares, spans of days and minutes (both ends included); the file says what each is and where it comes from."""

    version: int
    owner: str
    source: str
    most_recommendations: int
    of_cases: int
    mentees_for_a_supervisor: int
    referred_within_weeks: int
    form_after: Span
    assigned_after: Span
    planned_first: Span
    planned_second: Span
    sessions_missed: float
    missed_causes: tuple[str, ...]
    every_sessions: int
    forms_missing: float
    forms_missing_again: float
    forms_blank: float
    thoughts_at_entry: float
    thoughts_later: float
    talk_over: float
    cannot_wait: float
    worry_in_break: float
    active_statement: float
    accepted: float
    held: float
    hold_school_days: int
    declined: float
    decided_after: Span
    answered_after: Span
    begun_after: Span
    confirmed_after: Span
    task_after: Span
    acknowledged_after: Span
    assessed_after: Span
    tiers: tuple[str, ...]
    break_school_days: int
    statement_after: Span
    first_session_after: Span
    ended_after: Span
    times: Mapping[str, time]
    courses: tuple[Course, ...]
    noise: Mapping[str, int]

    def course(self, random: Random) -> Course:
        """One of the courses, as often as its share says."""
        return random.choices(self.courses, [one.share for one in self.courses])[0]


def _read(text: str) -> Figures:
    found: dict[str, Any] = tomllib.loads(text)
    courses = tuple(Course(**{**one, "entry": tuple(one["entry"])}) for one in found.pop("courses"))
    plain: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in found.items()
    }
    return Figures(**plain, courses=courses)


FIGURES: Final = _read((files("supervision") / "simulating" / "figures.toml").read_text(encoding="utf-8"))
