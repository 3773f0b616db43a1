"""Where young people are referred to: free places, days of waiting, and what stands in the way. Under /destinations."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from care_steps.steps import CARE_STEPS, Step
from supervision.access import sites_with
from supervision.intake_access import why_not_keep_destinations, why_not_see_destinations, why_not_see_waiting
from triage.roles import OF_A_SITE, Role
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.components import Fact
from workflows.pages.demand import BarrierGroup, SiteDemand, barrier_groups, demand_by_site
from workflows.pages.destination_facts import provider_facts
from workflows.pages.destination_rows import DestinationRow, destination_row
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.assessments import barrier_counts
from workflows.records.destinations import Destination, destinations, load_destination
from workflows.records.policies import waiting_places
from workflows.records.refusals import Invalid, NotFound
from workflows.records.sites import sites
from workflows.records.waiting_list import waiting_list
from workflows.verbs.name_destination import name_destination
from workflows.verbs.set_capacity import set_capacity

EVERY_SCHOOL: Final = "all"
_MOST: Final = 100_000
_STEPS: Final = tuple(Choice(step.value, step.plain) for step in CARE_STEPS)


@dataclass(frozen=True, slots=True)
class DestinationsPage:
    """What is wanted and what is there. `schools` are those for which this reader may name a destination."""

    chrome: Chrome
    form: Form
    rows: tuple[DestinationRow, ...]
    demand: tuple[SiteDemand, ...]
    barriers: tuple[BarrierGroup, ...]
    schools: tuple[Choice, ...]
    sees_waiting: bool
    steps: tuple[Choice, ...] = _STEPS


@dataclass(frozen=True, slots=True)
class DestinationPage:
    """The form for what one destination said."""

    chrome: Chrome
    form: Form
    row: DestinationRow
    facts: tuple[Fact, ...]


def _own(visit: Visit) -> Sequence[UUID] | None:
    """The schools that this reader counts: an administrator all of them."""
    visit.insist(why_not_see_destinations)
    return (
        None
        if visit.actor.has(Role.ADMINISTRATOR)
        else sites_with(visit.actor, *OF_A_SITE, Role.DIRECT_SUPERVISOR)
    )


async def _page(visit: Visit, form: Form) -> DestinationsPage:
    own = _own(visit)
    shown = [one for one in await sites(visit.tx) if own is None or one[0] in own]
    lines = await waiting_list(visit.tx, await waiting_places(visit.tx), site_ids=own)
    return DestinationsPage(
        chrome=visit.chrome,
        form=form,
        rows=tuple(destination_row(visit, one) for one in await destinations(visit.tx, site_ids=own)),
        demand=demand_by_site(lines, shown, visit.at),
        barriers=barrier_groups(await barrier_counts(visit.tx, site_ids=own)),
        schools=_schools(visit, shown),
        sees_waiting=why_not_see_waiting(visit.actor) is None,
    )


def _schools(visit: Visit, shown: Sequence[tuple[UUID, str]]) -> tuple[Choice, ...]:
    actor = visit.actor
    own = [
        Choice(str(site_id), name)
        for site_id, name in shown
        if why_not_keep_destinations(actor, site_id) is None
    ]
    every = [Choice(EVERY_SCHOOL, mark("Every school"))] if own else []
    return (*own, *every)


@reads("/destinations", action="see_destinations")
async def index(visit: NamedDependency[Visit]) -> Template:
    return show("destinations/index.html", await _page(visit, visit.fresh()))


@acts("/destinations", action="name_destination")
async def create(visit: NamedDependency[Visit]) -> Redirect:
    visit.insist(why_not_see_destinations)
    typed = Reading(visit.form)
    try:
        name = typed.line("name", required=mark("Say what it is called."))
        school = typed.line("site_id")
        site_id = None if school == EVERY_SCHOOL else typed.uuid("site_id", required=mark("Choose a school."))
        step = typed.one_of(
            "for_step", [one.value for one in _STEPS], required=mark("Choose a step of care.")
        )
        typed.insist()
        destination_id = await name_destination(
            visit.tx, name=name, site_id=site_id, for_step=Step(str(step)), by=visit.actor, at=visit.at
        )
    except Invalid as wrong:
        raise try_again("destinations/index.html", await _page(visit, visit.again(wrong.errors))) from wrong
    return await sent_to(visit, f"/destinations/{destination_id}", mark("It is on the list."))


async def _shown(visit: Visit, found: Destination, form: Form) -> DestinationPage:
    return DestinationPage(
        visit.chrome, form, destination_row(visit, found), await provider_facts(visit.tx, found.id)
    )


async def seen_destination(visit: Visit, destination_id: UUID) -> Destination:
    """Raises `NotFound` for one of a school that this reader has nothing to do with."""
    own, found = _own(visit), await load_destination(visit.tx, destination_id)
    if own is not None and found.site_id is not None and found.site_id not in own:
        raise NotFound
    return found


@reads("/destinations/{destination_id:uuid}", action="see_destination")
async def show_one(visit: NamedDependency[Visit], destination_id: FromPath[UUID]) -> Template:
    found, today = await seen_destination(visit, destination_id), visit.at.date()
    parts = {"month": today.month, "day": today.day, "year": today.year}
    form = visit.fresh({f"asked_on_{part}": str(number) for part, number in parts.items()})
    return show("destinations/show.html", await _shown(visit, found, form))


@acts("/destinations/{destination_id:uuid}/capacities", action="set_capacity")
async def tell(visit: NamedDependency[Visit], destination_id: FromPath[UUID]) -> Redirect:
    found = await seen_destination(visit, destination_id)
    typed = Reading(visit.form)
    try:
        places = typed.integer(
            "places", least=0, most=_MOST, required=mark("Enter how many places are free, or 0.")
        )
        wait_days = typed.integer("wait_days", least=0, most=_MOST, required=None)
        asked_on = typed.date("asked_on", required=mark("Say when they were asked."))
        typed.insist()
        assert places is not None
        assert asked_on is not None
        await set_capacity(
            visit.tx,
            destination_id=found.id,
            places=places,
            wait_days=wait_days,
            asked_on=asked_on,
            by=visit.actor,
            at=visit.at,
        )
    except Invalid as wrong:
        page = await _shown(visit, found, visit.again(wrong.errors))
        raise try_again("destinations/show.html", page) from wrong
    return await sent_to(visit, "/destinations", mark("It is written down."))


routes: list[Any] = [index, create, show_one, tell]
