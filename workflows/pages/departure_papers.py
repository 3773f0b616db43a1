"""What does somebody hold who leaves, and who takes it over? One page to work through and to print, and its acts.

Under /departures/{id}.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from supervision.departure_access import HOLDERS
from supervision.last_days import needed_from
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.components import Sentence
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.places import place_of
from workflows.pages.routes import acts, reads
from workflows.pages.stayers import who_is_there
from workflows.pages.takeovers import WHAT
from workflows.pages.visits import Visit
from workflows.records.departures import Departure, HeldCase
from workflows.records.handed_on import Holdings
from workflows.records.people import staff
from workflows.records.refusals import Invalid
from workflows.verbs.end_access import end_access
from workflows.verbs.propose_takeover import ASKED_FOR, propose_takeover
from workflows.verbs.see_departure import Leaving, see_departure

_ANSWERS: Final = {
    None: mark("%(name)s was asked and has not answered"),
    "declined": mark("%(name)s does not take it over"),
    "accepted": mark("%(name)s takes it over"),
    "withdrawn": mark("%(name)s was asked before"),
}


@dataclass(frozen=True, slots=True)
class HeldRow:
    """One case. Without a name for whoever may not know it; `asks`: a form asks somebody to take it over."""

    episode_id: UUID
    href: str | None
    name: str | Sentence
    place: Sentence
    what: str
    kind: str
    open_work: int
    said: Sentence | None
    asks: bool


@dataclass(frozen=True, slots=True)
class DeparturePage:
    """One page to work through and to print. `people` follow after the last day; `covers` could do so today."""

    chrome: Chrome
    form: Form
    departure: Departure
    rows: tuple[HeldRow, ...]
    left: Holdings
    people: tuple[Choice, ...]
    covers: tuple[Choice, ...]
    is_over: bool
    at: datetime


async def _page(visit: Visit, found: Leaving, form: Form) -> DeparturePage:
    people = [one for one in await staff(visit.tx) if one.person_id != found.departure.person_id]
    is_over, today = found.departure.ended_at is not None, visit.at.date()
    return DeparturePage(
        chrome=visit.chrome,
        form=form,
        departure=found.departure,
        rows=tuple(_row(one, found, is_over=is_over) for one in found.held),
        left=found.left,
        people=who_is_there(people, HOLDERS, needed_on=needed_from(found.departure.last_day_on, today=today)),
        covers=who_is_there(people, HOLDERS, needed_on=today),
        is_over=is_over,
        at=visit.at,
    )


def _href(one: HeldCase) -> str:
    return f"/referrals/{one.referral_id}" if one.referral_id else f"/mentees/{one.mentee_id}"


def _row(one: HeldCase, found: Leaving, *, is_over: bool) -> HeldRow:
    knows = one.episode_id in found.named
    said = None
    if one.asked_name is not None:
        said = Sentence(_ANSWERS[one.answer], {"name": one.asked_name})
    return HeldRow(
        episode_id=one.episode_id,
        href=_href(one) if knows else None,
        name=one.mentee_name if knows else Sentence(mark("A young person in care")),
        place=place_of(one.grade if knows else None, one.site_name),
        what=WHAT[one.what],
        kind=one.what,
        open_work=one.open_work,
        said=said,
        asks=one.what in ASKED_FOR and not is_over,
    )


@reads("/departures/{departure_id:uuid}", action="see_departure")
async def show_one(visit: NamedDependency[Visit], departure_id: FromPath[UUID]) -> Template:
    found = await see_departure(visit.tx, departure_id=departure_id, by=visit.actor)
    values = {"cover_id": str(found.departure.cover_id or "")}
    return show("departures/show.html", await _page(visit, found, visit.fresh(values)))


@acts("/departures/{departure_id:uuid}/takeovers", action="propose_takeover")
async def propose(visit: NamedDependency[Visit], departure_id: FromPath[UUID]) -> Redirect:
    found = await see_departure(visit.tx, departure_id=departure_id, by=visit.actor)
    typed = Reading(visit.form)
    try:
        episode_id = typed.uuid("episode_id", required=mark("Choose the case."))
        what = typed.one_of("what", ASKED_FOR)
        to_id = typed.uuid("to_id", required=mark("Choose who is asked to take it over."))
        typed.insist()
        if episode_id is None or what is None or to_id is None:
            raise Invalid(typed.errors)
        await propose_takeover(
            visit.tx,
            departure_id=departure_id,
            episode_id=episode_id,
            what=what,
            to_id=to_id,
            by=visit.actor,
            at=visit.at,
        )
    except Invalid as wrong:
        page = await _page(visit, found, visit.again(wrong.errors))
        raise try_again("departures/show.html", page) from wrong
    notice = mark("They are asked, and find it under “Leaving”. The case is theirs once they accept.")
    return await sent_to(visit, f"/departures/{departure_id}", notice)


@acts("/departures/{departure_id:uuid}/access-end", action="end_access")
async def end(visit: NamedDependency[Visit], departure_id: FromPath[UUID]) -> Redirect:
    found = await see_departure(visit.tx, departure_id=departure_id, by=visit.actor)
    typed = Reading(visit.form)
    try:
        cover_id = typed.uuid("cover_id", required=None)
        typed.insist()
        await end_access(visit.tx, departure_id=departure_id, cover_id=cover_id, by=visit.actor, at=visit.at)
    except Invalid as wrong:
        page = await _page(visit, found, visit.again(wrong.errors))
        raise try_again("departures/show.html", page) from wrong
    notice = mark("The access has ended. What was still theirs belongs to the cover now.")
    return await sent_to(visit, f"/departures/{departure_id}", notice)


routes: list[Any] = [show_one, propose, end]
