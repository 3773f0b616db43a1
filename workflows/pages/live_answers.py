"""Saying what no record can say before going live. Under /ready/answers/{item}."""

from dataclasses import dataclass
from typing import Any, Final

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from supervision.live_access import why_not_answer_item, why_not_see_ready
from supervision.live_items import LIVE, Item, ItemKey
from triage import instruments
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.refusals import Invalid, NotFound
from workflows.verbs.answer_live_item import answer_live_item, wordings_asked

DONE, NOT_DONE = "done", "not_done"
_CHOICES: Final = (
    Choice(DONE, mark("Yes, it is done")),
    Choice(NOT_DONE, mark("No, or not any more")),
)


@dataclass(frozen=True, slots=True)
class NewLiveAnswerPage:
    """What is asked; `forms` are the questionnaires whose wording was compared, empty for another item."""

    chrome: Chrome
    form: Form
    item: Item
    forms: tuple[Choice, ...]
    why_not: str | None
    choices: tuple[Choice, ...] = _CHOICES


def _page(visit: Visit, item: str, form: Form) -> NewLiveAnswerPage:
    """Raises `NotFound` for what nobody has to say, `NotAllowed` for who may not see the list."""
    visit.insist(why_not_see_ready)
    asked = LIVE.find(item)
    if asked is None or asked.kind != "answered":
        raise NotFound
    forms = [instruments.load(one) for one in wordings_asked()] if asked.key is ItemKey.WORDING else []
    return NewLiveAnswerPage(
        chrome=visit.chrome,
        form=form,
        item=asked,
        forms=tuple(Choice(one.id, one.name, one.source) for one in forms),
        why_not=why_not_answer_item(visit.actor, asked),
    )


@reads("/ready/answers/{item:str}/new", action="see_new_live_answer")
async def new(visit: NamedDependency[Visit], item: FromPath[str]) -> Template:
    return show("live_answers/new.html", _page(visit, item, visit.fresh()))


@acts("/ready/answers/{item:str}", action="answer_live_item")
async def create(visit: NamedDependency[Visit], item: FromPath[str]) -> Redirect:
    typed = Reading(visit.form)
    try:
        forms = typed.many_of("forms", wordings_asked())
        answer = typed.one_of("answer", (DONE, NOT_DONE), required=mark("Say whether it is done."))
        words = typed.text("words", required=mark("Say who checked it, on which day, and with what."))
        typed.insist()
        await answer_live_item(
            visit.tx, item=item, forms=forms, is_done=answer == DONE, words=words,
            by=visit.actor, at=visit.at,
        )  # fmt: skip
    except Invalid as wrong:
        page = _page(visit, item, visit.again(wrong.errors))
        raise try_again("live_answers/new.html", page) from wrong
    return await sent_to(visit, "/ready", mark("It is written down."))


routes: list[Any] = [new, create]
