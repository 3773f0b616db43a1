"""A mentor kept free for a mentee while consent is out. Under /mentees/{mentee_id}/reservations."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from care_steps.steps import Step
from supervision.assigning import reserved_until, steps_to_assign, why_not_reserve_now
from supervision.intake_access import why_not_reserve_mentor
from supervision.matching import Ranked
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.forms import Reading
from workflows.pages.mentor_choices import live_reservation, ranked_for, step_to_begin
from workflows.pages.page import Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.episodes import Case
from workflows.records.offers import live_offer
from workflows.records.refusals import Invalid, NotAllowed, Refused
from workflows.records.reservations import Reservation
from workflows.records.starts import start_now
from workflows.verbs.release_reservation import release_reservation
from workflows.verbs.reserve_mentor import reserve_mentor
from workflows.verbs.see_case import see_case


@dataclass(frozen=True, slots=True)
class ReservationsPage:
    """Who is kept free, or who could be, the best first; `until_on` counts from today."""

    chrome: Chrome
    form: Form
    mentee_id: UUID
    mentee_name: str
    reservation: Reservation | None
    possible: tuple[Ranked, ...]
    until_on: date


async def _case(visit: Visit, mentee_id: UUID) -> Case:
    case = await see_case(visit.tx, mentee_id=mentee_id, by=visit.actor)
    if why := why_not_reserve_mentor(visit.actor, case.standing):
        raise NotAllowed(why)
    return case


async def _page(visit: Visit, case: Case, form: Form) -> ReservationsPage:
    offer = await live_offer(visit.tx, case.id)
    offer_to = offer.to_step if offer else None
    if why := why_not_reserve_now(case.step, offer_to=offer_to):
        raise Refused(why)
    start = await start_now(visit.tx, case) if offer is None and case.step is Step.REFERRED else None
    step = step_to_begin(steps_to_assign(case.step, offer_to=offer_to), asked="", start=start)
    ranked = await ranked_for(visit, case, step)
    return ReservationsPage(
        chrome=visit.chrome,
        form=form,
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        reservation=await live_reservation(visit, case),
        possible=tuple(one for one in ranked if not one.is_refused),
        until_on=reserved_until(case.calendar, visit.at),
    )


@reads("/mentees/{mentee_id:uuid}/reservations", action="see_reservations")
async def index(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Template:
    case = await _case(visit, mentee_id)
    return show("reservations/index.html", await _page(visit, case, visit.fresh()))


@acts("/mentees/{mentee_id:uuid}/reservations", action="reserve_mentor")
async def create(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Redirect:
    case = await _case(visit, mentee_id)
    typed = Reading(visit.form)
    try:
        mentor_id = typed.uuid("mentor_id", required=mark("Choose a mentor."))
        typed.insist()
        if mentor_id is None:
            raise Invalid(typed.errors)
        await reserve_mentor(visit.tx, episode_id=case.id, mentor_id=mentor_id, by=visit.actor, at=visit.at)
    except Invalid as wrong:
        page = await _page(visit, case, visit.again(wrong.errors))
        raise try_again("reservations/index.html", page) from wrong
    notice = mark("The mentor is kept free. Assign as soon as consent is back.")
    return await sent_to(visit, f"/mentees/{mentee_id}", notice)


@acts("/mentees/{mentee_id:uuid}/reservations/release", action="release_reservation")
async def release(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Redirect:
    case = await _case(visit, mentee_id)
    await release_reservation(visit.tx, episode_id=case.id, by=visit.actor, at=visit.at)
    return await sent_to(visit, f"/mentees/{mentee_id}", mark("The mentor is free for others again."))


routes: list[Any] = [index, create, release]
