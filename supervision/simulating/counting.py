"""How much work did the year make: week by week, for each supervisor, by rule?"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from care_steps.moves import Move
from supervision.simulating.firings import Fired
from supervision.simulating.year import ONE_DAY, SimulatedYear
from supervision.simulating.years import SimulatedMentee

_WEEK = timedelta(weeks=1).days
KINDS = ("recommendation", "escalation", "task")


@dataclass(frozen=True, slots=True)
class Week:
    """One week: the work that was opened in it, by kind and by rule, and whether there was school."""

    first_on: date
    has_school: bool
    opened: Mapping[str, int]
    by_rule: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class YearCounted:
    """The whole year. Medians are of the weeks with school."""

    mentees: int
    supervisors: int
    weeks: tuple[Week, ...]
    median_a_week: float
    most_a_week: int
    median_a_supervisor: float
    moves: Mapping[str, int]
    acts: int

    def of_kind(self, kind: str) -> int:
        return sum(week.opened[kind] for week in self.weeks)


def counted(
    mentees: Sequence[SimulatedMentee], year: SimulatedYear, *, mentees_for_a_supervisor: int
) -> YearCounted:
    """What was opened counts, not what joined it: a person answers it once."""
    opened = [one for mentee in mentees for one in mentee.fired if one.opened]
    supervisors = -(-len(mentees) // mentees_for_a_supervisor)
    weeks = tuple(_week(first, opened, year) for first in year.weeks())
    at_school = [week for week in weeks if week.has_school]
    a_week = [week.opened["recommendation"] for week in at_school]
    return YearCounted(
        mentees=len(mentees),
        supervisors=supervisors,
        weeks=weeks,
        median_a_week=median(a_week),
        most_a_week=max(a_week),
        median_a_supervisor=median(_by_supervisor(opened, at_school, year, supervisors)),
        moves={move.value: count for move, count in _moves(mentees).items()},
        acts=sum(one.acts for one in mentees),
    )


def too_much(found: YearCounted, *, limit: int) -> str | None:
    """The sentence for the policy owner when there is more to decide in a usual week than one can."""
    if found.median_a_week <= limit:
        return None
    return (
        f"In half of the weeks there are more than {limit} recommendations for {found.mentees} cases "
        f"(median {found.median_a_week:g}). The policy owner should look at what fires most."
    )


def _week(first: date, opened: Iterable[Fired], year: SimulatedYear) -> Week:
    last = first + timedelta(weeks=1) - ONE_DAY
    mine = [one for one in opened if first <= year.calendar.local_day(one.at) <= last]
    kinds = Counter(one.work for one in mine)
    return Week(
        first_on=first,
        has_school=any(year.calendar.is_school_day(first + ahead * ONE_DAY) for ahead in range(_WEEK)),
        opened={kind: kinds[kind] for kind in KINDS},
        by_rule=dict(sorted(Counter(one.rule_id for one in mine).items())),
    )


def _by_supervisor(
    opened: Iterable[Fired], weeks: Sequence[Week], year: SimulatedYear, supervisors: int
) -> list[int]:
    asked = [one for one in opened if one.work == "recommendation"]
    found = Counter((_monday(one, year), one.number % supervisors) for one in asked)
    return [found[week.first_on, number] for week in weeks for number in range(supervisors)]


def _monday(one: Fired, year: SimulatedYear) -> date:
    day = year.calendar.local_day(one.at)
    return day - timedelta(days=day.weekday())


def _moves(mentees: Iterable[SimulatedMentee]) -> Counter[Move]:
    return Counter(move for one in mentees for _, move in one.moves)
