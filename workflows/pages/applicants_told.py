"""What mentee and guardian were told before a match is written down, and told again. Under /mentees/{id}/told."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from supervision.intake_access import why_not_tell_applicant
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.components import Sentence
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.telling_form import FIT, HOW, USUAL, WHO, read_told, told_said
from workflows.pages.visits import Visit
from workflows.records.applicants_told import told_records
from workflows.records.episodes import Case
from workflows.records.refusals import Invalid, NotAllowed, Refused
from workflows.verbs.see_case import see_case
from workflows.verbs.tell_applicant import tell_applicant


@dataclass(frozen=True, slots=True)
class NewToldPage:
    """The form, and every earlier time, the newest first."""

    chrome: Chrome
    form: Form
    mentee_id: UUID
    mentee_name: str
    earlier: tuple[tuple[datetime, tuple[Sentence, ...]], ...]
    who: tuple[Choice, ...] = WHO
    how: tuple[Choice, ...] = HOW
    fit: tuple[Choice, ...] = FIT


async def _case(visit: Visit, mentee_id: UUID) -> Case:
    """Raises `NotFound` for strangers, and `NotAllowed` or `Refused` where nothing can be written down."""
    case = await see_case(visit.tx, mentee_id=mentee_id, by=visit.actor, object_kind="applicants_told")
    if why := why_not_tell_applicant(visit.actor, case.standing):
        raise NotAllowed(why)
    if not case.step.is_open:
        raise Refused(mark("This case is closed."))
    return case


async def _page(visit: Visit, case: Case, form: Form) -> NewToldPage:
    records = await told_records(visit.tx, case.id)
    return NewToldPage(
        chrome=replace(visit.chrome, time_zone=case.calendar.time_zone),
        form=form,
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        earlier=tuple((one.happened_at, told_said(one)) for one in records),
    )


@reads("/mentees/{mentee_id:uuid}/told/new", action="see_new_told", has_draft=True)
async def new(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Template:
    case = await _case(visit, mentee_id)
    return show("applicants_told/new.html", await _page(visit, case, visit.fresh(USUAL)))


@acts("/mentees/{mentee_id:uuid}/told", action="tell_applicant")
async def create(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Redirect:
    case = await _case(visit, mentee_id)
    typed = Reading(visit.form)
    try:
        told = read_told(typed)
        typed.insist()
        await tell_applicant(visit.tx, episode_id=case.id, told=told, by=visit.actor, at=visit.at)
    except Invalid as wrong:
        raise try_again(
            "applicants_told/new.html", await _page(visit, case, visit.again(wrong.errors))
        ) from wrong
    return await sent_to(visit, f"/mentees/{mentee_id}", mark("It is written down."))


routes: list[Any] = [new, create]
