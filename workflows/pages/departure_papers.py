"""What does somebody hold who leaves, and who takes it over? One page to work through and to print, and its acts.

Under /departures/{id}.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from supervision.departure_access import HOLDERS
from supervision.last_days import needed_from
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.case_numbers import spoken_number
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
    """One case. Without a name for whoever may not know it; `asks`: a form asks somebody to take it over.

    `number` is what both speak of on the telephone; `likely_id` stands in the form already.
    """

    episode_id: UUID
    number: str
    href: str | None
    name: str | Sentence
    place: Sentence
    what: str
    kind: str
    open_work: int
    next_due_at: datetime | None
    said: Sentence | None
    asks: bool
    likely_id: str


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
        rows=tuple(_row(one, found, form, is_over=is_over) for one in found.held),
        left=found.left,
        people=who_is_there(people, HOLDERS, needed_on=needed_from(found.departure.last_day_on, today=today)),
        covers=who_is_there(people, HOLDERS, needed_on=today),
        is_over=is_over,
        at=visit.at,
    )


def _href(one: HeldCase) -> str:
    return f"/referrals/{one.referral_id}" if one.referral_id else f"/mentees/{one.mentee_id}"


def _row(one: HeldCase, found: Leaving, form: Form, *, is_over: bool) -> HeldRow:
    knows = one.episode_id in found.named
    said = None
    if one.asked_name is not None:
        said = Sentence(_ANSWERS[one.answer], {"name": one.asked_name})
    return HeldRow(
        episode_id=one.episode_id,
        number=spoken_number(one.episode_id),
        href=_href(one) if knows else None,
        name=one.mentee_name if knows else Sentence(mark("A young person in care")),
        place=place_of(one.grade, one.site_name),
        what=WHAT[one.what],
        kind=one.what,
        open_work=one.open_work,
        next_due_at=one.next_due_at,
        said=said,
        asks=one.what in ASKED_FOR and not is_over,
        likely_id=_likely(one, found.departure, form),
    )


def _likely(one: HeldCase, departure: Departure, form: Form) -> str:
    """Whom the form of a row begins with: what was typed there; else the cover, while nobody was asked."""
    if (form.value("episode_id"), form.value("what")) == (str(one.episode_id), one.what):
        return form.value("to_id")
    return str(departure.cover_id or "") if one.asked_id is None else ""


@reads("/departures/{departure_id:uuid}", action="see_departure")
async def show_one(visit: NamedDependency[Visit], departure_id: FromPath[UUID]) -> Template:
    found = await see_departure(visit.tx, departure_id=departure_id, by=visit.actor)
    return show("departures/show.html", await _page(visit, found, visit.fresh(_cover(found))))


def _cover(found: Leaving) -> dict[str, str]:
    return {"cover_id": str(found.departure.cover_id or "")}


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
        again = visit.again(wrong.errors)
        page = await _page(visit, found, replace(again, values={**_cover(found), **again.values}))
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
