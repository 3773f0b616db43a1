"""What is done now, step by step, and what of it is done? Under /work/{id}/safety and /concerns/{id}/safety."""

from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from supervision.access import is_mentor_only
from supervision.disclosure_access import why_not_tell_outside
from supervision.safety_pages import SAFETY
from supervision.safety_steps import NEEDS_WORDS, SaidOfSteps
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.concerns import escalation_behind
from workflows.pages.flags_told import FlagBox, flag_box
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.safety_shown import PageShown, Shown
from workflows.pages.visits import Visit
from workflows.pages.who_was_told import PhoneLine, phone_lines
from workflows.pages.work import work_and_case
from workflows.records.episodes import Case
from workflows.records.named_adults import never_told
from workflows.records.phones import phones_of
from workflows.records.refusals import Invalid, NotFound
from workflows.records.safety_steps import SafetyGround, safety_ground, steps_of
from workflows.verbs.record_safety_steps import record_safety_steps
from workflows.verbs.see_concern import see_concern

_TEMPLATE: Final = "safety_steps/index.html"
_SAID: Final = mark("That is written down, and stands in the story of the case.")
_STATES: Final = tuple(Choice(one.value, one.plain) for one in NEEDS_WORDS)


@dataclass(frozen=True, slots=True)
class SafetyStepsPage:
    """Every kind that this escalation is about, and one form for all of them. `base`: what the page is under."""

    chrome: Chrome
    form: Form
    base: str
    mentee_id: UUID
    mentee_name: str
    name: str
    pages: tuple[PageShown, ...]
    others: tuple[Choice, ...]
    states: tuple[Choice, ...]
    phones: tuple[PhoneLine, ...]
    crisis_contact: str
    flag: FlagBox
    version: int
    source: str
    is_mentor: bool
    outside_href: str
    naming_href: str


async def _grounded(visit: Visit, work_id: UUID) -> SafetyGround:
    """Raises `NotFound` where there is no safety page."""
    ground = await safety_ground(visit.tx, work_id)
    if ground is None or not ground.pages:
        raise NotFound
    return ground


async def _page(visit: Visit, ground: SafetyGround, case: Case, form: Form, base: str) -> SafetyStepsPage:
    lines = await steps_of(visit.tx, [ground.work_id])
    is_mentor = is_mentor_only(visit.actor, case.standing)
    phones = await phones_of(visit.tx, case, never=await never_told(visit.tx, ground.work_id))
    shown = Shown(visit.at, case, ground, lines, is_mentor=is_mentor)
    steps = [step for page in ground.pages for step in page.steps if shown.has(step)]
    return SafetyStepsPage(
        chrome=replace(visit.chrome, time_zone=case.calendar.time_zone),
        form=form,
        base=base,
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        name=case.mentee_called,
        pages=tuple(shown.page(one) for one in ground.pages),
        others=tuple(Choice(one.key, one.name) for one in steps if not one.by_report),
        states=_STATES,
        phones=phone_lines(phones),
        crisis_contact=phones.crisis_contact,
        flag=await flag_box(visit, case, ground.work_id, path=f"{base}/flags-told"),
        version=SAFETY.version,
        source=SAFETY.source,
        is_mentor=is_mentor,
        outside_href=_outside(visit, case),
        naming_href="" if is_mentor or not ground.is_open else f"/work/{ground.work_id}#named",
    )


def _outside(visit: Visit, case: Case) -> str:
    """Where it is written down who outside of the school was told; "" for whoever may not."""
    why = why_not_tell_outside(visit.actor, case.standing)
    return "" if why or not case.step.is_open else f"/mentees/{case.mentee_id}/emergency-disclosures/new"


def _read(typed: Reading, page: SafetyStepsPage, visit: Visit, case: Case) -> SaidOfSteps:
    """Raises `Invalid` with what cannot be read; what is wrong with the rest says the verb."""
    keys = [one.value for one in page.others]
    done = typed.many_of("done", keys)
    clock = typed.time("done_time", required=None)
    today = visit.at.astimezone(ZoneInfo(case.calendar.time_zone)).date()
    said = SaidOfSteps(
        done=done,
        done_at=case.calendar.wall_time(today, clock) if clock else visit.at,
        who=typed.line("who"),
        other=typed.one_of("other", keys, required=None) or "",
        state=typed.one_of("state", [one.value for one in NEEDS_WORDS], required=None) or "",
        words=typed.text("words"),
    )
    typed.insist()
    return said


async def _record(visit: Visit, ground: SafetyGround, case: Case, base: str) -> Redirect:
    page = await _page(visit, ground, case, visit.form, base)
    try:
        said = _read(Reading(visit.form), page, visit, case)
        await record_safety_steps(visit.tx, work_id=ground.work_id, said=said, by=visit.actor, at=visit.at)
    except Invalid as wrong:
        raise try_again(_TEMPLATE, replace(page, form=visit.again(wrong.errors))) from wrong
    return await sent_to(visit, f"{base}/safety", _SAID)


@reads("/work/{work_id:uuid}/safety", action="see_safety_page", has_draft=True, escalates=True)
async def of_work(visit: NamedDependency[Visit], work_id: FromPath[UUID]) -> Template:
    _, case = await work_and_case(visit, work_id)
    ground = await _grounded(visit, work_id)
    return show(
        "safety_steps/index.html", await _page(visit, ground, case, visit.fresh(), f"/work/{work_id}")
    )


@acts("/work/{work_id:uuid}/safety-steps", action="record_safety_steps", escalates=True)
async def create_for_work(visit: NamedDependency[Visit], work_id: FromPath[UUID]) -> Redirect:
    _, case = await work_and_case(visit, work_id)
    return await _record(visit, await _grounded(visit, work_id), case, f"/work/{work_id}")


@reads("/concerns/{concern_id:uuid}/safety", action="see_safety_page", has_draft=True, escalates=True)
async def of_concern(visit: NamedDependency[Visit], concern_id: FromPath[UUID]) -> Template:
    """For whoever raised it: mentors do not see the escalation itself."""
    ground, case = await _behind(visit, concern_id)
    base = f"/concerns/{concern_id}"
    return show("safety_steps/index.html", await _page(visit, ground, case, visit.fresh(), base))


@acts("/concerns/{concern_id:uuid}/safety-steps", action="record_safety_steps", escalates=True)
async def create_for_concern(visit: NamedDependency[Visit], concern_id: FromPath[UUID]) -> Redirect:
    ground, case = await _behind(visit, concern_id)
    return await _record(visit, ground, case, f"/concerns/{concern_id}")


async def _behind(visit: Visit, concern_id: UUID) -> tuple[SafetyGround, Case]:
    concern, case = await see_concern(visit.tx, concern_id=concern_id, by=visit.actor)
    told = await escalation_behind(visit, concern, case)
    if told is None:
        raise NotFound
    return await _grounded(visit, told.work_id), case


routes: list[Any] = [of_work, create_for_work, of_concern, create_for_concern]
