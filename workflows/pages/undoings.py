"""Undoings: a clinical supervisor takes an emergency move back. Under /mentees/{id}/undoings."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from care_steps.steps import Step
from supervision.access import why_not_undo_emergency
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.forms import Reading
from workflows.pages.page import Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.emergencies import Emergency, last_emergency
from workflows.records.episodes import Case
from workflows.records.kept_decisions import load_decision
from workflows.records.refusals import Invalid, NotAllowed, Refused
from workflows.verbs.see_case import see_case
from workflows.verbs.undo_emergency import undo_emergency


@dataclass(frozen=True, slots=True)
class NewUndoingPage:
    """What would be taken back. `escalations` is how many open ones end with it."""

    chrome: Chrome
    form: Form
    mentee_id: UUID
    mentee_name: str
    decision_id: UUID
    because: str
    moved_at: datetime
    present: Step
    back_to: Step
    escalations: int


async def _seen(visit: Visit, mentee_id: UUID) -> tuple[Case, Emergency]:
    """Raises `NotFound` for strangers, `NotAllowed`, and `Refused` when the last move was no emergency."""
    case = await see_case(visit.tx, by=visit.actor, mentee_id=mentee_id)
    if why := why_not_undo_emergency(visit.actor, case.standing):
        raise NotAllowed(why)
    emergency = await last_emergency(visit.tx, case.id, case.version)
    if emergency is None:
        raise Refused(mark("The last move of this case was no emergency."))
    return case, emergency


async def _page(visit: Visit, case: Case, emergency: Emergency, form: Form) -> NewUndoingPage:
    decision = await load_decision(visit.tx, emergency.decision_id)
    return NewUndoingPage(
        chrome=replace(visit.chrome, time_zone=case.calendar.time_zone),
        form=form,
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        decision_id=emergency.decision_id,
        because=decision.because,
        moved_at=decision.effective_at,
        present=case.step,
        back_to=emergency.from_step,
        escalations=len(emergency.open_work_ids),
    )


@reads("/mentees/{mentee_id:uuid}/undoings/new", action="see_new_undoing", has_draft=True)
async def new(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Template:
    case, emergency = await _seen(visit, mentee_id)
    form = visit.fresh(seen_version=case.version)
    return show("undoings/new.html", await _page(visit, case, emergency, form))


@acts("/mentees/{mentee_id:uuid}/undoings", action="undo_emergency")
async def create(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Redirect:
    case, emergency = await _seen(visit, mentee_id)
    typed = Reading(visit.form)
    try:
        words = typed.text("words", required=mark("Say why the emergency move is taken back."))
        seen_version = typed.seen_version()
        typed.insist()
        decision_id = await undo_emergency(
            visit.tx,
            episode_id=case.id,
            words=words,
            seen_version=seen_version,
            by=visit.actor,
            at=visit.at,
        )
    except Invalid as wrong:
        page = await _page(visit, case, emergency, visit.again(wrong.errors))
        raise try_again("undoings/new.html", page) from wrong
    notice = mark("The emergency move is undone, and its escalation has ended.")
    return await sent_to(visit, f"/decisions/{decision_id}", notice)


routes: list[Any] = [new, create]
