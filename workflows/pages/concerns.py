"""Concerns: somebody who looks after a mentee says that something worries them. Under /mentees/{id}/concerns."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from care_steps import codes
from supervision.safety_pages import has_page
from supervision.session_logs import NOW_KINDS
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.beside import SAID, Beside, beside, escalation_of, presence_of
from workflows.pages.coded_choices import choices_of
from workflows.pages.flags_told import SAID as FLAG_SAID
from workflows.pages.flags_told import FlagBox, flag_box, flag_of
from workflows.pages.forms import Reading
from workflows.pages.misfiling_links import misfile_path
from workflows.pages.named_adults import NamedSaid, named_said, staff_choices
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.report_box import ReportBox, report_box
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.pages.who_was_told import PhoneLine, WhoWasTold, phone_lines, who_was_told
from workflows.records.concerns import RaisedConcern
from workflows.records.episodes import Case
from workflows.records.firings import FiringLine, firings_resting_on
from workflows.records.named_adults import named_lines
from workflows.records.phones import phones_of
from workflows.records.refusals import Invalid, NotFound, Stale
from workflows.verbs.ask_to_unname import ask_to_unname
from workflows.verbs.raise_concern import raise_concern
from workflows.verbs.say_flag_told import say_flag_told
from workflows.verbs.say_presence import say_presence
from workflows.verbs.see_case import see_case
from workflows.verbs.see_concern import see_concern
from workflows.verbs.unname import unname

_KINDS: Final = tuple(entry.code for entry in codes.load("concern_kinds").active)


@dataclass(frozen=True, slots=True)
class NewConcernPage:
    """One question and a few words, with the telephones beside them."""

    chrome: Chrome
    form: Form
    mentee_id: UUID
    mentee_name: str
    kinds: tuple[Choice, ...]
    staff: tuple[Choice, ...]
    phones: tuple[PhoneLine, ...]
    crisis_contact: str


@dataclass(frozen=True, slots=True)
class ConcernPage:
    """What was raised, and who knows of it. `is_now`: it could not wait. `is_own`: its reader raised it.

    `is_by_mentee`: in a check-in the mentee asked for somebody to talk to.
    """

    chrome: Chrome
    concern_id: UUID
    mentee_id: UUID
    mentee_name: str
    kind: str
    said: str
    raised_by: str
    raised_at: datetime
    is_now: bool
    is_own: bool
    is_by_mentee: bool
    who: WhoWasTold
    beside: Beside | None
    misfile_path: str | None
    form: Form
    report: ReportBox | None = None
    named: tuple[NamedSaid, ...] = ()
    flag: FlagBox | None = None
    safety_href: str = ""
    escalation_id: UUID | None = None


async def _page(visit: Visit, mentee_id: UUID, form: Form) -> NewConcernPage:
    case = await see_case(visit.tx, by=visit.actor, mentee_id=mentee_id)
    phones = await phones_of(visit.tx, case)
    return NewConcernPage(
        chrome=visit.chrome,
        form=form,
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        kinds=choices_of("concern_kinds"),
        staff=await staff_choices(visit),
        phones=phone_lines(phones),
        crisis_contact=phones.crisis_contact,
    )


@reads("/mentees/{mentee_id:uuid}/concerns/new", action="see_new_concern", has_draft=True, escalates=True)
async def new(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Template:
    return show("concerns/new.html", await _page(visit, mentee_id, visit.fresh()))


@acts("/mentees/{mentee_id:uuid}/concerns", action="raise_concern", escalates=True)
async def create(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Redirect:
    case = await see_case(visit.tx, by=visit.actor, mentee_id=mentee_id)
    typed = Reading(visit.form)
    try:
        kind = typed.one_of("kind", _KINDS, required=mark("Say what kind of worry it is."))
        # What cannot wait is not held up by words.
        words = None if kind in NOW_KINDS else mark("Say in a few words what worries you.")
        said = typed.text("said", required=words)
        named_id = typed.uuid("named_id", required=None)
        typed.insist()
        concern_id = await raise_concern(
            visit.tx,
            episode_id=case.id,
            kind=str(kind),
            reason_code=None,
            said=said,
            named_id=named_id,
            by=visit.actor,
            at=visit.at,
        )
    except Invalid as wrong:
        page = await _page(visit, mentee_id, visit.again(wrong.errors))
        raise try_again("concerns/new.html", page) from wrong
    return await sent_to(visit, f"/concerns/{concern_id}")


async def _behind(visit: Visit, concern: RaisedConcern, case: Case) -> tuple[FiringLine, ...]:
    """What fired because of it; of one that names somebody who works here, the escalation that no rule opened."""
    fired = await firings_resting_on(visit.tx, case.id, concern.id)
    return fired or await named_lines(visit.tx, concern_id=concern.id)


async def escalation_behind(visit: Visit, concern: RaisedConcern, case: Case) -> FiringLine | None:
    """The escalation that this worry opened or joined, also once it is resolved."""
    fired = await _behind(visit, concern, case)
    return next((one for one in fired if one.work_kind == "escalation"), None)


async def _shown(visit: Visit, concern: RaisedConcern, case: Case, form: Form) -> ConcernPage:
    fired = await _behind(visit, concern, case)
    told = next((one for one in fired if one.work_kind == "escalation"), None)
    return ConcernPage(
        chrome=replace(visit.chrome, time_zone=case.calendar.time_zone),
        concern_id=concern.id,
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        kind=codes.load("concern_kinds").plain(concern.kind),
        said=concern.said,
        raised_by=concern.raised_by_name,
        raised_at=concern.happened_at,
        is_now=concern.kind != "talk_over",
        is_own=concern.raised_by == visit.actor.person_id,
        is_by_mentee=concern.raised_by == case.mentee_id,
        who=await who_was_told(visit.tx, case, fired, since=concern.happened_at),
        beside=await beside(visit.tx, case, fired, path=f"/concerns/{concern.id}/presences"),
        misfile_path=await misfile_path(visit, case, "concern", concern.id),
        form=form,
        report=await report_box(visit, concern, case),
        flag=await flag_box(visit, case, told.work_id, path=f"/concerns/{concern.id}/flags-told")
        if told
        else None,
        escalation_id=told.work_id if told else None,
        named=await named_said(visit, concern, case),
        safety_href=f"/concerns/{concern.id}/safety" if told and has_page(concern.kind) else "",
    )


@reads("/concerns/{concern_id:uuid}", action="see_concern", escalates=True)
async def show_one(visit: NamedDependency[Visit], concern_id: FromPath[UUID]) -> Template:
    concern, case = await see_concern(visit.tx, concern_id=concern_id, by=visit.actor)
    return show("concerns/show.html", await _shown(visit, concern, case, visit.fresh()))


@acts("/concerns/{concern_id:uuid}/presences", action="say_presence", escalates=True)
async def presences(visit: NamedDependency[Visit], concern_id: FromPath[UUID]) -> Redirect:
    """For whoever raised it: mentors do not see the escalation itself."""
    concern, case = await see_concern(visit.tx, concern_id=concern_id, by=visit.actor)
    escalation = escalation_of(await _behind(visit, concern, case))
    if escalation is None:
        raise Stale(mark("Nobody has to stay with them because of this any more."))
    try:
        said = presence_of(Reading(visit.form))
        await say_presence(visit.tx, work_id=escalation.work_id, **said, by=visit.actor, at=visit.at)
    except Invalid as wrong:
        page = await _shown(visit, concern, case, visit.again(wrong.errors))
        raise try_again("concerns/show.html", page) from wrong
    return await sent_to(visit, f"/concerns/{concern_id}", SAID)


@acts("/concerns/{concern_id:uuid}/flags-told", action="say_flag_told")
async def flags_told(visit: NamedDependency[Visit], concern_id: FromPath[UUID]) -> Redirect:
    """For whoever raised it, as with presences: also after the escalation was resolved."""
    concern, case = await see_concern(visit.tx, concern_id=concern_id, by=visit.actor)
    told = await escalation_behind(visit, concern, case)
    if told is None:
        raise NotFound
    try:
        said = flag_of(Reading(visit.form))
        await say_flag_told(visit.tx, work_id=told.work_id, **said, by=visit.actor, at=visit.at)
    except Invalid as wrong:
        page = await _shown(visit, concern, case, visit.again(wrong.errors))
        raise try_again("concerns/show.html", page) from wrong
    return await sent_to(visit, f"/concerns/{concern_id}", FLAG_SAID)


@acts("/concerns/{concern_id:uuid}/namings/{naming_id:uuid}/mistakes", action="ask_to_unname")
async def mistake(
    visit: NamedDependency[Visit], concern_id: FromPath[UUID], naming_id: FromPath[UUID]
) -> Redirect:
    concern, case = await see_concern(visit.tx, concern_id=concern_id, by=visit.actor)
    try:
        await ask_to_unname(
            visit.tx,
            concern_id=concern_id,
            naming_id=naming_id,
            words=Reading(visit.form).text("why_mistaken"),
            by=visit.actor,
            at=visit.at,
        )
    except Invalid as wrong:
        page = await _shown(visit, concern, case, visit.again(wrong.errors))
        raise try_again("concerns/show.html", page) from wrong
    return await sent_to(visit, f"/concerns/{concern_id}", mark("A second person decides about it."))


@acts("/concerns/{concern_id:uuid}/namings/{naming_id:uuid}/undoing", action="unname")
async def undoing(
    visit: NamedDependency[Visit], concern_id: FromPath[UUID], naming_id: FromPath[UUID]
) -> Redirect:
    await see_concern(visit.tx, concern_id=concern_id, by=visit.actor)
    await unname(visit.tx, concern_id=concern_id, naming_id=naming_id, by=visit.actor, at=visit.at)
    return await sent_to(visit, f"/concerns/{concern_id}", mark("They are not named in it any more."))


routes: list[Any] = [new, create, show_one, presences, flags_told, mistake, undoing]
