"""Which decisions wait for this reader, the how-manieth is this one, and which comes next?"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from supervision.access import sites_with
from triage.roles import Role
from workflows.pages.visits import Visit
from workflows.records.waiting_decisions import WaitingDecision, waiting_decisions
from workflows.records.work import Work


@dataclass(frozen=True, slots=True)
class NextDecision:
    """The next recommendation of the list: where it is answered, and about whom."""

    href: str
    mentee_name: str


@dataclass(frozen=True, slots=True)
class Place:
    """Which of how many this is ("3 of 7"), None when it stands in no list of the reader; and what comes next."""

    number: int | None
    of: int
    following: NextDecision | None


async def place_in_queue(visit: Visit, work: Work) -> Place:
    """Read anew each time, so that what others have answered meanwhile is no longer in it."""
    return place_of(await _waiting(visit), work)


def place_of(waiting: Sequence[WaitingDecision], work: Work) -> Place:
    """After the last one comes the first that was passed over."""
    key = (work.class_, work.due_at, work.id)
    others = [one for one in waiting if one.id != work.id]
    later = [one for one in others if _key(one) > key]
    following = next(iter((*later, *others)), None)
    is_listed = len(others) < len(waiting)
    return Place(
        number=len(others) - len(later) + 1 if is_listed else None,
        of=len(waiting),
        following=_next(following) if following else None,
    )


async def _waiting(visit: Visit) -> tuple[WaitingDecision, ...]:
    """A clinical supervisor's whole sites, and of a direct supervisor what is theirs or of whom they cover for."""
    sites = sites_with(visit.actor, Role.CLINICAL_SUPERVISOR)
    return await waiting_decisions(visit.tx, owner_ids=visit.actor.does_the_work_of, site_ids=sites)


def _key(one: WaitingDecision) -> tuple[str, object, UUID]:
    return one.class_, one.due_at, one.id


def _next(one: WaitingDecision) -> NextDecision:
    return NextDecision(f"/work/{one.id}/decisions/new", one.mentee_name)
