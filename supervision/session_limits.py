"""How long, how often and how far ahead may sessions be? Read from the file of the same name."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Final


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """Minutes, hours, days and counts, both ends included; the file names their owner and source."""

    version: int
    owner: str
    source: str
    most_sessions: int
    days_between: tuple[int, ...]
    shortest_planned_minutes: int
    longest_planned_minutes: int
    longest_made_minutes: int
    undo_minutes: int
    longest_ahead_days: int
    most_closed_days: int
    same_session_hours: int
    remind_after_hours: int
    tell_supervisor_after_hours: int


def _read(text: str) -> SessionLimits:
    found = tomllib.loads(text)
    return SessionLimits(**{**found, "days_between": tuple(found["days_between"])})


LIMITS: Final = _read((files("supervision") / "session_limits.toml").read_text(encoding="utf-8"))
