"""In which state does each school lie? Under /ready/site-states."""

from dataclasses import dataclass
from typing import Any

from litestar.di import NamedDependency
from litestar.response import Redirect, Template

from supervision.live_access import why_not_keep_duty, why_not_see_ready
from supervision.reporting_clock import STATES
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.refusals import Invalid
from workflows.records.sites import sites
from workflows.verbs.set_site_state import set_site_state


@dataclass(frozen=True, slots=True)
class NewSiteStatePage:
    """The form; `why_not` refuses it to this reader."""

    chrome: Chrome
    form: Form
    why_not: str | None
    schools: tuple[Choice, ...]
    states: tuple[Choice, ...] = tuple(Choice(one, one) for one in STATES.states)


async def _page(visit: Visit, form: Form) -> NewSiteStatePage:
    visit.insist(why_not_see_ready)
    schools = tuple(Choice(str(site_id), name) for site_id, name in await sites(visit.tx))
    return NewSiteStatePage(visit.chrome, form, why_not_keep_duty(visit.actor), schools)


@reads("/ready/site-states/new", action="see_new_site_state")
async def new(visit: NamedDependency[Visit]) -> Template:
    return show("site_states/new.html", await _page(visit, visit.fresh()))


@acts("/ready/site-states", action="set_site_state")
async def create(visit: NamedDependency[Visit]) -> Redirect:
    typed = Reading(visit.form)
    try:
        site_id = typed.uuid("site_id", required=mark("Choose one of the schools."))
        state = typed.one_of("state", STATES.states, required=mark("Choose the state."))
        typed.insist()
        assert site_id is not None
        await set_site_state(visit.tx, site_id=site_id, state=str(state), by=visit.actor, at=visit.at)
    except Invalid as wrong:
        raise try_again("site_states/new.html", await _page(visit, visit.again(wrong.errors))) from wrong
    return await sent_to(visit, "/ready", mark("It is written down."))


routes: list[Any] = [new, create]
