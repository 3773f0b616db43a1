"""Care begins with a professional, with no earlier step. Under /mentees/{id}/professional-starts."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from care_steps.steps import Step
from supervision.assigning import why_not_offer_start
from supervision.intake_access import why_not_offer_professional
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.forms import Reading
from workflows.pages.match_form import BASES
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.start_said import StartBox, read_reasons, start_box
from workflows.pages.telling_form import USUAL, read_told_if
from workflows.pages.visits import Visit
from workflows.records.episodes import Case
from workflows.records.offers import live_offer
from workflows.records.refusals import Invalid, NotAllowed, Refused
from workflows.records.starts import StartNow, start_now
from workflows.verbs.offer_professional import ProfessionalStart, offer_professional
from workflows.verbs.see_case import see_case

SERVICES = "A referral to a professional outside the school; the step begins with the first contact there."


@dataclass(frozen=True, slots=True)
class NewProfessionalStartPage:
    """The form with which a professional is offered from intake."""

    chrome: Chrome
    form: Form
    mentee_id: UUID
    mentee_name: str
    start: StartBox
    bases: tuple[Choice, ...] = BASES


async def _case(visit: Visit, mentee_id: UUID) -> tuple[Case, StartNow]:
    case = await see_case(visit.tx, mentee_id=mentee_id, by=visit.actor)
    if why := why_not_offer_professional(visit.actor, case.standing):
        raise NotAllowed(why)
    if why := why_not_offer_start(case.step, has_offer=await live_offer(visit.tx, case.id) is not None):
        raise Refused(why)
    return case, await start_now(visit.tx, case)


def _page(visit: Visit, case: Case, now: StartNow, form: Form) -> NewProfessionalStartPage:
    return NewProfessionalStartPage(
        chrome=replace(visit.chrome, time_zone=case.calendar.time_zone),
        form=form,
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        start=start_box(now, Step.PROFESSIONAL),
    )


@reads(
    "/mentees/{mentee_id:uuid}/professional-starts/new", action="see_new_professional_start", has_draft=True
)
async def new(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Template:
    case, now = await _case(visit, mentee_id)
    form = visit.fresh(USUAL, seen_version=case.version)
    return show("professional_starts/new.html", _page(visit, case, now, form))


@acts("/mentees/{mentee_id:uuid}/professional-starts", action="offer_professional")
async def create(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Redirect:
    case, now = await _case(visit, mentee_id)
    try:
        seen = Reading(visit.form).seen_version()
        offer_id = await offer_professional(
            visit.tx,
            episode_id=case.id,
            start=_read(visit.form, now),
            seen_version=seen,
            by=visit.actor,
            at=visit.at,
        )
    except Invalid as wrong:
        page = _page(visit, case, now, visit.again(wrong.errors))
        raise try_again("professional_starts/new.html", page) from wrong
    return await sent_to(visit, f"/offers/{offer_id}", mark("The professional is offered. Next: the answer."))


def _read(form: Form, now: StartNow) -> ProfessionalStart:
    typed = Reading(form)
    typed.seen_version()
    reasons = read_reasons(typed)
    told = read_told_if(typed, form, is_wanted=now.wants_telling, usual_services=SERVICES)
    basis = typed.one_of(
        "consent_basis",
        [one.value for one in BASES],
        required=mark("Choose the basis on which care begins."),
    )
    words = typed.text("words")
    typed.insist()
    return ProfessionalStart(basis or "", reasons, told, words)


routes: list[Any] = [new, create]
