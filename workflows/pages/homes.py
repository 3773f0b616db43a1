"""The first page after signing in: what is waiting for this person, in each of their roles. Under /.

One list at a time, the others as tabs with their counts. Without a choice the first list in which anything
waits is shown; safety comes first, and an open escalation is said on every one of them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar.di import NamedDependency
from litestar.response import Template

from supervision.escalation_access import why_not_see_board, why_not_see_notice_counts
from supervision.measure_access import why_not_see_measuring
from triage.roles import MENTORS, Role
from workflows.pages.answers import show
from workflows.pages.components import Action, Link, Sentence
from workflows.pages.home_absences import absence_lines, absence_link
from workflows.pages.home_break import break_link
from workflows.pages.home_capacity import Capacity, Ending, capacity_of
from workflows.pages.home_consents import consent_links
from workflows.pages.home_leaving import leaving_links
from workflows.pages.home_lists import has_any, sections_of
from workflows.pages.home_papers import own_papers
from workflows.pages.home_sections import Section
from workflows.pages.home_set_up import SetUp, set_up_of
from workflows.pages.page import Chrome, Form, NavigationItem, mark
from workflows.pages.routes import reads
from workflows.pages.visits import Visit
from workflows.records.presences import own_worries
from workflows.records.test_notices import TestNotice, notices_waiting

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
    leaving: tuple[Action, ...] = ()
    absence: Link | None = None
    covering: tuple[Action, ...] = ()
    papers: tuple[Ending, ...] = ()
    notices: tuple[TestNotice, ...] = ()
    sees_board: bool = False
    sees_counts: bool = False
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
    def leads_to_board(self) -> bool:
        """Beside the list of escalations, and for those who have no such list."""
        has_list = any(one.id == "escalations" for one in self.sections)
        return self.sees_board and (self.current == "escalations" or not has_list)

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
        sections=await sections_of(visit),
        capacity=await capacity_of(visit) if administers else None,
        set_up=await set_up_of(visit) if administers else None,
        asked=visit.query.get("list", ""),
        at=visit.at,
        near_break=await break_link(visit),
        leaving=(*await leaving_links(visit), *await consent_links(visit)),
        staying=await _staying(visit),
        absence=absence_link(visit),
        covering=absence_lines(visit),
        papers=own_papers(visit),
        measures=why_not_see_measuring(actor) is None,
        notices=notices,
        sees_board=why_not_see_board(actor) is None,
        sees_counts=why_not_see_notice_counts(actor) is None,
        form=visit.fresh() if notices else None,
    )
    return show("homes/index.html", page)


async def _staying(visit: Visit) -> tuple[Action, ...]:
    """Back to what a mentor does beside a mentee whom they worried about, until it is ended."""
    person_id = visit.actor.person_id
    if person_id is None or not has_any(visit.actor, *MENTORS):
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


routes: list[Any] = [index]
