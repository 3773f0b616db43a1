"""How much help is wanted and not there, school by school, and what stands in the way?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from care_steps import codes
from triage.priority import priority
from workflows.pages.components import Sentence
from workflows.pages.page import mark
from workflows.records.waiting_list import WaitingLine

_DAY = timedelta(days=1)
_GROUPS = {
    "attitudinal": mark("What people think of help"),
    "structural": mark("What makes help hard to reach"),
}


@dataclass(frozen=True, slots=True)
class SiteDemand:
    """One school: how many wait, how many too long, and since when whoever waits longest."""

    name: str
    waiting: int
    urgent: int
    late: int
    longest_days: int | None


@dataclass(frozen=True, slots=True)
class BarrierGroup:
    """The barriers of one kind, each with how many young people have it; small numbers are not shown."""

    name: str
    lines: tuple[tuple[str, Sentence], ...]


def demand_by_site(
    lines: Sequence[WaitingLine], sites: Sequence[tuple[UUID, str]], at: datetime
) -> tuple[SiteDemand, ...]:
    """Every school that was asked about, also those where nobody waits."""
    return tuple(_site(name, [one for one in lines if one.site_id == site_id], at) for site_id, name in sites)


def _site(name: str, lines: Sequence[WaitingLine], at: datetime) -> SiteDemand:
    return SiteDemand(
        name,
        len(lines),
        sum(one.place.lane.is_urgent for one in lines),
        sum(one.place.due_at < at for one in lines),
        max(((at - one.since) // _DAY for one in lines), default=None),
    )


def barrier_groups(counted: Mapping[str, int]) -> tuple[BarrierGroup, ...]:
    """By kind, the most frequent first. What fewer young people have than may be shown stands last, without its number."""
    coded = codes.load("barriers")
    known = [(one, counted[one]) for one in counted if coded.find(one)]
    known.sort(key=lambda found: (-max(found[1], priority().smallest_shown - 1), coded.plain(found[0])))
    groups = []
    for group, name in _GROUPS.items():
        lines = tuple(
            (coded.plain(code), _counted(number))
            for code, number in known
            if getattr(coded.find(code), "group", "") == group
        )
        groups += [BarrierGroup(name, lines)] if lines else []
    return tuple(groups)


def _counted(number: int) -> Sentence:
    least = priority().smallest_shown
    if number < least:
        return Sentence(mark("fewer than %(number)s"), {"number": least})
    return Sentence("%(number)s", {"number": number})
