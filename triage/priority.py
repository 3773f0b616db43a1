"""In which order do people wait, and by when is each place in the line due?

Emergency before urgent before routine; within a class whoever is due first. A reason that comes later or weighs
more can only make somebody's time shorter: of all reasons the strongest class and the earliest time hold.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from triage.calendar import SchoolCalendar
from triage.due_days import next_school_day
from triage.lanes import Lane


class Amount(Protocol):
    """So much time, as `SchoolCalendar.due_at` counts it."""

    @property
    def amount(self) -> int: ...
    @property
    def unit(self) -> str: ...


class PlaceInLine(Protocol):
    """One class of a waiting list, as a policy names it."""

    @property
    def lane(self) -> str: ...
    @property
    def class_(self) -> str: ...
    @property
    def limit(self) -> Amount: ...


@dataclass(frozen=True, slots=True)
class Priority:
    """The file as it stands."""

    version: int
    owner: str
    source: str
    referred: Mapping[str, str]
    left: str
    lanes: Mapping[str, str]
    welfare_call_days: int
    stale_after_days: int
    smallest_shown: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody stands in a class, and since when."""

    class_: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody stands: the strongest class, its lane, and the earliest time of all reasons."""

    class_: str
    lane: Lane
    due_at: datetime


@cache
def priority() -> Priority:
    """The file that is shipped."""
    found = tomllib.loads((files("triage") / "priority.toml").read_text(encoding="utf-8"))
    return Priority(
        version=found["version"],
        owner=found["owner"],
        source=found["source"],
        referred=found["referred"],
        left=found["left"]["class"],
        lanes=found["lanes"],
        welfare_call_days=found["welfare_call"]["every_days"],
        stale_after_days=found["capacity"]["stale_after_days"],
        smallest_shown=found["counts"]["smallest_shown"],
    )


def reasons_of(
    *,
    waits_since: datetime,
    how_soon: str | None,
    rated: tuple[Lane, datetime] | None,
    escalations: Iterable[tuple[str, datetime]] = (),
    left_at: datetime | None = None,
) -> tuple[Reason, ...]:
    """Every reason for a place: what was said with the referral until needs are rated, the lane of the newest
    rating, each open escalation with its class, and since when somebody in care has had no mentor (`left_at`)."""
    found = [Reason(class_, since) for class_, since in escalations]
    if left_at is not None:
        found.append(Reason(priority().left, left_at))
    routine = priority().lanes[Lane.ROUTINE]
    found.append(Reason(routine, waits_since))
    if rated is not None:
        lane, at = rated
        found.append(Reason(priority().lanes[lane], max(at, waits_since)))
    else:
        found.append(Reason(priority().referred.get(how_soon or "", routine), waits_since))
    return tuple(found)


def place_of(reasons: Sequence[Reason], places: Sequence[PlaceInLine], calendar: SchoolCalendar) -> Place:
    """The place that these reasons lead to. A class that the policy does not name has the last place's limit."""
    ranks = {one.class_: rank for rank, one in enumerate(places)}
    strongest = min(reasons, key=lambda one: ranks.get(one.class_, len(places)))
    return Place(
        strongest.class_,
        Lane(_named(strongest.class_, places).lane),
        min(_due(one, places, calendar) for one in reasons),
    )


def _named(class_: str, places: Sequence[PlaceInLine]) -> PlaceInLine:
    return next((one for one in places if one.class_ == class_), places[-1])


def _due(reason: Reason, places: Sequence[PlaceInLine], calendar: SchoolCalendar) -> datetime:
    limit = _named(reason.class_, places).limit
    return calendar.due_at(reason.since, amount=limit.amount, unit=limit.unit)


Waits = TypeVar("Waits", bound="InLine")


class InLine(Protocol):
    """Somebody who waits."""

    @property
    def place(self) -> Place: ...
    @property
    def since(self) -> datetime: ...
    @property
    def name(self) -> str: ...
    @property
    def lost_mentor(self) -> bool:
        """Whether they were in care and have no mentor any more."""
        ...


def in_order(waiting: Iterable[Waits], places: Sequence[PlaceInLine], *, at: datetime) -> tuple[Waits, ...]:
    """Lane first, so that what is late and routine passes nothing urgent; of what is routine whoever has lost a mentor
    before whoever is new; then whoever is overdue, then the class, then who is due first, then who waits longest."""
    lanes, ranks = list(Lane), {one.class_: rank for rank, one in enumerate(places)}

    def order(one: Waits) -> tuple[int, bool, bool, int, datetime, datetime, str]:
        place = one.place
        is_new = not (one.lost_mentor and place.lane is Lane.ROUTINE)
        rank = ranks.get(place.class_, len(places))
        return (lanes.index(place.lane), is_new, place.due_at >= at, rank, place.due_at, one.since, one.name)

    return tuple(sorted(waiting, key=order))


def welfare_call_due(calendar: SchoolCalendar, *, since: datetime, told_at: datetime | None) -> datetime:
    """By when somebody who waits is called next: a month after it began, or after they were last told something.

    Where the school is closed on that day, at the same time on its next day.
    """
    last = max(since, told_at) if told_at else since
    due_at = last + timedelta(days=priority().welfare_call_days)
    day = calendar.local_day(due_at)
    called_on = next_school_day(calendar, day)
    if called_on == day:
        return due_at
    return calendar.wall_time(called_on, due_at.astimezone(ZoneInfo(calendar.time_zone)).time())
