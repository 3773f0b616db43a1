"""Hand-overs: a young person fills a form in on the adult's device, which then opens nothing else. /handover."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from supervision.access import is_mentor_only, why_not_administer
from supervision.chain import why_not_answerable
from triage.answers import State
from triage.instruments import Instrument
from workflows.pages.administration_form import CORRECTION, instrument_named
from workflows.pages.answers import moved, sent_to, show, try_again
from workflows.pages.asked_questions import Asked, asked
from workflows.pages.coded_choices import choices_of
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.episodes import Case
from workflows.records.handovers import Handover, handover_of
from workflows.records.phones import phones_of
from workflows.records.placeholders import why_not_use
from workflows.records.refusals import Invalid, NotFound
from workflows.records.sign_ins import new_token
from workflows.verbs.hand_in import hand_in
from workflows.verbs.hand_over import NOT_HANDED_OVER, hand_over
from workflows.verbs.hand_over_measures import hand_over_measures
from workflows.verbs.see_case import see_case

LANGUAGES: Final = {"en": "English", "es": "Español"}
"""Each in its own words, since it is read by who reads it."""
_SKIPPED: Final = Choice(State.REFUSED.value, mark("I’d rather not answer"))


@dataclass(frozen=True, slots=True)
class NewHandoverPage:
    """Before the device leaves the adult's hands."""

    chrome: Chrome
    form: Form
    mentee_id: UUID
    mentee_name: str
    mentee_called: str
    instrument: Instrument
    reasons: tuple[Choice, ...]
    why_not: str | None


@dataclass(frozen=True, slots=True)
class HandoverPage:
    """What the young person reads: the form, or the thanks for it. No score, no cut-off and nobody else's name.

    `number` of `of`: which form it is of those that were handed over. `asks_safety`: one that was shown does.
    """

    chrome: Chrome
    form: Form
    mentee_called: str
    adult_name: str
    instrument: Instrument
    items: tuple[Asked, ...]
    crisis_contact: str
    languages: Mapping[str, str]
    number: int
    of: int
    asks_safety: bool

    @property
    def is_in_language(self) -> bool:
        """Are there questions in the language that was picked?"""
        return self.instrument.is_in(self.chrome.language)


async def _case(visit: Visit, mentee_id: UUID) -> Case:
    """Raises `NotFound` for strangers and for mentors, who see no answers."""
    case = await see_case(visit.tx, by=visit.actor, mentee_id=mentee_id)
    if is_mentor_only(visit.actor, case.standing):
        raise NotFound
    return case


async def _new_page(visit: Visit, case: Case, instrument: Instrument, form: Form) -> NewHandoverPage:
    has_safety_item, today = instrument.has_safety_item, case.calendar.local_day(visit.at)
    why = why_not_administer(visit.actor, case.standing, has_safety_item=has_safety_item, on=today)
    return NewHandoverPage(
        chrome=visit.chrome,
        form=form,
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        mentee_called=case.mentee_called,
        instrument=instrument,
        reasons=choices_of("reasons_asked", without=(CORRECTION,)),
        why_not=(None if instrument.is_self_report else NOT_HANDED_OVER)
        or why
        or why_not_answerable(case.standing, has_safety_item=has_safety_item)
        or await why_not_use(visit.tx, instrument),
    )


_UNDER: Final = "/mentees/{mentee_id:uuid}/administrations/{instrument_id:str}/handovers"


@reads(f"{_UNDER}/new", action="see_new_handover")
async def new(
    visit: NamedDependency[Visit], mentee_id: FromPath[UUID], instrument_id: FromPath[str]
) -> Template:
    case, instrument = await _case(visit, mentee_id), instrument_named(instrument_id)
    return show("handovers/new.html", await _new_page(visit, case, instrument, visit.fresh()))


@acts(_UNDER, action="hand_over")
async def create(
    visit: NamedDependency[Visit], mentee_id: FromPath[UUID], instrument_id: FromPath[str]
) -> Redirect:
    case, instrument = await _case(visit, mentee_id), instrument_named(instrument_id)
    typed = Reading(visit.form)
    reasons = [choice.value for choice in choices_of("reasons_asked", without=(CORRECTION,))]
    try:
        reason = typed.one_of("reason_asked", reasons, required=mark("Say why the form is given."))
        typed.insist()
        await hand_over(
            visit.tx,
            episode_id=case.id,
            instrument_id=instrument.id,
            reason_asked=str(reason),
            by=visit.actor,
            at=visit.at,
        )
    except Invalid as wrong:
        page = await _new_page(visit, case, instrument, visit.again(wrong.errors))
        raise try_again("handovers/new.html", page) from wrong
    return await sent_forgetting(visit)


@acts("/mentees/{mentee_id:uuid}/measures/handover", action="hand_over_measures")
async def create_several(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Redirect:
    """Everything that is due for this mentee, one form after the other."""
    case = await _case(visit, mentee_id)
    await hand_over_measures(visit.tx, episode_id=case.id, by=visit.actor, at=visit.at)
    return await sent_forgetting(visit)


async def sent_forgetting(visit: Visit, to: str = "/handover") -> Redirect:
    """On to the form, and nothing that was on the screen before comes back.

    Browsers keep pages in memory for their back button, also pages that must not be stored; they drop them when
    a cookie has changed that scripts cannot read. `Clear-Site-Data` does not reach them (Chromium, 2026).
    """
    sent = await sent_to(visit, to)
    sent.cookies = [visit.cookies.set(visit.cookies.caller, new_token()[0])]
    return sent


def _served(visit: Visit) -> Handover:
    handover = handover_of(visit.tx)
    if handover is None or handover.asks_check_in:
        raise NotFound
    return handover


def picked(asked_for: str, visit: Visit) -> str:
    """The language that was picked, else the browser's."""
    return asked_for if asked_for in LANGUAGES else visit.chrome.language


async def _page(visit: Visit, handover: Handover, form: Form, language: str) -> HandoverPage:
    case = await see_case(visit.tx, by=visit.actor, episode_id=handover.episode_id, object_kind="handover")
    instrument = instrument_named(handover.instrument_id)
    return HandoverPage(
        chrome=replace(visit.chrome, language=language),
        form=form,
        mentee_called=case.mentee_called,
        adult_name=visit.actor.name,
        instrument=instrument,
        items=tuple(
            replace(asked(question, is_extra=False), missing=(_SKIPPED,)) for question in instrument.questions
        ),
        crisis_contact=(await phones_of(visit.tx, case)).crisis_contact,
        languages=LANGUAGES,
        number=handover.number,
        of=handover.of,
        asks_safety=any(instrument_named(one).has_safety_item for one in handover.until_now),
    )


@reads("/handover", action="see_handover", while_handed_over=True)
async def show_one(visit: NamedDependency[Visit]) -> Response[Any]:
    handover = handover_of(visit.tx)
    if handover is None:
        return moved("/")
    if handover.asks_check_in:
        return moved("/check-in")
    if handover.is_given_back:
        page = await _page(visit, handover, Form(), picked(handover.language or "", visit))
        return show("handovers/thanks.html", page)
    language = picked(visit.query.get("language") or handover.language or "", visit)
    page = await _page(visit, handover, visit.fresh(seen_version=handover.number), language)
    is_begun = not handover.is_between or visit.query.get("go") == "on"
    return show("handovers/show.html" if is_begun else "handovers/between.html", page)


@acts("/handover", action="hand_in", while_handed_over=True)
async def update(visit: NamedDependency[Visit]) -> Redirect:
    handover, typed = _served(visit), Reading(visit.form)
    instrument = instrument_named(handover.instrument_id)
    language = picked(visit.form.value("language"), visit)
    try:
        answers = {
            question.key: _answer(typed, question.key, instrument) for question in instrument.questions
        }
        typed.insist()
        await hand_in(
            visit.tx,
            answers=answers,
            stopped=visit.form.value("stop") == "yes",
            language=language,
            by=visit.actor,
            at=visit.at,
            number=typed.seen_version(),
        )
    except Invalid as wrong:
        page = await _page(visit, handover, visit.again(wrong.errors), language)
        raise try_again("handovers/show.html", page) from wrong
    return await sent_forgetting(visit)


def _answer(typed: Reading, key: str, instrument: Instrument) -> int | str | None:
    """A question may be left open: None. Nothing is asked for a second time, and nothing is refused for a gap."""
    question = next(one for one in instrument.questions if one.key == key)
    values = (*(str(option.value) for option in question.options), _SKIPPED.value)
    found = typed.one_of(f"answer_{key}", values, required=None)
    return int(found) if found and found.isdigit() else found


routes: list[Any] = [new, create, create_several, show_one, update]
