"""The first page after signing in: what is waiting for this person, in each of their roles. Under /.

One list at a time, the others as tabs with their counts. Without a choice the first list in which anything
waits is shown; safety comes first, and an open escalation is said on every one of them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from litestar.di import NamedDependency
from litestar.response import Template

from supervision.access import Actor, sites_with
from supervision.measure_access import why_not_see_measuring
from triage.roles import MENTORS, OF_A_SITE, Role
from workflows.pages.answers import show
from workflows.pages.components import Action, Link, Sentence
from workflows.pages.home_break import break_link
from workflows.pages.home_capacity import Capacity, capacity_of
from workflows.pages.home_cases import cases_section, offers_section, referrals_section, waiting_section
from workflows.pages.home_mentors import mentees_section, unlogged_section
from workflows.pages.home_reviews import review_sections
from workflows.pages.home_sections import Empty, Section, work_sections
from workflows.pages.home_set_up import SetUp, set_up_of
from workflows.pages.home_supervisors import supervisors_section
from workflows.pages.page import Chrome, Form, NavigationItem, mark
from workflows.pages.referral_lines import referrals_to_do
from workflows.pages.routes import reads
from workflows.pages.visits import Visit
from workflows.pages.work_rows import ESCALATION, RECOMMENDATION, TASK
from workflows.records.mentee_lines import mentee_lines
from workflows.records.presences import own_worries
from workflows.records.referrals_in import referrals_by
from workflows.records.supervisor_lines import supervisor_lines
from workflows.records.test_notices import TestNotice, notices_waiting
from workflows.records.unlogged_sessions import unlogged_sessions
from workflows.records.worklists import open_items

_WORKERS: Final = (*OF_A_SITE, Role.DIRECT_SUPERVISOR)
_NO_CASES: Final = Empty(
    mark("No case is open"), mark("Cases stand here from the referral until they are closed.")
)
_NO_MATCHES: Final = Empty(
    mark("You supervise no match yet"),
    mark("When a counselor assigns one of your mentors, the mentee stands here."),
)
CAPACITY, SET_UP = "capacity", "set-up"


@dataclass(frozen=True, slots=True)
class HomePage:
    """The lists of this person, the most urgent first, and which of them is shown.

    `notices`: test notices that reached this person and wait for a word; the only forms of this page.
    """

    chrome: Chrome
    sections: tuple[Section, ...]
    capacity: Capacity | None
    set_up: SetUp | None
    asked: str
    at: datetime
    near_break: Link | None = None
    measures: bool = False
    staying: tuple[Action, ...] = ()
    notices: tuple[TestNotice, ...] = ()
    form: Form | None = None

    @property
    def current(self) -> str:
        """The list that was asked for; else the first in which anything waits; else what is not set up; else the first."""
        known = [one.href.removeprefix("/?list=") for one in self._links]
        waiting = [one.id for one in self.sections if one.count]
        waiting += [SET_UP] if self.set_up is not None and self.set_up.missing else []
        return self.asked if self.asked in known else next(iter((*waiting, *known)), "")

    @property
    def section(self) -> Section | None:
        return next((one for one in self.sections if one.id == self.current), None)

    @property
    def tabs(self) -> tuple[NavigationItem, ...]:
        links = self._links
        shown = f"/?list={self.current}"
        found = [NavigationItem(one.text, one.href, one.href == shown, one.count) for one in links]
        # A page of its own: to count what is due would read every case for every look at this one.
        elsewhere = [NavigationItem(mark("To measure this week"), "/measuring")] if self.measures else []
        return (*found, *elsewhere) if len(links) > 1 else ()

    @property
    def _links(self) -> list[NavigationItem]:
        found = [NavigationItem(one.title, f"/?list={one.id}", count=one.count) for one in self.sections]
        if self.capacity is not None:
            found.append(NavigationItem(mark("Capacity"), f"/?list={CAPACITY}"))
        if self.set_up is not None:
            found.append(NavigationItem(mark("Setting up"), f"/?list={SET_UP}"))
        return found

    @property
    def has_escalations(self) -> bool:
        return any(one.count for one in self.sections if one.id == "escalations")

    @property
    def alarms(self) -> int:
        """How many escalations are open beside the list that is shown."""
        return sum(one.count for one in self.sections if one.id == "escalations" and one.id != self.current)

    @property
    def is_quiet(self) -> bool:
        """Whether nothing at all is waiting."""
        return not any(one.count for one in self.sections)


@reads("/", action="see_home")
async def index(visit: NamedDependency[Visit]) -> Template:
    actor = visit.actor
    notices = await _notices(visit)
    administers = actor.has(Role.ADMINISTRATOR)
    page = HomePage(
        chrome=visit.chrome,
        sections=await _sections(visit),
        capacity=await capacity_of(visit) if administers else None,
        set_up=await set_up_of(visit) if administers else None,
        asked=visit.query.get("list", ""),
        at=visit.at,
        near_break=await break_link(visit),
        staying=await _staying(visit),
        measures=why_not_see_measuring(actor) is None,
        notices=notices,
        form=visit.fresh() if notices else None,
    )
    return show("homes/index.html", page)


async def _staying(visit: Visit) -> tuple[Action, ...]:
    """Back to what a mentor does beside a mentee whom they worried about, until it is ended."""
    person_id = visit.actor.person_id
    if person_id is None or not _has(visit.actor, *MENTORS):
        return ()
    text = mark("Your worry about %(name)s is open: what to do, whom to call, and who is with %(name)s")
    worries = await own_worries(visit.tx, person_id)
    return tuple(
        Action(Sentence(text, {"name": one.mentee_called}), f"/concerns/{one.id}") for one in worries
    )


async def _notices(visit: Visit) -> tuple[TestNotice, ...]:
    """Only clinical supervisors are on call."""
    person_id = visit.actor.person_id
    if person_id is None or not visit.actor.has(Role.CLINICAL_SUPERVISOR):
        return ()
    return await notices_waiting(visit.tx, person_id)


def _has(actor: Actor, *roles: Role) -> bool:
    return any(actor.has(role) for role in roles)


async def _sections(visit: Visit) -> tuple[Section, ...]:
    """Safety before everything, then who waits, then what is to be decided and done, then who is looked after."""
    actor, work = visit.actor, await _work(visit)
    of_sites = await _of_sites(visit) if _has(actor, *OF_A_SITE) else {}
    found = [work.get(ESCALATION)]
    found += [of_sites.get("waiting")] if actor.has(Role.COUNSELOR) else []
    found += [work.get(RECOMMENDATION), work.get(TASK), of_sites.get("offers"), await referrals_to_do(visit)]
    mine = (
        await mentee_lines(visit.tx, supervisor_id=actor.person_id)
        if actor.has(Role.DIRECT_SUPERVISOR)
        else ()
    )
    if _has(actor, Role.DIRECT_SUPERVISOR, Role.CLINICAL_SUPERVISOR):
        found += await review_sections(visit, [one.episode_id for one in mine])
    if _has(actor, *MENTORS):
        lines = await mentee_lines(visit.tx, mentor_id=actor.person_id)
        found.append(mentees_section(lines, await unlogged_sessions(visit.tx, mentor_id=actor.person_id)))
    if actor.has(Role.DIRECT_SUPERVISOR):
        found.append(unlogged_section(await unlogged_sessions(visit.tx, supervisor_id=actor.person_id)))
        found.append(cases_section(mine, mark("My matches"), _NO_MATCHES, "matches"))
    if actor.has(Role.TEACHER) and actor.person_id is not None:
        found.append(referrals_section(await referrals_by(visit.tx, actor.person_id)))
    found.append(of_sites.get("cases"))
    if actor.has(Role.CLINICAL_SUPERVISOR):
        found.append(supervisors_section(await supervisor_lines(visit.tx, actor.person_id)))
    return tuple(one for one in found if one is not None)


async def _work(visit: Visit) -> dict[str, Section]:
    """What is open at the sites of a counselor or clinical supervisor, what this person owns, and the escalations
    of those whom this person supervises directly."""
    actor = visit.actor
    if not _has(actor, *_WORKERS):
        return {}
    of_sites = sites_with(actor, *OF_A_SITE)
    own = None if of_sites is None else actor.person_id
    items = await open_items(
        visit.tx,
        owner_id=own,
        supervisor_id=own if actor.has(Role.DIRECT_SUPERVISOR) else None,
        site_ids=of_sites,
    )
    decides = _has(actor, Role.CLINICAL_SUPERVISOR, Role.DIRECT_SUPERVISOR)
    return work_sections(items, visit.at, decides=decides, of_sites=bool(of_sites) or of_sites is None)


async def _of_sites(visit: Visit) -> dict[str, Section]:
    """The open cases of the sites of this person, read once for three lists."""
    lines = await mentee_lines(visit.tx, site_ids=sites_with(visit.actor, *OF_A_SITE))
    found = (
        waiting_section(lines),
        offers_section(lines),
        cases_section(lines, mark("Open cases"), _NO_CASES),
    )
    return {one.id: one for one in found}


routes: list[Any] = [index]
