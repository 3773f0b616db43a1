"""Assigning a mentor to a mentee, with a plan of sessions. Under /mentees/{mentee_id}/matches."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from care_steps.steps import Step
from supervision.access import why_not_assign
from supervision.assigning import steps_to_assign, why_not_assign_now
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.forms import Reading
from workflows.pages.match_form import BASES, EVERY, OWN, Offered, read_assignment
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.episodes import Case
from workflows.records.offers import live_offer
from workflows.records.people import mentors_at, supervisors_at
from workflows.records.refusals import Invalid, NotAllowed, Refused, Stale
from workflows.verbs.assign import assign
from workflows.verbs.see_case import see_case

UNSEEN = mark("This form is incomplete. Load the page again.")


@dataclass(frozen=True, slots=True)
class NewMatchPage:
    """The form for one case."""

    chrome: Chrome
    form: Form
    mentee_id: UUID
    mentee_name: str
    step: Step
    offered: Offered
    every: tuple[Choice, ...] = EVERY
    bases: tuple[Choice, ...] = BASES


async def _offered(visit: Visit, case: Case) -> Offered:
    """Who and what can be chosen; raises the refusal when nobody can be assigned now."""
    if why := why_not_assign(visit.actor, case.standing):
        raise NotAllowed(why)
    offer = await live_offer(visit.tx, case.id)
    offer_to = offer.to_step if offer else None
    why = why_not_assign_now(
        case.step,
        offer_state=offer.state if offer else None,
        offer_to=offer_to,
        is_served=case.serving_match_id is not None,
    )
    if why is not None:
        raise Refused(why)
    return Offered(
        steps=steps_to_assign(case.step, offer_to=offer_to),
        mentors=await mentors_at(visit.tx, case.site_id, at=visit.at),
        supervisors=await supervisors_at(visit.tx, case.site_id, at=visit.at),
        is_start=offer is None and case.step is Step.REFERRED,
        replaces=offer is None and case.step is not Step.REFERRED,
        today=case.calendar.local_day(visit.at),
    )


def _page(visit: Visit, case: Case, offered: Offered, form: Form) -> NewMatchPage:
    return NewMatchPage(visit.chrome, form, case.mentee_id, case.mentee_name, case.step, offered)


@reads("/mentees/{mentee_id:uuid}/matches/new", action="see_new_match")
async def new(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Template:
    case = await see_case(visit.tx, mentee_id=mentee_id, by=visit.actor)
    offered = await _offered(visit, case)
    usual = {"direct_supervisor_id": OWN, "every_days": EVERY[0].value, "for_step": offered.steps[0].value}
    form = visit.fresh(usual, seen_version=case.version)
    return show("matches/new.html", _page(visit, case, offered, form))


@acts("/mentees/{mentee_id:uuid}/matches", action="assign")
async def create(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Redirect:
    case = await see_case(visit.tx, mentee_id=mentee_id, by=visit.actor)
    offered = await _offered(visit, case)
    if visit.form.seen_version is None:
        raise Stale(UNSEEN)
    try:
        await assign(
            visit.tx,
            episode_id=case.id,
            assignment=read_assignment(Reading(visit.form), offered),
            seen_version=visit.form.seen_version,
            by=visit.actor,
            at=visit.at,
        )
    except Invalid as wrong:
        page = _page(visit, case, offered, visit.again(wrong.errors))
        raise try_again("matches/new.html", page) from wrong
    notice = (
        mark("The mentor is assigned and takes over now.")
        if offered.replaces
        else mark("The mentor is assigned. The step begins with the first session made.")
    )
    return await sent_to(visit, f"/mentees/{mentee_id}", notice)


routes: list[Any] = [new, create]
