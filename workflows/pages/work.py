"""Work: one escalation or task, who has it, and how it ended. Under /work/{id}."""

from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from care_steps import codes
from supervision.abuse_reports import ONLY_A_REPORT, REPORT, TOLD
from supervision.access import is_mentor_only, why_not_undo_emergency
from supervision.unanswered import ACTION as OVERDUE
from supervision.unanswered import SEEN_TO
from supervision.work_access import why_not_acknowledge, why_not_end_work
from workflows.pages.answers import moved, sent_to, show, try_again
from workflows.pages.beside import SAID, Beside, beside, presence_of
from workflows.pages.calls import CallPage, call_page
from workflows.pages.case_measures import missing_form
from workflows.pages.coded_choices import choices_of
from workflows.pages.components import Tag
from workflows.pages.escalation_told import EscalationTold, escalation_told
from workflows.pages.flags_told import SAID as FLAG_SAID
from workflows.pages.flags_told import FlagBox, flag_box, flag_of
from workflows.pages.forms import Reading
from workflows.pages.leaving_students import address
from workflows.pages.measures_said import PlannedForm
from workflows.pages.misfiling_links import MovedAway, moved_away
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.safety_found import SafetyFields, read_found
from workflows.pages.safety_links import safety_href
from workflows.pages.urgency import due_tag, urgency_plain
from workflows.pages.visits import Visit
from workflows.records.abuse_reports import concern_of_task
from workflows.records.calls import is_told
from workflows.records.check_ins import check_in_behind
from workflows.records.episodes import Case
from workflows.records.firings import FiringLine, firings_behind
from workflows.records.named_adults import concern_named_in, named_lines
from workflows.records.recommendations import answer_of
from workflows.records.refusals import Invalid, NotFound, Refused
from workflows.records.safety_assessments import SafetyAssessment, safety_assessment_at_end
from workflows.records.unanswered import UnansweredLine, unanswered_behind
from workflows.records.work import Work, load_work
from workflows.verbs.acknowledge import acknowledge
from workflows.verbs.commit_roster import ACTION as LEFT_SCHOOL
from workflows.verbs.end_work import ONLY_A_DECISION, end_work, is_assessed
from workflows.verbs.open_call import open_call
from workflows.verbs.say_flag_told import say_flag_told
from workflows.verbs.say_presence import say_presence
from workflows.verbs.see_call import see_call
from workflows.verbs.see_case import see_case

# Each of these ends work by itself: a person who chose it would say something that did not happen.
_NOT_CHOSEN = ("became_silent", "emergency_undone", "case_closed", SEEN_TO)
# What these ask for is a form that was planned and not given.
_ABOUT_A_FORM = ("ask_due_form", "see_to_due_form")


@dataclass(frozen=True, slots=True)
class WorkPage:
    """One escalation or task. The `why_not_...` are sentences, None when this reader may do it now.

    `found`: what a trained person found when it was ended. `due_form`: the form that is missing, while it is.
    """

    chrome: Chrome
    form: Form
    work: Work
    mentee_id: UUID
    mentee_name: str
    urgency: str
    due: Tag
    to_do: str
    outcome: str
    firings: tuple[FiringLine, ...]
    outcomes: tuple[Choice, ...]
    why_not_acknowledge: str | None
    why_not_end: str | None
    may_undo: bool
    beside: Beside | None
    reading: MovedAway | None
    is_assessed: bool
    check_in_id: UUID | None = None
    leaves_href: str = ""
    report_href: str = ""
    concern_href: str = ""
    safety_href: str = ""
    flag: FlagBox | None = None
    safety: SafetyFields = field(default_factory=SafetyFields)
    found: SafetyAssessment | None = None
    found_tier: str = ""
    due_form: PlannedForm | None = None
    escalation: EscalationTold | None = None
    unanswered: tuple[UnansweredLine, ...] = ()

    @property
    def has_acted(self) -> bool:
        """Whether somebody has said that they act; whoever may end it reads what comes next."""
        return self.work.state in ("acknowledged", "in_hand")

    @property
    def is_open(self) -> bool:
        return self.work.state != "ended"

    @property
    def is_escalation(self) -> bool:
        return self.work.kind == "escalation"


async def work_and_case(visit: Visit, work_id: UUID) -> tuple[Work, Case]:
    """Raises `NotFound` for strangers and for mentors: work says what was answered."""
    work = await load_work(visit.tx, work_id)
    case = await see_case(
        visit.tx, by=visit.actor, episode_id=work.episode_id, object_kind="work", object_id=work_id
    )
    if is_mentor_only(visit.actor, case.standing):
        raise NotFound
    return work, case


async def work_page(visit: Visit, work: Work, case: Case, form: Form) -> WorkPage:
    actor, standing = visit.actor, case.standing
    told = work.kind == "escalation" and await is_told(visit.tx, work.id, actor.person_id)
    refusal = why_not_acknowledge(actor, standing, kind=work.kind, owner_id=work.owner_id, is_told=told)
    firings = await firings_behind(visit.tx, work.id)
    named_id = await concern_named_in(visit.tx, work.id) if work.kind == "escalation" else None
    heard_id = await concern_of_task(visit.tx, work.id) if work.action == REPORT else None
    found = await safety_assessment_at_end(visit.tx, work.id)
    return WorkPage(
        chrome=replace(visit.chrome, time_zone=case.calendar.time_zone),
        form=form,
        work=work,
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        urgency=urgency_plain(work.class_),
        due=due_tag(work, case.calendar, visit.at),
        to_do=codes.load("actions").plain(work.action),
        outcome=codes.load(f"{work.kind}_outcomes").plain(work.outcome or ""),
        firings=firings,
        outcomes=_outcomes(work),
        why_not_acknowledge=refusal,
        why_not_end=ONLY_A_REPORT
        if heard_id
        else why_not_end_work(actor, standing, kind=work.kind, owner_id=work.owner_id),
        report_href=f"/concerns/{heard_id}/reports/new" if heard_id else "",
        beside=await beside(visit.tx, case, firings or await named_lines(visit.tx, work_id=work.id)),
        flag=await flag_box(visit, case, work.id, path=f"/work/{work.id}/flags-told")
        if work.kind == "escalation" and work.action != OVERDUE
        else None,
        concern_href=f"/concerns/{named_id}" if named_id else "",
        safety_href=await safety_href(visit, work.id) if work.kind == "escalation" else "",
        reading=await moved_away(visit, case, work.id),
        is_assessed=await is_assessed(visit.tx, work),
        check_in_id=await check_in_behind(visit.tx, work.id),
        leaves_href=address(case.id) if work.action == LEFT_SCHOOL else "",
        may_undo=work.lane == "emergency" and why_not_undo_emergency(actor, standing) is None,
        found=found,
        due_form=await missing_form(visit, case) if work.action in _ABOUT_A_FORM else None,
        found_tier=codes.load("safety_tiers").plain(found.tier) if found else "",
        unanswered=await unanswered_behind(visit.tx, work.id) if work.action == OVERDUE else (),
        escalation=await escalation_told(visit, work, case, may_take=refusal is None),
    )


def _outcomes(work: Work) -> tuple[Choice, ...]:
    """How this may be said to have ended: a reporter is only supported where there is one, and work only seen to."""
    if work.action == OVERDUE:
        return tuple(one for one in choices_of("escalation_outcomes") if one.value == SEEN_TO)
    without = _NOT_CHOSEN if work.action == TOLD else (*_NOT_CHOSEN, "reporter_supported")
    return choices_of(f"{work.kind}_outcomes", without=without)


async def in_reach(visit: Visit, work_id: UUID) -> None:
    """Raises `NotFound` for whoever neither looks after the mentee nor was told of this work."""
    try:
        await work_and_case(visit, work_id)
    except NotFound:
        await see_call(visit.tx, by=visit.actor, work_id=work_id)


async def work_shown(visit: Visit, work_id: UUID, form: Form) -> tuple[str, WorkPage | CallPage]:
    """The template and the page, with as much of the work as this reader may see. Raises `NotFound`."""
    try:
        work, case = await work_and_case(visit, work_id)
    except NotFound:
        return "calls/show.html", await call_page(visit, work_id, form)
    return "work/show.html", await work_page(visit, work, case, form)


@reads("/work/{work_id:uuid}", action="see_work", escalates=True)
async def show_one(visit: NamedDependency[Visit], work_id: FromPath[UUID]) -> Response[Any]:
    try:
        work, case = await work_and_case(visit, work_id)
    except NotFound:
        page = await call_page(visit, work_id, visit.fresh())
        await open_call(visit.tx, work_id=work_id, by=visit.actor)
        return show("calls/show.html", page)
    if work.kind == "escalation":
        await open_call(visit.tx, work_id=work_id, by=visit.actor)
    if work.kind == "recommendation":
        answer = await answer_of(visit.tx, work_id)
        return moved(f"/decisions/{answer.decision_id}" if answer else f"/work/{work_id}/decisions/new")
    return show("work/show.html", await work_page(visit, work, case, visit.fresh()))


@acts("/work/{work_id:uuid}/acknowledgement", action="acknowledge", escalates=True)
async def acknowledgement(visit: NamedDependency[Visit], work_id: FromPath[UUID]) -> Redirect:
    await in_reach(visit, work_id)
    await acknowledge(visit.tx, work_id=work_id, by=visit.actor, at=visit.at)
    return await sent_to(
        visit, f"/work/{work_id}", mark("You have this now. It stays open until it is ended.")
    )


@acts("/work/{work_id:uuid}/presences", action="say_presence", escalates=True)
async def presences(visit: NamedDependency[Visit], work_id: FromPath[UUID]) -> Redirect:
    work, case = await work_and_case(visit, work_id)
    try:
        await say_presence(
            visit.tx, work_id=work_id, **presence_of(Reading(visit.form)), by=visit.actor, at=visit.at
        )
    except Invalid as wrong:
        raise try_again(
            "work/show.html", await work_page(visit, work, case, visit.again(wrong.errors))
        ) from wrong
    return await sent_to(visit, f"/work/{work_id}", SAID)


@acts("/work/{work_id:uuid}/flags-told", action="say_flag_told")
async def flags_told(visit: NamedDependency[Visit], work_id: FromPath[UUID]) -> Redirect:
    work, case = await work_and_case(visit, work_id)
    try:
        said = flag_of(Reading(visit.form))
        await say_flag_told(visit.tx, work_id=work_id, **said, by=visit.actor, at=visit.at)
    except Invalid as wrong:
        raise try_again(
            "work/show.html", await work_page(visit, work, case, visit.again(wrong.errors))
        ) from wrong
    return await sent_to(visit, f"/work/{work_id}", FLAG_SAID)


@acts("/work/{work_id:uuid}/end", action="end_work", escalates=True)
async def end(visit: NamedDependency[Visit], work_id: FromPath[UUID]) -> Redirect:
    work, case = await work_and_case(visit, work_id)
    if work.kind == "recommendation":
        raise Refused(ONLY_A_DECISION)
    typed = Reading(visit.form)
    outcomes = [choice.value for choice in _outcomes(work)]
    try:
        outcome = typed.one_of("outcome", outcomes, required=None) or ""
        words = typed.text("words")
        found = read_found(typed) if await is_assessed(visit.tx, work) else None
        typed.insist()
        await end_work(
            visit.tx,
            work_id=work_id,
            outcome=outcome,
            words=words,
            found=found,
            by=visit.actor,
            at=visit.at,
        )
    except Invalid as wrong:
        raise try_again(
            "work/show.html", await work_page(visit, work, case, visit.again(wrong.errors))
        ) from wrong
    return await sent_to(visit, f"/work/{work_id}", mark("This is ended, and kept with your words."))


routes: list[Any] = [show_one, acknowledgement, presences, flags_told, end]
