"""Check-ins: a mentee says how it goes, by a link or on a device that is handed over, and carers read it.

Under /mentees/{id}/check-ins, /check-in and /check-ins/{id}.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from care_steps import codes
from supervision.check_in_limits import LIMITS
from supervision.check_ins import ANSWERS, SaidInCheckIn
from supervision.voice_access import why_not_ask_check_in, why_not_see_check_in
from workflows.pages.answers import moved, show, try_again
from workflows.pages.coded_choices import choices_of
from workflows.pages.forms import Reading
from workflows.pages.handovers import LANGUAGES, picked, sent_forgetting
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import ANYONE, acts, reads
from workflows.pages.visits import Call, Visit
from workflows.records.check_ins import load_check_in
from workflows.records.episodes import Case
from workflows.records.handovers import Handover, handover_of
from workflows.records.phones import phones_of
from workflows.records.refusals import Invalid, NotFound
from workflows.verbs.check_in_by_link import check_in_by_link, open_check_in_link
from workflows.verbs.check_in_on_device import check_in_on_device
from workflows.verbs.hand_over_check_in import hand_over_check_in
from workflows.verbs.make_check_in_link import CLOSED, make_check_in_link
from workflows.verbs.see_case import see_case

_HELP: Final = "help"
_OTHER_MENTOR: Final = "other_mentor"
_WANTS: Final = (
    Choice(
        _HELP,
        mark("I want to talk to somebody"),
        mark("Somebody at school is told as soon as you send this."),
    ),
    Choice(
        _OTHER_MENTOR,
        mark("I would like another mentor"),
        mark("Somebody talks with you about it. Your mentor is not told what you said here."),
    ),
)


@dataclass(frozen=True, slots=True)
class NewCheckInPage:
    """Two ways to ask. `why_not` refuses both to this reader."""

    chrome: Chrome
    form: Form
    mentee_id: UUID
    mentee_name: str
    mentee_called: str
    why_not: str | None
    reads_it: bool


@dataclass(frozen=True, slots=True)
class MadeCheckInPage:
    """The link, shown this one time."""

    chrome: Chrome
    mentee_id: UUID
    mentee_name: str
    path: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class CheckInFormPage:
    """What the mentee reads. By a link it names nobody; `adult_name` has handed the device over."""

    chrome: Chrome
    form: Form
    path: str
    crisis_contact: str
    languages: Mapping[str, str]
    mentee_called: str = ""
    adult_name: str = ""
    asks_safety: bool = False
    answers: tuple[Choice, ...] = choices_of(ANSWERS)
    wants: tuple[Choice, ...] = _WANTS


@dataclass(frozen=True, slots=True)
class CheckInPage:
    """One check-in, for those who look after the mentee."""

    chrome: Chrome
    mentee_id: UUID
    mentee_name: str
    how_it_goes: str
    said: SaidInCheckIn
    by_link: bool
    asked_by_name: str
    happened_at: datetime


async def _new_page(visit: Visit, mentee_id: UUID) -> tuple[NewCheckInPage, Case]:
    case = await see_case(visit.tx, by=visit.actor, mentee_id=mentee_id)
    page = NewCheckInPage(
        chrome=visit.chrome,
        form=visit.fresh(),
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        mentee_called=case.mentee_called,
        why_not=why_not_ask_check_in(visit.actor, case.standing)
        or (None if case.step.is_open else mark(CLOSED)),
        reads_it=why_not_see_check_in(visit.actor, case.standing) is None,
    )
    return page, case


@reads("/mentees/{mentee_id:uuid}/check-ins/new", action="see_new_check_in")
async def new(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Template:
    page, _ = await _new_page(visit, mentee_id)
    return show("check_ins/new.html", page)


@acts("/mentees/{mentee_id:uuid}/check-ins", action="make_check_in_link")
async def create(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Template:
    page, case = await _new_page(visit, mentee_id)
    token = await make_check_in_link(visit.tx, episode_id=case.id, by=visit.actor, at=visit.at)
    chrome = replace(visit.chrome, time_zone=case.calendar.time_zone)
    path, until = f"/check-in/{token}", visit.at + LIMITS.link
    return show("check_ins/made.html", MadeCheckInPage(chrome, page.mentee_id, page.mentee_name, path, until))


@acts("/mentees/{mentee_id:uuid}/check-ins/handover", action="hand_over_check_in")
async def hand_over(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Redirect:
    _, case = await _new_page(visit, mentee_id)
    await hand_over_check_in(visit.tx, episode_id=case.id, by=visit.actor, at=visit.at)
    return await sent_forgetting(visit, "/check-in")


def _read(form: Form) -> SaidInCheckIn:
    """Raises `Invalid`; whether the answers can be taken, the verb says."""
    typed = Reading(form)
    how_it_goes = typed.one_of("how_it_goes", [one.value for one in choices_of(ANSWERS)], required=None)
    wants = typed.many_of("wants", (_HELP, _OTHER_MENTOR))
    words = typed.text("words")
    typed.insist()
    return SaidInCheckIn(how_it_goes or "", _HELP in wants, _OTHER_MENTOR in wants, words)


def _by_link(call: Call, token: str, crisis_contact: str, form: Form) -> CheckInFormPage:
    said = form.value("language") or call.query.get("language", "")
    language = said if said in LANGUAGES else call.chrome.language
    chrome = replace(call.chrome, language=language)
    return CheckInFormPage(chrome, form, f"/check-in/{token}", crisis_contact, LANGUAGES)


@reads("/check-in/{token:str}", action="see_check_in_link", access=ANYONE)
async def show_link(call: NamedDependency[Call], token: FromPath[str]) -> Template:
    link = await open_check_in_link(call.doorstep, token, call.address)
    return show("check_ins/link.html", _by_link(call, token, link.crisis_contact, Form()))


@acts("/check-in/{token:str}", action="check_in_by_link", access=ANYONE)
async def answer_link(call: NamedDependency[Call], token: FromPath[str]) -> Template:
    """The thanks in place of a way on: the link leads nowhere any more."""
    try:
        link = await check_in_by_link(
            call.doorstep,
            token=token,
            said=_read(call.form),
            address=call.address,
            request_id=call.request_id,
        )
    except Invalid as wrong:
        link = await open_check_in_link(call.doorstep, token, call.address)
        page = _by_link(call, token, link.crisis_contact, call.again(wrong.errors))
        raise try_again("check_ins/link.html", page) from wrong
    return show("check_ins/thanks.html", _by_link(call, token, link.crisis_contact, call.form))


async def _on_device(visit: Visit, handover: Handover, form: Form, language: str) -> CheckInFormPage:
    case = await see_case(visit.tx, by=visit.actor, episode_id=handover.episode_id, object_kind="handover")
    return CheckInFormPage(
        chrome=replace(visit.chrome, language=language),
        form=form,
        path="/check-in",
        crisis_contact=(await phones_of(visit.tx, case)).crisis_contact,
        languages=LANGUAGES,
        mentee_called=case.mentee_called,
        adult_name=visit.actor.name,
    )


@reads("/check-in", action="see_check_in_on_device", while_handed_over=True)
async def show_on_device(visit: NamedDependency[Visit]) -> Response[Any]:
    handover = handover_of(visit.tx)
    if handover is None or not handover.asks_check_in:
        return moved("/" if handover is None else "/handover")
    if handover.is_given_back:
        page = await _on_device(visit, handover, Form(), picked(handover.language or "", visit))
        return show("handovers/thanks.html", page)
    language = picked(visit.query.get("language", ""), visit)
    return show("check_ins/device.html", await _on_device(visit, handover, visit.fresh(), language))


@acts("/check-in", action="check_in_on_device", while_handed_over=True)
async def answer_on_device(visit: NamedDependency[Visit]) -> Redirect:
    handover = handover_of(visit.tx)
    if handover is None or not handover.asks_check_in:
        raise NotFound
    language, has_stopped = picked(visit.form.value("language"), visit), visit.form.value("stop") == "yes"
    try:
        said = None if has_stopped else _read(visit.form)
        await check_in_on_device(visit.tx, said=said, language=language, by=visit.actor, at=visit.at)
    except Invalid as wrong:
        page = await _on_device(visit, handover, visit.again(wrong.errors), language)
        raise try_again("check_ins/device.html", page) from wrong
    return await sent_forgetting(visit, "/check-in")


@reads("/check-ins/{check_in_id:uuid}", action="see_check_in")
async def show_one(visit: NamedDependency[Visit], check_in_id: FromPath[UUID]) -> Template:
    """What a mentor may not read looks like what is not there."""
    found = await load_check_in(visit.tx, check_in_id)
    case = await see_case(
        visit.tx, by=visit.actor, episode_id=found.episode_id, object_kind="check_in", object_id=check_in_id
    )
    if why_not_see_check_in(visit.actor, case.standing) is not None:
        raise NotFound
    page = CheckInPage(
        chrome=replace(visit.chrome, time_zone=case.calendar.time_zone),
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        how_it_goes=codes.load(ANSWERS).plain(found.said.how_it_goes),
        said=found.said,
        by_link=found.given_by == "link",
        asked_by_name=found.asked_by_name,
        happened_at=found.happened_at,
    )
    return show("check_ins/show.html", page)


routes: list[Any] = [
    new,
    create,
    hand_over,
    show_link,
    answer_link,
    show_on_device,
    answer_on_device,
    show_one,
]
