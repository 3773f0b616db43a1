"""Who is leaving, who has left, and who says that somebody does. Under /departures.

What one of them holds is `departure_papers`.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from litestar.di import NamedDependency
from litestar.response import Redirect, Template

from supervision.departure_access import HOLDERS, why_not_keep_departures, why_not_see_leaving_students
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.stayers import who_is_there
from workflows.pages.takeovers import WHAT
from workflows.pages.visits import Visit
from workflows.records.departures import Departure, departures
from workflows.records.people import staff
from workflows.records.refusals import Invalid
from workflows.records.takeovers import Takeover, asked_of
from workflows.verbs.begin_departure import begin_departure


@dataclass(frozen=True, slots=True)
class DeparturesPage:
    """What this reader is asked to take over; for those who lead, who is leaving and who has left."""

    chrome: Chrome
    form: Form
    asked: tuple[Takeover, ...]
    leads: bool
    sees_students: bool
    leaving: tuple[Departure, ...]
    left: tuple[Departure, ...]

    @property
    def what(self) -> dict[str, str]:
        return WHAT


@dataclass(frozen=True, slots=True)
class NewDeparturePage:
    """Who, why, until when, and who covers."""

    chrome: Chrome
    form: Form
    people: tuple[Choice, ...]
    covers: tuple[Choice, ...]


@reads("/departures", action="see_departures")
async def index(visit: NamedDependency[Visit]) -> Template:
    return show("departures/index.html", await _index(visit, visit.fresh()))


async def _index(visit: Visit, form: Form) -> DeparturesPage:
    leads = why_not_keep_departures(visit.actor) is None
    known = await departures(visit.tx) if leads else ()
    asked = await asked_of(visit.tx, visit.actor.person_id) if visit.actor.person_id else ()
    return DeparturesPage(
        chrome=visit.chrome,
        form=form,
        asked=asked,
        leads=leads,
        sees_students=why_not_see_leaving_students(visit.actor) is None,
        leaving=tuple(one for one in known if one.ended_at is None),
        left=tuple(one for one in known if one.ended_at is not None),
    )


async def _new_page(visit: Visit, form: Form) -> NewDeparturePage:
    people = await staff(visit.tx)
    others = [one for one in people if one.person_id != visit.actor.person_id and one.last_day_on is None]
    return NewDeparturePage(
        visit.chrome,
        form,
        tuple(Choice(str(one.person_id), one.name) for one in sorted(others, key=lambda one: one.name)),
        who_is_there(people, HOLDERS, needed_on=visit.at.date()),
    )


@reads("/departures/new", action="see_new_departure")
async def new(visit: NamedDependency[Visit]) -> Template:
    visit.insist(why_not_keep_departures)
    return show("departures/new.html", await _new_page(visit, visit.fresh()))


@acts("/departures", action="begin_departure")
async def create(visit: NamedDependency[Visit]) -> Redirect:
    visit.insist(why_not_keep_departures)
    typed = Reading(visit.form)
    try:
        person_id = typed.uuid("person_id", required=mark("Choose who leaves."))
        why = typed.text("why", required=mark("Say why they leave."))
        last_day_on = typed.date("last_day_on", required=mark("Enter their last day."))
        cover_id = typed.uuid("cover_id", required=None)
        typed.insist()
        departure_id = await _begun(visit, typed, person_id, why, last_day_on, cover_id)
    except Invalid as wrong:
        page = await _new_page(visit, visit.again(wrong.errors))
        raise try_again("departures/new.html", page) from wrong
    notice = mark("It is on record. Below stands everything that they hold.")
    return await sent_to(visit, f"/departures/{departure_id}", notice)


async def _begun(
    visit: Visit,
    typed: Reading,
    person_id: UUID | None,
    why: str,
    last_day_on: date | None,
    cover_id: UUID | None,
) -> UUID:
    if person_id is None or last_day_on is None:
        raise Invalid(typed.errors)
    return await begin_departure(
        visit.tx,
        person_id=person_id,
        why=why,
        last_day_on=last_day_on,
        cover_id=cover_id,
        by=visit.actor,
        at=visit.at,
    )


routes: list[Any] = [index, new, create]
