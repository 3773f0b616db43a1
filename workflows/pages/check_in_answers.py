"""A mentee's own pages: saying how it goes, by a link or on a device that is handed over. Under /check-in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from supervision.check_ins import ANSWERS, SaidInCheckIn
from workflows.pages.answers import TooLate, moved, show, too_late, try_again
from workflows.pages.coded_choices import choices_of
from workflows.pages.forms import Reading
from workflows.pages.handovers import LANGUAGES, picked, sent_forgetting
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import ANYONE, acts, reads
from workflows.pages.visits import Call, Visit
from workflows.records.handovers import Handover, handover_of
from workflows.records.phones import phones_of
from workflows.records.refusals import Invalid, NotFound
from workflows.verbs.check_in_by_link import TakenBack, check_in_by_link, open_check_in_link
from workflows.verbs.check_in_on_device import check_in_on_device
from workflows.verbs.see_case import see_case

_HELP: Final = "help"
_WORRIED: Final = "worried"
_OTHER_MENTOR: Final = "other_mentor"
_WANTS: Final = (
    Choice(
        _HELP,
        mark("I want to talk to somebody"),
        mark("Somebody at school is told as soon as you send this."),
    ),
    Choice(
        _WORRIED,
        mark("Something worries me, or I am worried about somebody else"),
        mark("Say below what it is, if you can. Somebody at school is told as soon as you send this."),
    ),
    Choice(
        _OTHER_MENTOR,
        mark("I would like another mentor"),
        mark("Somebody talks with you about it. Your mentor is not told what you said here."),
    ),
)


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


def _read(form: Form) -> SaidInCheckIn:
    """Raises `Invalid`; whether the answers can be taken, the verb says."""
    typed = Reading(form)
    how_it_goes = typed.one_of("how_it_goes", [one.value for one in choices_of(ANSWERS)], required=None)
    wants = typed.many_of("wants", (_HELP, _WORRIED, _OTHER_MENTOR))
    words = typed.text("words")
    typed.insist()
    # Whoever is worried about somebody asks for the same: that somebody comes at once.
    asks_for_help = _HELP in wants or _WORRIED in wants
    return SaidInCheckIn(how_it_goes or "", asks_for_help, _OTHER_MENTOR in wants, words)


def _by_link(call: Call, token: str, crisis_contact: str, form: Form) -> CheckInFormPage:
    said = form.value("language") or call.query.get("language", "")
    language = said if said in LANGUAGES else call.chrome.language
    chrome = replace(call.chrome, language=language)
    return CheckInFormPage(chrome, form, f"/check-in/{token}", crisis_contact, LANGUAGES)


@reads("/check-in/{token:str}", action="see_check_in_link", access=ANYONE, escalates=True)
async def show_link(call: NamedDependency[Call], token: FromPath[str]) -> Template:
    try:
        link = await open_check_in_link(call.doorstep, token, call.address)
    except TakenBack as gone:
        raise _taken_back(call, token, gone) from gone
    return show("check_ins/link.html", _by_link(call, token, link.crisis_contact, Form()))


def _taken_back(call: Call, token: str, gone: TakenBack) -> TooLate:
    return too_late("check_ins/taken_back.html", _by_link(call, token, gone.link.crisis_contact, call.form))


@acts("/check-in/{token:str}", action="check_in_by_link", access=ANYONE, escalates=True)
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
    except TakenBack as gone:
        raise _taken_back(call, token, gone) from gone
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


@reads("/check-in", action="see_check_in_on_device", while_handed_over=True, escalates=True)
async def show_on_device(visit: NamedDependency[Visit]) -> Response[Any]:
    handover = handover_of(visit.tx)
    if handover is None or not handover.asks_check_in:
        return moved("/" if handover is None else "/handover")
    if handover.is_given_back:
        page = await _on_device(visit, handover, Form(), picked(handover.language or "", visit))
        return show("handovers/thanks.html", page)
    language = picked(visit.query.get("language", ""), visit)
    return show("check_ins/device.html", await _on_device(visit, handover, visit.fresh(), language))


@acts("/check-in", action="check_in_on_device", while_handed_over=True, escalates=True)
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


routes: list[Any] = [show_link, answer_link, show_on_device, answer_on_device]
