"""Who is leaving, a row for each case that they hold, and who takes it over. Under /departures and /takeovers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from supervision.departure_access import HOLDERS, why_not_keep_departures, why_not_see_leaving_students
from triage.roles import Role
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.components import Sentence
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.places import place_of
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.departures import Departure, HeldCase, Takeover, asked_of, departures
from workflows.records.handed_on import Holdings
from workflows.records.people import StaffMember, staff
from workflows.records.refusals import Invalid
from workflows.verbs.answer_takeover import answer_takeover
from workflows.verbs.begin_departure import begin_departure
from workflows.verbs.end_access import end_access
from workflows.verbs.propose_takeover import ASKED_FOR, propose_takeover
from workflows.verbs.see_departure import Leaving, see_departure

WHAT: Final = {
    "owner": mark("looks after the case"),
    "direct_supervisor": mark("supervises the match"),
    "mentor": mark("is the mentor"),
    "referral": mark("owns the referral to a professional"),
}
_ANSWERS: Final = {
    None: mark("%(name)s was asked and has not answered"),
    "declined": mark("%(name)s does not take it over"),
    "accepted": mark("%(name)s takes it over"),
    "withdrawn": mark("%(name)s was asked before"),
}


@dataclass(frozen=True, slots=True)
class DeparturesPage:
    """What this reader is asked to take over; for those who lead, who is leaving and who has left."""

    chrome: Chrome
    form: Form
    asked: tuple[Takeover, ...]
    leads: bool
    sees_students: bool
    leaving: tuple[Departure, ...]
    left: tuple[Departure, ...]

    @property
    def what(self) -> dict[str, str]:
        return WHAT


@dataclass(frozen=True, slots=True)
class NewDeparturePage:
    """Who, why, until when, and who covers."""

    chrome: Chrome
    form: Form
    people: tuple[Choice, ...]
    covers: tuple[Choice, ...]


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
    """One page to work through and to print."""

    chrome: Chrome
    form: Form
    departure: Departure
    rows: tuple[HeldRow, ...]
    left: Holdings
    people: tuple[Choice, ...]
    is_over: bool
    at: datetime


@reads("/departures", action="see_departures")
async def index(visit: NamedDependency[Visit]) -> Template:
    return show("departures/index.html", await _index(visit, visit.fresh()))


async def _index(visit: Visit, form: Form) -> DeparturesPage:
    leads = why_not_keep_departures(visit.actor) is None
    known = await departures(visit.tx) if leads else ()
    asked = await asked_of(visit.tx, visit.actor.person_id) if visit.actor.person_id else ()
    return DeparturesPage(
        chrome=visit.chrome,
        form=form,
        asked=asked,
        leads=leads,
        sees_students=why_not_see_leaving_students(visit.actor) is None,
        leaving=tuple(one for one in known if one.ended_at is None),
        left=tuple(one for one in known if one.ended_at is not None),
    )


async def _new_page(visit: Visit, form: Form) -> NewDeparturePage:
    people = await staff(visit.tx)
    others = [one for one in people if one.person_id != visit.actor.person_id]
    return NewDeparturePage(visit.chrome, form, _choices(others), _choices(people, HOLDERS))


def _choices(people: Sequence[StaffMember], roles: frozenset[Role] = frozenset(Role)) -> tuple[Choice, ...]:
    return tuple(Choice(str(one.person_id), one.name) for one in _by_name(people) if roles & set(one.roles))


def _by_name(people: Sequence[StaffMember]) -> list[StaffMember]:
    return sorted(people, key=lambda one: one.name)


@reads("/departures/new", action="see_new_departure")
async def new(visit: NamedDependency[Visit]) -> Template:
    visit.insist(why_not_keep_departures)
    return show("departures/new.html", await _new_page(visit, visit.fresh()))


@acts("/departures", action="begin_departure")
async def create(visit: NamedDependency[Visit]) -> Redirect:
    visit.insist(why_not_keep_departures)
    typed = Reading(visit.form)
    try:
        person_id = typed.uuid("person_id", required=mark("Choose who leaves."))
        why = typed.text("why", required=mark("Say why they leave."))
        last_day_on = typed.date("last_day_on", required=mark("Enter their last day."))
        cover_id = typed.uuid("cover_id", required=None)
        typed.insist()
        departure_id = await _begun(visit, typed, person_id, why, last_day_on, cover_id)
    except Invalid as wrong:
        page = await _new_page(visit, visit.again(wrong.errors))
        raise try_again("departures/new.html", page) from wrong
    notice = mark("It is on record. Below stands everything that they hold.")
    return await sent_to(visit, f"/departures/{departure_id}", notice)


async def _begun(
    visit: Visit,
    typed: Reading,
    person_id: UUID | None,
    why: str,
    last_day_on: date | None,
    cover_id: UUID | None,
) -> UUID:
    if person_id is None or last_day_on is None:
        raise Invalid(typed.errors)
    return await begin_departure(
        visit.tx,
        person_id=person_id,
        why=why,
        last_day_on=last_day_on,
        cover_id=cover_id,
        by=visit.actor,
        at=visit.at,
    )


async def _page(visit: Visit, found: Leaving, form: Form) -> DeparturePage:
    people = [one for one in await staff(visit.tx) if one.person_id != found.departure.person_id]
    is_over = found.departure.ended_at is not None
    return DeparturePage(
        chrome=visit.chrome,
        form=form,
        departure=found.departure,
        rows=tuple(_row(one, found, is_over=is_over) for one in found.held),
        left=found.left,
        people=_choices(people, HOLDERS),
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


@acts("/takeovers/{takeover_id:uuid}/answer", action="answer_takeover")
async def answer(visit: NamedDependency[Visit], takeover_id: FromPath[UUID]) -> Redirect:
    said: Literal["accepted", "declined"] = (
        "accepted" if visit.form.value("answer") == "accepted" else "declined"
    )
    await answer_takeover(visit.tx, takeover_id=takeover_id, answer=said, by=visit.actor, at=visit.at)
    notice = (
        mark("The case is yours now, with what is open of it.")
        if said == "accepted"
        else mark("It is on record that you do not take it over.")
    )
    return await sent_to(visit, "/departures", notice)


routes: list[Any] = [index, new, create, show_one, propose, end, answer]
