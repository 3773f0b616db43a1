"""The waiting list: who waits for what, in which place, since when and until when at the latest. Under /waiting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from litestar.di import NamedDependency
from litestar.response import Template

from care_steps.rules.sections import Waiting
from care_steps.steps import Step
from supervision.access import sites_with
from supervision.intake_access import why_not_see_waiting
from supervision.waiting import WaitsFor
from triage.lanes import Lane
from triage.roles import OF_A_SITE, Role
from workflows.pages.answers import show
from workflows.pages.components import Action, Sentence, Tag
from workflows.pages.deadlines import due_in_words, near, tone_of
from workflows.pages.demand import SiteDemand, demand_by_site
from workflows.pages.page import Chrome, mark
from workflows.pages.places import homeroom_of, place_of
from workflows.pages.routes import reads
from workflows.pages.visits import Visit
from workflows.records.policies import waiting_places
from workflows.records.sites import sites
from workflows.records.waiting_list import WaitingLine, waiting_list

_ROUTINE: Final = "P4"


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One young person with the next thing to do."""

    number: int
    name: str
    href: str
    where: tuple[Sentence, ...]
    within: Sentence
    waits_for: tuple[WaitsFor, ...]
    since: Sentence
    due: Tag
    call: Tag
    owner_name: str
    wants_rating: bool
    action: Action


@dataclass(frozen=True, slots=True)
class LaneRows:
    """One lane, which is never merged with another."""

    lane: Lane
    rows: tuple[WaitingRow, ...]


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """The lanes for who looks after a site; an administrator sees the numbers alone."""

    chrome: Chrome
    lanes: tuple[LaneRows, ...]
    demand: tuple[SiteDemand, ...]
    limits: tuple[tuple[Lane, Sentence], ...]
    sees_names: bool
    at: datetime

    @property
    def waiting(self) -> int:
        return sum(one.waiting for one in self.demand)

    @property
    def late(self) -> int:
        return sum(one.late for one in self.demand)


@reads("/waiting", action="see_waiting")
async def index(visit: NamedDependency[Visit]) -> Template:
    visit.insist(why_not_see_waiting)
    actor, places = visit.actor, await waiting_places(visit.tx)
    of_sites = sites_with(actor, *OF_A_SITE)
    sees_names = of_sites is None or bool(of_sites)
    counted = None if actor.has(Role.ADMINISTRATOR) else of_sites
    lines = await waiting_list(visit.tx, places, site_ids=counted)
    named = [one for one in lines if of_sites is None or one.site_id in of_sites]
    shown = [one for one in await sites(visit.tx) if counted is None or one[0] in counted]
    page = WaitingPage(
        chrome=visit.chrome,
        lanes=_lanes(named, places, visit.at) if sees_names else (),
        demand=demand_by_site(lines, shown, visit.at),
        limits=tuple((Lane(one.lane), _limit(one)) for one in places),
        sees_names=sees_names,
        at=visit.at,
    )
    return show("waiting/index.html", page)


def _lanes(lines: Sequence[WaitingLine], places: Sequence[Waiting], at: datetime) -> tuple[LaneRows, ...]:
    within = {one.class_: _limit(one) for one in reversed(places)}
    rows = [
        (one.place.lane, _row(number, one, within.get(one.place.class_, _limit(places[-1])), at))
        for number, one in enumerate(lines, 1)
    ]
    found = (LaneRows(lane, tuple(row for of, row in rows if of is lane)) for lane in Lane)
    return tuple(one for one in found if one.rows)


def _row(number: int, one: WaitingLine, within: Sentence, at: datetime) -> WaitingRow:
    zone, due_at = one.calendar.time_zone, one.place.due_at
    path = f"/mentees/{one.mentee_id}"
    place = place_of(one.grade, one.site_name)
    call = Tag(due_in_words(one.call_due_at, at, zone), tone_of(one.call_due_at, at, _ROUTINE))
    return WaitingRow(
        number=number,
        name=one.name,
        href=path,
        where=(place, homeroom_of(one.homeroom)) if one.homeroom else (place,),
        within=within,
        waits_for=one.waits_for,
        since=Sentence(mark("waiting since %(when)s"), {"when": near(one.since, zone).values["day"]}),
        due=Tag(due_in_words(due_at, at, zone), tone_of(due_at, at, one.place.class_)),
        call=call,
        owner_name=one.owner_name,
        wants_rating=not one.is_rated and one.step is Step.REFERRED,
        action=_action(one, path),
    )


def _action(one: WaitingLine, path: str) -> Action:
    """What is done next. Everybody who sees the names may do it."""
    first = one.waits_for[0]
    if one.has_left:
        text = mark("Say who goes on with the case of %(name)s")
        return Action(Sentence(text, {"name": one.name}), f"/leaving-students/{one.episode_id}")
    if first in (WaitsFor.ANSWER, WaitsFor.PLACE):
        return Action(
            Sentence(mark("Open the offer to %(name)s"), {"name": one.name}), f"/offers/{one.offer_id}"
        )
    if first is WaitsFor.FIRST_SESSION:
        return Action(Sentence(mark("Open the case of %(name)s"), {"name": one.name}), path)
    return Action(Sentence(mark("Assign a mentor to %(name)s"), {"name": one.name}), f"{path}/matches/new")


_UNITS: Final = {
    "now": mark("at once"),
    "same_day": mark("the same day"),
    "hours": mark("within %(amount)s hours"),
    "days": mark("within %(amount)s days"),
    "school_days": mark("within %(amount)s school days"),
}


def _limit(one: Waiting) -> Sentence:
    return Sentence(_UNITS[one.limit.unit], {"amount": one.limit.amount})


routes: list[Any] = [index]
