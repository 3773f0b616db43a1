"""Does a roster take so many away that a person must say so twice?"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from workflows.records.roster_changes import Changes

PLAIN: Final[Mapping[str, tuple[str, str]]] = {
    "student": ("student", "students"),
    "guardian": ("guardian", "guardians"),
    "staff": ("member of staff", "members of staff"),
    "user": ("person", "people"),
    "org": ("organization", "organizations"),
    "session": ("term", "terms"),
    "course": ("course", "courses"),
    "class": ("class", "classes"),
    "enrollment": ("enrollment", "enrollments"),
}
"""The kinds of a roster's records in words, one and many."""


@dataclass(frozen=True, slots=True)
class RosterLimits:
    """Percent of a site's students, students in all, school days, and rows for which somebody waits."""

    leaving_percent: float
    leaving_students: int
    leaver_task_school_days: int
    rows_at_once: int


def load_limits(text: str | None = None) -> RosterLimits:
    """The limits, from their file or from a text of the same form."""
    found: dict[str, Any] = tomllib.loads(
        text or Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
    )
    return RosterLimits(**{name: found[name] for name in RosterLimits.__dataclass_fields__})


LIMITS: Final = load_limits()


def brake(changes: Changes, limits: RosterLimits = LIMITS) -> tuple[str, ...]:
    """Why a second confirmation is needed; empty when it is not."""
    found = []
    for one in changes.leaving:
        if one.leaving * 100 > one.active * limits.leaving_percent:
            found.append(f"{one.leaving} of {one.active} students of {one.site_name} would leave.")
    leaving = sum(one.leaving for one in changes.leaving)
    if leaving > limits.leaving_students:
        found.append(f"{leaving} students would leave.")
    if with_case := sum(one.with_case for one in changes.leaving):
        found.append(
            f"{with_case} of the leaving students {'has' if with_case == 1 else 'have'} an open case."
        )
    for kind, before in changes.were_active.items():
        here = changes.counts.get(kind, {})
        after = sum(
            here.get(what, 0) for what in ("new", "changed", "returned", "unchanged", "error", "elsewhere")
        )
        if before and not after:
            found.append(_nobody_left(*PLAIN[kind], before))
    return tuple(found)


def _nobody_left(one: str, many: str, before: int) -> str:
    if before == 1:
        return f"The only {one} would be gone."
    return f"All {before} {many} would be gone."
