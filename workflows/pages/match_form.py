"""What does the form for assigning a mentor offer beside the mentors, and what did it say?"""

from typing import Final
from uuid import UUID

from care_steps.starting import NO_REASONS
from care_steps.steps import Step
from supervision.session_limits import LIMITS
from supervision.sessions_plan import PlanSaid, SessionsPlan, plan_said, why_not_plan
from workflows.pages.coded_choices import choices_of
from workflows.pages.forms import Reading
from workflows.pages.mentor_choices import OWN, Offered
from workflows.pages.page import Choice, Form, mark
from workflows.pages.start_said import read_reasons
from workflows.pages.telling_form import read_told_if
from workflows.records.episodes import Case
from workflows.records.refusals import Invalid
from workflows.verbs.assign import Assignment

EVERY: Final = (
    Choice("7", mark("Every week")),
    Choice("14", mark("Every two weeks")),
    Choice("1", mark("Every school day")),
)
# Care does not begin on a basis that says that nothing begins.
_NO_START: Final = ("not_needed_to_open", "not_needed_no_change", "category_excluded")
BASES: Final = choices_of("consent_bases", without=_NO_START)


def read_assignment(form: Form, offered: Offered) -> Assignment:
    """What was chosen; raises `Invalid` with a sentence for each field."""
    typed = Reading(form)
    mentor_id = typed.uuid("mentor_id", required=mark("Choose a mentor."))
    supervisor_id = _supervisor(typed, offered, mentor_id)
    steps = [step.value for step in offered.steps]
    step = (
        typed.one_of("for_step", steps, required=mark("Say for which step.")) if len(steps) > 1 else steps[0]
    )
    plan = read_plan(typed)
    reasons, told = NO_REASONS, None
    if offered.start is not None:
        reasons = read_reasons(typed)
        told = read_told_if(
            typed,
            form,
            is_wanted=offered.start.wants_telling,
            usual_services=_services(Step(step), plan) if step and plan else "-",
        )
    basis = _basis(typed) if offered.is_start else ""
    words = typed.text("words")
    typed.insist()
    if not (mentor_id and step and plan):
        raise Invalid(typed.errors)
    return Assignment(
        mentor_id=mentor_id,
        direct_supervisor_id=supervisor_id,
        for_step=Step(step),
        plan=plan,
        consent_basis=basis or "",
        words=words,
        reasons=reasons,
        told=told,
    )


def _services(step: Step, plan: SessionsPlan) -> str:
    """What will happen and when, as the plan of the form says it."""
    return (
        f"{step.plain}: {plan.count} sessions of {plan.length_minutes} minutes, the first on "
        f"{plan.first_on:%B} {plan.first_on.day}, {plan.first_on.year}. {plan.place}."
    )


def read_plan(typed: Reading) -> SessionsPlan | None:
    """The plan as it was typed; None when a field cannot be taken."""
    first_on = typed.date("first_on", required=mark("Enter the day of the first session."))
    at = typed.time("at", required=mark("Enter the time at which they meet."))
    every = typed.one_of(
        "every_days", [one.value for one in EVERY], required=mark("Say how often they meet.")
    )
    count = typed.integer(
        "count", least=1, most=LIMITS.most_sessions, required=mark("Say how many sessions.")
    )
    minutes = typed.integer(
        "length_minutes",
        least=LIMITS.shortest_planned_minutes,
        most=LIMITS.longest_planned_minutes,
        required=mark("Say how long a session is."),
    )
    place = typed.line("place", required=mark("Say where they meet."))
    if not (first_on and at and every and count and minutes and place):
        return None
    return SessionsPlan(first_on, at, int(every), count, minutes, place)


def plan_of(form: Form, case: Case, offered: Offered) -> PlanSaid | None:
    """The dates that the form as it stands would bring; None when it is no plan yet."""
    plan = read_plan(Reading(form))
    opened_on = case.calendar.local_day(case.opened_at)
    if plan is None or why_not_plan(plan, case.calendar, opened_on=opened_on, today=offered.today):
        return None
    return plan_said(plan, case.calendar)


def _basis(typed: Reading) -> str | None:
    known = [one.value for one in BASES]
    return typed.one_of("consent_basis", known, required=mark("Choose the basis on which care begins."))


def _supervisor(typed: Reading, offered: Offered, mentor_id: UUID | None) -> UUID | None:
    known = [one.value for one in offered.supervisor_choices]
    chosen = typed.one_of("direct_supervisor_id", known, required=mark("Choose a direct supervisor."))
    if chosen != OWN:
        return UUID(chosen) if chosen else None
    mentors = (one.mentor for one in offered.ranked)
    return next((one.supervisor_id for one in mentors if one.person_id == mentor_id), None)
