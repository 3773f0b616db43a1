"""Views on an offer: what the mentee and the guardian think about it, in their words. Under /offers/{id}/views."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from care_steps.steps import Step
from supervision.access import why_not_see_decisions, why_not_state_view
from supervision.stated_views import ABOUT_AN_OFFER, Whose
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.components import TimelineItem
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.views import view_item
from workflows.pages.visits import Visit
from workflows.records.episodes import Case
from workflows.records.offers import Offer, load_offer
from workflows.records.refusals import Invalid, NotAllowed
from workflows.records.stated_views import views_on_offer
from workflows.verbs.see_case import see_case
from workflows.verbs.state_view import state_view


@dataclass(frozen=True, slots=True)
class NewOfferViewPage:
    """Whose view of this offer may be written down here, and what was said before."""

    chrome: Chrome
    form: Form
    offer_id: UUID
    to_step: Step
    mentee_name: str
    choices: tuple[Choice, ...]
    earlier: tuple[TimelineItem, ...]


async def _seen(visit: Visit, offer_id: UUID) -> tuple[Offer, Case]:
    """Raises `NotFound` for strangers, and `NotAllowed` for mentors: they do not see that anything is offered."""
    offer = await load_offer(visit.tx, offer_id)
    case = await see_case(
        visit.tx, by=visit.actor, episode_id=offer.episode_id, object_kind="offer", object_id=offer_id
    )
    if why := why_not_see_decisions(visit.actor, case.standing):
        raise NotAllowed(why)
    return offer, case


async def _page(visit: Visit, offer: Offer, case: Case, form: Form) -> NewOfferViewPage:
    return NewOfferViewPage(
        chrome=replace(visit.chrome, time_zone=case.calendar.time_zone),
        form=form,
        offer_id=offer.id,
        to_step=offer.to_step,
        mentee_name=case.mentee_name,
        choices=tuple(_choice(visit, case, one) for one in ABOUT_AN_OFFER),
        earlier=tuple(view_item(one) for one in await views_on_offer(visit.tx, offer.id)),
    )


def _choice(visit: Visit, case: Case, whose: Whose) -> Choice:
    why = why_not_state_view(visit.actor, case.standing, whose=whose)
    return Choice(whose.value, whose.plain, why, disabled=why is not None)


@reads("/offers/{offer_id:uuid}/views/new", action="see_new_offer_view")
async def new(visit: NamedDependency[Visit], offer_id: FromPath[UUID]) -> Template:
    offer, case = await _seen(visit, offer_id)
    return show("offer_views/new.html", await _page(visit, offer, case, visit.fresh()))


@acts("/offers/{offer_id:uuid}/views", action="state_view")
async def create(visit: NamedDependency[Visit], offer_id: FromPath[UUID]) -> Redirect:
    offer, case = await _seen(visit, offer_id)
    typed = Reading(visit.form)
    try:
        whose = typed.one_of("whose", ABOUT_AN_OFFER, required=mark("Say whose words these are."))
        typed.text("words", required=mark("Write down what was said."))
        typed.insist()
        await state_view(
            visit.tx,
            episode_id=case.id,
            whose=Whose(str(whose)),
            # Not a letter of it is changed, not even the white space around it.
            words=visit.form.value("words"),
            by=visit.actor,
            at=visit.at,
            offer_id=offer.id,
        )
    except Invalid as wrong:
        page = await _page(visit, offer, case, visit.again(wrong.errors))
        raise try_again("offer_views/new.html", page) from wrong
    return await sent_to(visit, f"/offers/{offer_id}", mark("It is written down."))


routes: list[Any] = [new, create]
