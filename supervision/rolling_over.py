"""What does a new school year change for the students of a school, and may it begin now?

Grades are raised, and nothing else: cases, clocks, steps and baselines stay as they are. Who is in the last grade is
listed as leaving; nobody's case is closed by a calendar.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from triage.school_year import first_day_of, next_grade, rung, school_year_of


@dataclass(frozen=True, slots=True)
class Raise:
    """So many students go from one grade to the next."""

    grade: str
    following: str
    students: int


@dataclass(frozen=True, slots=True)
class RollOver:
    """What would happen. `leaving` counts those of the last grade, `unknown` those whose grade nobody can raise."""

    school_year: str
    last: str | None
    raises: tuple[Raise, ...]
    leaving: int
    unknown: int

    @property
    def raised(self) -> int:
        return sum(one.students for one in self.raises)


def highest(grades: Iterable[str | None]) -> str | None:
    """The highest grade that is on the ladder: the last one of a school."""
    known = [one for one in grades if one is not None and rung(one) is not None]
    return max(known, key=lambda one: rung(one) or 0, default=None)


def roll_over_of(counted: Iterable[tuple[str | None, int]], *, today: date, last: str | None) -> RollOver:
    """`counted`: each grade as it is written, with its students; `last` the last grade of the school."""
    raises, leaving, unknown = [], 0, 0
    for grade, students in sorted(counted, key=_place):
        following = next_grade(grade, last=last) if grade is not None else None
        if grade is not None and following is not None:
            raises.append(Raise(grade, following, students))
        elif grade is not None and rung(grade) is not None:
            leaving += students
        else:
            unknown += students
    return RollOver(school_year_of(today), last, tuple(raises), leaving, unknown)


def why_not_roll_over(
    *, today: date, done_on: date | None, began_on: date, roster_on: date | None
) -> str | None:
    """`began_on`: since when the school is here; `roster_on`: when its last roster came in."""
    year = school_year_of(today)
    if done_on is not None:
        return f"This school went over to {year} already."
    if began_on >= first_day_of(year):
        return f"This school began with Stepwise in {year}: its grades are of this year."
    if roster_on is not None and roster_on >= first_day_of(year):
        return f"A roster of {year} has brought its grades already. Raised again, they would be wrong."
    return None


def _place(counted: tuple[str | None, int]) -> tuple[int, str]:
    grade = counted[0] or ""
    place = rung(grade)
    return (-1 if place is None else place), grade
