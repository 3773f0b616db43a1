"""Measures of one mentee: the plan in force, how it was changed and why, and what could not be given.

Under /mentees/{id}/measures.
"""

from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from care_steps.measuring import DueMeasure
from supervision.access import why_not_see_scores
from supervision.handing_over import ToHandOver, to_hand_over
from supervision.measure_access import why_not_note_missed_measure, why_not_set_measure_plan
from triage.due_days import ONE_DAY, next_school_day
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.coded_choices import choices_of
from workflows.pages.components import Sentence, TimelineItem
from workflows.pages.forms import Reading
from workflows.pages.measure_form import asking_of, filled_from, forms_to_plan, plan_choices
from workflows.pages.measures_said import PlannedForm, form_name, near_day, plan_item, planned_form
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.asking_gate import kept_back_of
from workflows.records.episodes import Case
from workflows.records.measure_plans import plan_lines
from workflows.records.refusals import Invalid, NotAllowed, NotFound
from workflows.records.versions import version_of
from workflows.verbs.measures_due import measures_due
from workflows.verbs.note_missed_measure import note_missed_measure
from workflows.verbs.see_case import see_case
from workflows.verbs.set_measure_plan import set_measure_plan

_AGAIN: Final = mark("It is asked again on the next school day, %(day)s.")
_UNDER: Final = "/mentees/{mentee_id:uuid}/measures"


@dataclass(frozen=True, slots=True)
class MeasuresPage:
    """The plan. `why_not`: the sentence for whom it cannot be changed."""

    chrome: Chrome
    form: Form
    mentee_id: UUID
    mentee_name: str
    mentee_called: str
    planned: tuple[PlannedForm, ...]
    is_in_care: bool
    history: tuple[TimelineItem, ...]
    in_hand: ToHandOver
    choices: dict[str, tuple[Choice, ...]]
    why_not: str | None


@dataclass(frozen=True, slots=True)
class NewAttemptPage:
    """A form that could not be given: why, and what happens next."""

    chrome: Chrome
    form: Form
    mentee_id: UUID
    mentee_name: str
    instrument_id: str
    form_name: str
    reasons: tuple[Choice, ...]
    again: Sentence
    why_not: str | None


async def _case(visit: Visit, mentee_id: UUID) -> Case:
    """Raises `NotFound` for strangers, and `NotAllowed` for mentors, who are told nothing about forms."""
    case = await see_case(visit.tx, by=visit.actor, mentee_id=mentee_id, object_kind="measures")
    if why := why_not_see_scores(visit.actor, case.standing):
        raise NotAllowed(why)
    return case


async def _page(visit: Visit, case: Case, due: tuple[DueMeasure, ...], form: Form) -> MeasuresPage:
    today = case.calendar.local_day(visit.at)
    return MeasuresPage(
        chrome=replace(visit.chrome, time_zone=case.calendar.time_zone),
        form=form,
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        mentee_called=case.mentee_called,
        planned=tuple(planned_form(one, today) for one in due),
        is_in_care=case.step.is_care,
        history=tuple(plan_item(one) for one in await plan_lines(visit.tx, case.id)),
        in_hand=to_hand_over(
            due,
            visit.actor,
            case.standing,
            on=today,
            kept_back=await kept_back_of(visit.tx, case, due),
        ),
        choices=plan_choices(),
        why_not=why_not_set_measure_plan(visit.actor, case.standing),
    )


@reads(_UNDER, action="see_measures")
async def index(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Template:
    case = await _case(visit, mentee_id)
    due = await measures_due(visit.tx, case)
    seen = version_of(await plan_lines(visit.tx, case.id))
    form = visit.fresh(filled_from(due, visit.query.get("form", "")), seen_version=seen)
    return show("measures/index.html", await _page(visit, case, due, form))


@acts(_UNDER, action="set_measure_plan")
async def create(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Redirect:
    case, typed = await _case(visit, mentee_id), Reading(visit.form)
    try:
        instrument_id = typed.one_of(
            "instrument_id", forms_to_plan(), required=mark("Choose one of the forms.")
        )
        asking = asking_of(typed)
        why = typed.text("why", required=mark("Say why the plan is changed."))
        seen_version = typed.seen_version()
        typed.insist()
        await set_measure_plan(
            visit.tx,
            episode_id=case.id,
            instrument_id=str(instrument_id),
            asking=asking,
            why=why,
            by=visit.actor,
            at=visit.at,
            seen_version=seen_version,
        )
    except Invalid as wrong:
        page = await _page(visit, case, await measures_due(visit.tx, case), visit.again(wrong.errors))
        raise try_again("measures/index.html", page) from wrong
    return await sent_to(visit, f"/mentees/{mentee_id}/measures", mark("The plan is changed from now on."))


async def _attempt_page(visit: Visit, case: Case, instrument_id: str, form: Form) -> NewAttemptPage:
    """Raises `NotFound` for a form that is not in the plan."""
    today = case.calendar.local_day(visit.at)
    if not any(one.planned.instrument_id == instrument_id for one in await measures_due(visit.tx, case)):
        raise NotFound
    return NewAttemptPage(
        chrome=replace(visit.chrome, time_zone=case.calendar.time_zone),
        form=form,
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        instrument_id=instrument_id,
        form_name=form_name(instrument_id),
        reasons=choices_of("missed_measures"),
        again=Sentence(_AGAIN, {"day": near_day(next_school_day(case.calendar, today + ONE_DAY))}),
        why_not=why_not_note_missed_measure(visit.actor, case.standing),
    )


@reads(_UNDER + "/{instrument_id:str}/attempts/new", action="see_new_attempt")
async def new_attempt(
    visit: NamedDependency[Visit], mentee_id: FromPath[UUID], instrument_id: FromPath[str]
) -> Template:
    case = await _case(visit, mentee_id)
    return show("measures/attempt.html", await _attempt_page(visit, case, instrument_id, visit.fresh()))


@acts(_UNDER + "/{instrument_id:str}/attempts", action="note_missed_measure")
async def create_attempt(
    visit: NamedDependency[Visit], mentee_id: FromPath[UUID], instrument_id: FromPath[str]
) -> Redirect:
    case, typed = await _case(visit, mentee_id), Reading(visit.form)
    reasons = [choice.value for choice in choices_of("missed_measures")]
    try:
        reason = typed.one_of("reason", reasons, required=mark("Say why the form could not be given."))
        typed.insist()
        await note_missed_measure(
            visit.tx,
            episode_id=case.id,
            instrument_id=instrument_id,
            reason=str(reason),
            by=visit.actor,
            at=visit.at,
        )
    except Invalid as wrong:
        page = await _attempt_page(visit, case, instrument_id, visit.again(wrong.errors))
        raise try_again("measures/attempt.html", page) from wrong
    return await sent_to(visit, "/measuring", mark("It is noted. The form stays due until it is given."))


routes: list[Any] = [index, create, new_attempt, create_attempt]
