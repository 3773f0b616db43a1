"""A mentor and a mentee who are not to be matched. Under /mentees/{mentee_id}/conflicts."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from supervision.intake_access import why_not_declare_conflict
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.coded_choices import choices_of
from workflows.pages.conflict_rows import ConflictRow, conflict_rows
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.episodes import Case
from workflows.records.mentors import mentors_for
from workflows.records.refusals import Invalid, NotAllowed
from workflows.verbs.declare_conflict import declare_conflict
from workflows.verbs.see_case import see_case
from workflows.verbs.withdraw_conflict import withdraw_conflict


@dataclass(frozen=True, slots=True)
class NewConflictPage:
    """Who is not to be matched, and why; with those that stand already."""

    chrome: Chrome
    form: Form
    mentee_id: UUID
    mentee_name: str
    mentors: tuple[Choice, ...]
    reasons: tuple[Choice, ...]
    conflicts: tuple[ConflictRow, ...]


async def _case(visit: Visit, mentee_id: UUID) -> Case:
    case = await see_case(visit.tx, mentee_id=mentee_id, by=visit.actor)
    if why := why_not_declare_conflict(visit.actor, case.standing):
        raise NotAllowed(why)
    return case


async def _page(visit: Visit, case: Case, form: Form) -> NewConflictPage:
    found = [one for one in await mentors_for(visit.tx, case) if not one.has_conflict]
    return NewConflictPage(
        chrome=visit.chrome,
        form=form,
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        mentors=tuple(Choice(str(one.person_id), one.name) for one in found),
        reasons=choices_of("conflict_reasons"),
        conflicts=await conflict_rows(visit, case),
    )


@reads("/mentees/{mentee_id:uuid}/conflicts/new", action="see_new_conflict", has_draft=True)
async def new(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Template:
    case = await _case(visit, mentee_id)
    asked = {"mentor_id": visit.query.get("mentor", "")}
    return show("conflicts/new.html", await _page(visit, case, visit.fresh(asked)))


@acts("/mentees/{mentee_id:uuid}/conflicts", action="declare_conflict")
async def create(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Redirect:
    case = await _case(visit, mentee_id)
    typed = Reading(visit.form)
    try:
        mentor_id = typed.uuid("mentor_id", required=mark("Choose a mentor."))
        reasons = [one.value for one in choices_of("conflict_reasons")]
        reason = typed.one_of("reason", reasons, required=mark("Choose a reason."))
        words = typed.text("words")
        typed.insist()
        if mentor_id is None:
            raise Invalid(typed.errors)
        await declare_conflict(
            visit.tx,
            episode_id=case.id,
            mentor_id=mentor_id,
            reason=reason or "",
            words=words,
            by=visit.actor,
            at=visit.at,
        )
    except Invalid as wrong:
        page = await _page(visit, case, visit.again(wrong.errors))
        raise try_again("conflicts/new.html", page) from wrong
    notice = mark("It is on record. This mentor is not offered for this mentee any more.")
    return await sent_to(visit, f"/mentees/{mentee_id}/conflicts/new", notice)


@acts("/mentees/{mentee_id:uuid}/conflicts/{conflict_id:uuid}/withdrawal", action="withdraw_conflict")
async def withdraw(
    visit: NamedDependency[Visit], mentee_id: FromPath[UUID], conflict_id: FromPath[UUID]
) -> Redirect:
    case = await _case(visit, mentee_id)
    await withdraw_conflict(
        visit.tx, episode_id=case.id, conflict_id=conflict_id, by=visit.actor, at=visit.at
    )
    notice = mark("The conflict is withdrawn. The mentor can be chosen again.")
    return await sent_to(visit, f"/mentees/{mentee_id}/conflicts/new", notice)


routes: list[Any] = [new, create, withdraw]
