"""How is whoever is signed in reached when something cannot wait? Under /reached."""

from dataclasses import dataclass
from typing import Any

from litestar.di import NamedDependency
from litestar.response import Redirect, Template

from supervision.access import why_not_administrate
from supervision.phone_numbers import read_aloud
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.forms import Reading
from workflows.pages.page import Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.people import work_phone_of
from workflows.records.refusals import Invalid
from workflows.verbs.say_how_reached import say_how_reached


@dataclass(frozen=True, slots=True)
class ReachedPage:
    """One's own number, and nothing about anybody else. `sets_up_channels`: an administrator says what else is there."""

    chrome: Chrome
    form: Form
    sets_up_channels: bool


def _page(visit: Visit, form: Form) -> ReachedPage:
    return ReachedPage(visit.chrome, form, why_not_administrate(visit.actor) is None)


@reads("/reached", action="see_how_reached")
async def index(visit: NamedDependency[Visit]) -> Template:
    number = await work_phone_of(visit.tx)
    form = visit.fresh({"work_phone": read_aloud(number) if number else ""})
    return show("reached/index.html", _page(visit, form))


@acts("/reached", action="say_how_reached")
async def create(visit: NamedDependency[Visit]) -> Redirect:
    typed = Reading(visit.form)
    try:
        work_phone = typed.line("work_phone")
        typed.insist()
        await say_how_reached(visit.tx, work_phone=work_phone, by=visit.actor, at=visit.at)
    except Invalid as wrong:
        page = _page(visit, visit.again(wrong.errors))
        raise try_again("reached/index.html", page) from wrong
    return await sent_to(visit, "/reached", mark("It is kept."))


routes: list[Any] = [index, create]
