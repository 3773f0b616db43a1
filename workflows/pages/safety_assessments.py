"""Safety assessments: what a trained person found, also when no escalation is open. Under /mentees/{id}."""

from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from care_steps import codes
from supervision.access import is_mentor_only
from supervision.case_access import why_not_rate_safety
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.forms import Reading
from workflows.pages.page import Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.safety_found import SafetyFields, read_found
from workflows.pages.visits import Visit
from workflows.pages.work_rows import ESCALATION
from workflows.records.episodes import Case
from workflows.records.refusals import Invalid, NotAllowed, NotFound
from workflows.records.safety_assessments import SafetyAssessment, newest_safety_assessment
from workflows.records.work import open_work_of
from workflows.verbs.rate_safety import rate_safety
from workflows.verbs.see_case import see_case


@dataclass(frozen=True, slots=True)
class NewSafetyAssessmentPage:
    """What was found last, and what is found now. `open_escalation_id`: that one ends on a page of its own."""

    chrome: Chrome
    form: Form
    mentee_id: UUID
    mentee_name: str
    before: SafetyAssessment | None
    before_tier: str
    open_escalation_id: UUID | None
    safety: SafetyFields = field(default_factory=SafetyFields)


async def _seen(visit: Visit, mentee_id: UUID) -> Case:
    """Raises `NotFound` for strangers and for mentors, who are told nothing of it; `NotAllowed` for the untrained."""
    case = await see_case(visit.tx, by=visit.actor, mentee_id=mentee_id)
    if is_mentor_only(visit.actor, case.standing):
        raise NotFound
    if why := why_not_rate_safety(visit.actor, case.standing, on=case.calendar.local_day(visit.at)):
        raise NotAllowed(why)
    return case


async def _page(visit: Visit, case: Case, form: Form) -> NewSafetyAssessmentPage:
    before = await newest_safety_assessment(visit.tx, case.id)
    work = await open_work_of(visit.tx, case.id)
    return NewSafetyAssessmentPage(
        chrome=replace(visit.chrome, time_zone=case.calendar.time_zone),
        form=form,
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        before=before,
        before_tier=codes.load("safety_tiers").plain(before.tier) if before else "",
        open_escalation_id=next((one.id for one in work if one.kind == ESCALATION), None),
    )


@reads("/mentees/{mentee_id:uuid}/safety-assessments/new", action="see_new_safety_assessment", has_draft=True)
async def new(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Template:
    case = await _seen(visit, mentee_id)
    return show("safety_assessments/new.html", await _page(visit, case, visit.fresh()))


@acts("/mentees/{mentee_id:uuid}/safety-assessments", action="rate_safety", escalates=True)
async def create(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Redirect:
    case = await _seen(visit, mentee_id)
    typed = Reading(visit.form)
    try:
        found = read_found(typed)
        typed.insist()
        await rate_safety(visit.tx, episode_id=case.id, found=found, by=visit.actor, at=visit.at)
    except Invalid as wrong:
        page = await _page(visit, case, visit.again(wrong.errors))
        raise try_again("safety_assessments/new.html", page) from wrong
    return await sent_to(visit, f"/mentees/{mentee_id}", mark("What you found is kept."))


routes: list[Any] = [new, create]
