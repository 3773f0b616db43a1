"""Hand-overs: a young person fills a form in on the adult's device, which then opens nothing else. /handover.

How the device gets into their hands is `new_handovers`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from litestar import Response
from litestar.di import NamedDependency
from litestar.response import Redirect

from triage.answers import State
from triage.instruments import Instrument
from workflows.pages.administration_form import instrument_named
from workflows.pages.answers import moved, sent_to, show, try_again
from workflows.pages.asked_questions import Asked, asked
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.handovers import Handover, handover_of
from workflows.records.phones import phones_of
from workflows.records.refusals import Invalid, NotFound
from workflows.records.sign_ins import new_token
from workflows.verbs.hand_in import hand_in
from workflows.verbs.see_case import see_case

LANGUAGES: Final = {"en": "English", "es": "Español"}
"""Each in its own words, since it is read by who reads it."""
_SKIPPED: Final = Choice(State.REFUSED.value, mark("I’d rather not answer"))


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


@reads("/handover", action="see_handover", while_handed_over=True, escalates=True)
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


@acts("/handover", action="hand_in", while_handed_over=True, escalates=True)
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


routes: list[Any] = [show_one, update]
