"""Reopenings: a closed case is opened again. Under /mentees/{id}/reopening."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from care_steps import codes
from care_steps.moves import Move, why_not
from supervision.access import why_not_see_decisions
from supervision.case_access import why_not_reopen
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.coded_choices import choices_of
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.episodes import Case
from workflows.records.live_ground import why_not_live
from workflows.records.refusals import Invalid, NotAllowed, Refused
from workflows.verbs.reopen_case import reopen_case
from workflows.verbs.see_case import see_case


@dataclass(frozen=True, slots=True)
class NewReopeningPage:
    """Why the case is opened again; `why_not` refuses the form to this reader."""

    chrome: Chrome
    form: Form
    mentee_id: UUID
    mentee_name: str
    why_not: str | None
    reasons: tuple[Choice, ...] = choices_of("reopen_reasons")


async def _seen(visit: Visit, mentee_id: UUID) -> Case:
    """Raises `NotFound` for strangers, `NotAllowed` for mentors, `Refused` for an open case."""
    case = await see_case(visit.tx, by=visit.actor, mentee_id=mentee_id)
    if why := why_not_see_decisions(visit.actor, case.standing):
        raise NotAllowed(why)
    if why := why_not(case.step, Move.REOPEN):
        raise Refused(why)
    return case


async def _page(visit: Visit, case: Case, form: Form) -> NewReopeningPage:
    return NewReopeningPage(
        chrome=replace(visit.chrome, time_zone=case.calendar.time_zone),
        form=form,
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        why_not=why_not_reopen(visit.actor, case.standing) or await why_not_live(visit.tx),
    )


@reads("/mentees/{mentee_id:uuid}/reopening/new", action="see_new_reopening", has_draft=True)
async def new(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Template:
    case = await _seen(visit, mentee_id)
    return show("reopenings/new.html", await _page(visit, case, visit.fresh(seen_version=case.version)))


@acts("/mentees/{mentee_id:uuid}/reopening", action="reopen_case")
async def create(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Redirect:
    case = await _seen(visit, mentee_id)
    typed = Reading(visit.form)
    known = [entry.code for entry in codes.load("reopen_reasons").active]
    try:
        reason = typed.one_of("reason", known, required=mark("Say why the case is reopened."))
        words = typed.text("words", required=mark("Say in your words what has happened."))
        seen_version = typed.seen_version()
        typed.insist()
        await reopen_case(
            visit.tx,
            episode_id=case.id,
            reason=str(reason),
            words=words,
            seen_version=seen_version,
            by=visit.actor,
            at=visit.at,
        )
    except Invalid as wrong:
        raise try_again("reopenings/new.html", await _page(visit, case, visit.again(wrong.errors))) from wrong
    notice = mark("The case is open again. Everything on record is still there.")
    return await sent_to(visit, f"/mentees/{mentee_id}", notice)


routes: list[Any] = [new, create]
