"""Check-ins: somebody asks a mentee how it goes, and carers read the answer.

Under /mentees/{id}/check-ins and /check-ins/{id}; the mentee's own pages are in `check_in_answers.py`.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from care_steps import codes
from supervision.check_in_limits import LIMITS
from supervision.check_ins import ANSWERS, SaidInCheckIn
from supervision.voice_access import why_not_ask_check_in, why_not_see_check_in
from workflows.pages.answers import kept_as, sent_to, show
from workflows.pages.handovers import sent_forgetting
from workflows.pages.page import Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.check_ins import link_out_until, load_check_in
from workflows.records.episodes import Case
from workflows.records.refusals import NotFound
from workflows.verbs.hand_over_check_in import hand_over_check_in
from workflows.verbs.make_check_in_link import CLOSED, make_check_in_link
from workflows.verbs.see_case import see_case
from workflows.verbs.take_back_check_in_link import take_back_check_in_link


@dataclass(frozen=True, slots=True)
class NewCheckInPage:
    """Two ways to ask. `why_not` refuses both to this reader. `out_until`: a link is out, until then."""

    chrome: Chrome
    form: Form
    mentee_id: UUID
    mentee_name: str
    mentee_called: str
    why_not: str | None
    reads_it: bool
    out_until: datetime | None


@dataclass(frozen=True, slots=True)
class MadeCheckInPage:
    """The link, shown this one time."""

    chrome: Chrome
    mentee_id: UUID
    mentee_name: str
    path: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class CheckInPage:
    """One check-in, for those who look after the mentee."""

    chrome: Chrome
    mentee_id: UUID
    mentee_name: str
    how_it_goes: str
    said: SaidInCheckIn
    by_link: bool
    asked_by_name: str
    happened_at: datetime


async def _new_page(visit: Visit, mentee_id: UUID) -> tuple[NewCheckInPage, Case]:
    case = await see_case(visit.tx, by=visit.actor, mentee_id=mentee_id)
    page = NewCheckInPage(
        chrome=replace(visit.chrome, time_zone=case.calendar.time_zone),
        form=visit.fresh(),
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        mentee_called=case.mentee_called,
        why_not=why_not_ask_check_in(visit.actor, case.standing)
        or (None if case.step.is_open else mark(CLOSED)),
        reads_it=why_not_see_check_in(visit.actor, case.standing) is None,
        out_until=await link_out_until(visit.tx, case.id),
    )
    return page, case


@reads("/mentees/{mentee_id:uuid}/check-ins/new", action="see_new_check_in")
async def new(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Template:
    page, _ = await _new_page(visit, mentee_id)
    return show("check_ins/new.html", page)


@acts("/mentees/{mentee_id:uuid}/check-ins", action="make_check_in_link")
async def create(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Template:
    page, case = await _new_page(visit, mentee_id)
    token = await make_check_in_link(visit.tx, episode_id=case.id, by=visit.actor, at=visit.at)
    chrome = replace(visit.chrome, time_zone=case.calendar.time_zone)
    path, until = f"/check-in/{token}", visit.at + LIMITS.link
    await kept_as(visit, f"/mentees/{mentee_id}/check-ins/new")
    return show("check_ins/made.html", MadeCheckInPage(chrome, page.mentee_id, page.mentee_name, path, until))


@acts("/mentees/{mentee_id:uuid}/check-ins/link-end", action="take_back_check_in_link")
async def take_back(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Redirect:
    _, case = await _new_page(visit, mentee_id)
    await take_back_check_in_link(visit.tx, episode_id=case.id, by=visit.actor, at=visit.at)
    said = mark("The link is taken back. Whoever opens it reads that.")
    return await sent_to(visit, f"/mentees/{mentee_id}/check-ins/new", said)


@acts("/mentees/{mentee_id:uuid}/check-ins/handover", action="hand_over_check_in")
async def hand_over(visit: NamedDependency[Visit], mentee_id: FromPath[UUID]) -> Redirect:
    _, case = await _new_page(visit, mentee_id)
    await hand_over_check_in(visit.tx, episode_id=case.id, by=visit.actor, at=visit.at)
    return await sent_forgetting(visit, "/check-in")


@reads("/check-ins/{check_in_id:uuid}", action="see_check_in")
async def show_one(visit: NamedDependency[Visit], check_in_id: FromPath[UUID]) -> Template:
    """What a mentor may not read looks like what is not there."""
    found = await load_check_in(visit.tx, check_in_id)
    case = await see_case(
        visit.tx, by=visit.actor, episode_id=found.episode_id, object_kind="check_in", object_id=check_in_id
    )
    if why_not_see_check_in(visit.actor, case.standing) is not None:
        raise NotFound
    page = CheckInPage(
        chrome=replace(visit.chrome, time_zone=case.calendar.time_zone),
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        how_it_goes=codes.load(ANSWERS).plain(found.said.how_it_goes),
        said=found.said,
        by_link=found.given_by == "link",
        asked_by_name=found.asked_by_name,
        happened_at=found.happened_at,
    )
    return show("check_ins/show.html", page)


routes: list[Any] = [new, create, take_back, hand_over, show_one]
