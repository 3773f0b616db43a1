"""Assigning a mentor to a mentee, and the plan of a match. Under /mentees/{mentee_id}/matches and /matches."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from care_steps.steps import Step
from supervision.assigning import reserved_until
from supervision.sessions_plan import PlanSaid, why_not_plan
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.conflict_rows import ConflictRow, conflict_rows
from workflows.pages.forms import Reading
from workflows.pages.match_form import BASES, EVERY, plan_of, read_assignment, read_plan
from workflows.pages.match_shown import match_page
from workflows.pages.mentor_choices import Offered, offered
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.start_said import StartBox, start_box
from workflows.pages.visits import Visit
from workflows.records.episodes import Case
from workflows.records.refusals import Invalid, Stale
from workflows.verbs.assign import assign
from workflows.verbs.see_case import see_case

UNSEEN = mark("This form is incomplete. Load the page again.")


@dataclass(frozen=True, slots=True)
class NewMatchPage:
    """The form for one case; `plan` are the dates that it would bring as it stands, `start` what the needs propose."""

    chrome: Chrome
    form: Form
    mentee_id: UUID
    mentee_name: str
    step: Step
    offered: Offered
    plan: PlanSaid | None
    reserved_until: date
    conflicts: tuple[ConflictRow, ...]
    start: StartBox | None
    every: tuple[Choice, ...] = EVERY
    bases: tuple[Choice, ...] = BASES


async def _page(visit: Visit, case: Case, found: Offered, form: Form) -> NewMatchPage:
    return NewMatchPage(
        chrome=visit.chrome,
        form=form,
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        step=case.step,
        offered=found,
        plan=plan_of(form, case, found) if found.chosen else None,
        reserved_until=reserved_until(case.calendar, visit.at),
        conflicts=await conflict_rows(visit, case),
        start=start_box(found.start, found.for_step) if found.start else None,
    )


@reads("/mentees/{mentee_id:uuid}/matches/new", action="see_new_match")
async def new(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Template:
    case = await see_case(visit.tx, mentee_id=mentee_id, by=visit.actor)
    asked = visit.query
    found = await offered(visit, case, step=asked.get("step", ""), mentor_id=asked.get("mentor", ""))
    form = visit.fresh(found.values(), seen_version=case.version)
    return show("matches/new.html", await _page(visit, case, found, form))


@acts("/mentees/{mentee_id:uuid}/matches/plan", action="plan_sessions", has_key=False)
async def plan(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Template:
    """The same form with the dates of what was typed. It changes nothing."""
    case, found = await _asked(visit, mentee_id)
    typed = Reading(visit.form)
    planned = read_plan(typed)
    errors = dict(typed.errors)
    if planned is not None:
        opened_on = case.calendar.local_day(case.opened_at)
        errors |= why_not_plan(planned, case.calendar, opened_on=opened_on, today=found.today)
    page = await _page(visit, case, found, visit.again(errors))
    if errors:
        raise try_again("matches/new.html", page)
    return show("matches/new.html", page)


@acts("/mentees/{mentee_id:uuid}/matches", action="assign")
async def create(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Redirect:
    case, found = await _asked(visit, mentee_id)
    if visit.form.seen_version is None:
        raise Stale(UNSEEN)
    try:
        match_id = await assign(
            visit.tx,
            episode_id=case.id,
            assignment=read_assignment(visit.form, found),
            seen_version=visit.form.seen_version,
            by=visit.actor,
            at=visit.at,
        )
    except Invalid as wrong:
        page = await _page(visit, case, found, visit.again(wrong.errors))
        raise try_again("matches/new.html", page) from wrong
    return await sent_to(visit, f"/matches/{match_id}", _said_after(found))


def _said_after(found: Offered) -> str:
    if not found.replaces:
        return mark("The mentor is assigned. The step begins with the first session made.")
    if found.has_mentor:
        return mark("The mentor is assigned and takes over now.")
    return mark("The mentor is assigned. Care goes on at the same step.")


async def _asked(visit: Visit, mentee_id: UUID) -> tuple[Case, Offered]:
    case = await see_case(visit.tx, mentee_id=mentee_id, by=visit.actor)
    form = visit.form
    return case, await offered(visit, case, step=form.value("for_step"), mentor_id=form.value("mentor_id"))


@reads("/matches/{match_id:uuid}", action="see_match")
async def show_one(visit: NamedDependency[Visit], match_id: FromPath[UUID]) -> Template:
    return show("matches/show.html", await match_page(visit, match_id))


routes: list[Any] = [new, plan, create, show_one]
