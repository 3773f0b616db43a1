"""Whom does a mentee reach while the school is closed? Under /mentees/{mentee_id}/break-contacts."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from supervision.access import why_not_set_break_contact
from triage.school_year import Break, coming_break
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.break_contacts import BreakContact, contact_of, offered_at
from workflows.records.episodes import Case
from workflows.records.policies import pause_from
from workflows.records.refusals import Invalid, NotAllowed, Refused
from workflows.records.versions import version_of
from workflows.verbs.see_case import see_case
from workflows.verbs.set_break_contact import set_break_contact


@dataclass(frozen=True, slots=True)
class BreakContactPage:
    """Who is named so far, and who could be."""

    chrome: Chrome
    form: Form
    mentee_id: UUID
    mentee_name: str
    near: Break
    named: BreakContact | None
    offered: tuple[Choice, ...]


async def _case(visit: Visit, mentee_id: UUID) -> Case:
    case = await see_case(visit.tx, mentee_id=mentee_id, by=visit.actor)
    if why := why_not_set_break_contact(visit.actor, case.standing):
        raise NotAllowed(why)
    return case


async def _page(visit: Visit, case: Case, form: Form | None = None) -> BreakContactPage:
    today = case.calendar.local_day(visit.at)
    close = coming_break(case.calendar, today, pause_from=await pause_from(visit.tx))
    if close is None:
        raise Refused("No break is near at this school.")
    named = await contact_of(visit.tx, case.id, first_on=close.first_on, last_on=close.last_on)
    offered = await offered_at(visit.tx, case.site_id)
    return BreakContactPage(
        chrome=visit.chrome,
        form=form or visit.fresh(seen_version=version_of(named)),
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        near=close,
        named=named,
        offered=tuple(
            Choice(str(one.person_id), f"{one.name} ({one.phone})" if one.phone else one.name)
            for one in offered
        ),
    )


@reads("/mentees/{mentee_id:uuid}/break-contacts/new", action="see_new_break_contact", has_draft=True)
async def new(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Template:
    return show("break_contacts/new.html", await _page(visit, await _case(visit, mentee_id)))


@acts("/mentees/{mentee_id:uuid}/break-contacts", action="set_break_contact")
async def create(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Redirect:
    case = await _case(visit, mentee_id)
    typed = Reading(visit.form)
    try:
        person_id = typed.uuid("person_id", required=mark("Choose who is there for them."))
        phone = typed.line(
            "phone", required=mark("Give a telephone number that is answered during the break.")
        )
        words, seen_version = typed.text("words"), typed.seen_version()
        typed.insist()
        assert person_id is not None
        await set_break_contact(
            visit.tx,
            episode_id=case.id,
            person_id=person_id,
            phone=phone,
            words=words,
            by=visit.actor,
            at=visit.at,
            seen_version=seen_version,
        )
    except Invalid as wrong:
        page = await _page(visit, case, visit.again(wrong.errors))
        raise try_again("break_contacts/new.html", page) from wrong
    return await sent_to(visit, "/school-year/before-break", mark("Somebody is there during the break."))


routes: list[Any] = [new, create]
