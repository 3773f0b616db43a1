"""The first page after signing in: what is waiting for this person, in each of their roles. Under /."""

from dataclasses import dataclass
from typing import Any, Final

from litestar.di import NamedDependency
from litestar.response import Template

from supervision.access import Actor, sites_with
from triage.roles import MENTORS, OF_A_SITE, Role
from workflows.pages.answers import show
from workflows.pages.components import Sentence
from workflows.pages.home_sections import (
    Empty,
    Section,
    cases_section,
    mentees_section,
    waiting_section,
    work_sections,
)
from workflows.pages.not_ready import not_ready
from workflows.pages.page import Chrome, NavigationItem, mark
from workflows.pages.routes import reads
from workflows.pages.visits import Visit
from workflows.pages.work_rows import ESCALATION, RECOMMENDATION, TASK
from workflows.records.imports import Import, latest_imports
from workflows.records.policies import PolicyVersion, active_policy
from workflows.records.refusals import Refused
from workflows.records.site_states import SiteState, site_states
from workflows.records.worklists import mentee_lines, open_items

_WORKERS: Final = (*OF_A_SITE, Role.DIRECT_SUPERVISOR)
_NO_CASES: Final = Empty(
    mark("No case is open"), mark("Cases stand here from the referral until they are closed.")
)
_NO_MATCHES: Final = Empty(
    mark("You supervise no match yet"),
    mark("When a counselor assigns one of your mentors, the mentee stands here."),
)


@dataclass(frozen=True, slots=True)
class SetUp:
    """What an administrator looks after."""

    sites: tuple[SiteState, ...]
    policy: PolicyVersion | None
    missing: tuple[Sentence, ...]
    imports: tuple[Import, ...]


@dataclass(frozen=True, slots=True)
class HomePage:
    """The sections, the most urgent first; `set_up` for administrators."""

    chrome: Chrome
    sections: tuple[Section, ...]
    set_up: SetUp | None
    may_find: bool

    @property
    def tabs(self) -> tuple[NavigationItem, ...]:
        found = [NavigationItem(one.title, f"#{one.id}", count=one.count) for one in self.sections]
        if self.set_up is not None:
            found.append(NavigationItem(mark("Setting up"), "#set-up"))
        return tuple(found) if len(found) > 1 else ()

    @property
    def is_quiet(self) -> bool:
        """Whether nothing at all is waiting."""
        return not any(one.count for one in self.sections)


@reads("/", action="see_home")
async def index(visit: NamedDependency[Visit]) -> Template:
    actor = visit.actor
    page = HomePage(
        chrome=visit.chrome,
        sections=await _sections(visit),
        set_up=await _set_up(visit) if actor.has(Role.ADMINISTRATOR) else None,
        may_find=_has(actor, *OF_A_SITE),
    )
    return show("homes/index.html", page)


def _has(actor: Actor, *roles: Role) -> bool:
    return any(actor.has(role) for role in roles)


async def _sections(visit: Visit) -> tuple[Section, ...]:
    """Safety before everything, then who waits, then what is to be decided and done, then who is looked after."""
    actor = visit.actor
    work = await _work(visit)
    found = [work.get(ESCALATION)]
    found += [await _of_counselor(visit)] if actor.has(Role.COUNSELOR) else []
    found += [work.get(RECOMMENDATION), work.get(TASK)]
    if _has(actor, *MENTORS):
        found.append(mentees_section(await mentee_lines(visit.tx, mentor_id=actor.person_id)))
    if actor.has(Role.DIRECT_SUPERVISOR):
        lines = await mentee_lines(visit.tx, supervisor_id=actor.person_id)
        found.append(cases_section(lines, mark("My matches"), _NO_MATCHES, "matches"))
    if _has(actor, *OF_A_SITE):
        lines = await mentee_lines(visit.tx, site_ids=sites_with(actor, *OF_A_SITE))
        found.append(cases_section(lines, mark("Open cases"), _NO_CASES))
    return tuple(one for one in found if one is not None)


async def _work(visit: Visit) -> dict[str, Section]:
    """What is open at the sites of a counselor or clinical supervisor, and what this person owns."""
    actor = visit.actor
    if not _has(actor, *_WORKERS):
        return {}
    of_sites = sites_with(actor, *OF_A_SITE)
    items = await open_items(
        visit.tx, owner_id=None if of_sites is None else actor.person_id, site_ids=of_sites
    )
    decides = _has(actor, Role.CLINICAL_SUPERVISOR, Role.DIRECT_SUPERVISOR)
    return work_sections(items, visit.at, decides=decides, of_sites=bool(of_sites) or of_sites is None)


async def _of_counselor(visit: Visit) -> Section:
    lines = await mentee_lines(visit.tx, site_ids=sites_with(visit.actor, Role.COUNSELOR))
    return waiting_section(lines)


async def _set_up(visit: Visit) -> SetUp:
    sites = await site_states(visit.tx)
    try:
        policy = await active_policy(visit.tx)
    except Refused:
        policy = None
    imports = await latest_imports(visit.tx, "roster")
    return SetUp(sites, policy, not_ready(sites, policy), imports[:3])


routes: list[Any] = [index]
