"""Who says that they are away, who covers, and who is back early? Under /absences.

What is counted before it is saved is what goes to the cover.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from supervision.absence_access import keeps_everybodys, why_not_be_away, why_not_keep_absence
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.components import Link
from workflows.pages.date_parts import in_parts
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.absences import Absence, absences_not_over
from workflows.records.goers import Going, OpenCounts, candidates, going, supervised_by
from workflows.records.refusals import Invalid, NotFound
from workflows.verbs.begin_absence import begin_absence
from workflows.verbs.end_absence import end_absence


@dataclass(frozen=True, slots=True)
class AbsencesPage:
    """Whoever is away or will be: the reader, those for whom the reader may say it, and those whom the reader covers.

    `ends`: those of these absences that the reader may end.
    """

    chrome: Chrome
    form: Form
    absences: tuple[Absence, ...]
    ends: frozenset[UUID]
    reader_id: UUID
    others: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class NewAbsencePage:
    """From when to when, and who covers. `name`: of somebody else, for whom the reader writes it down."""

    chrome: Chrome
    form: Form
    person_id: UUID
    name: str | None
    counts: OpenCounts
    covers: tuple[Choice, ...]
    writes_for_others: bool


@reads("/absences", action="see_absences")
async def index(visit: NamedDependency[Visit]) -> Template:
    visit.insist(why_not_be_away)
    return show("absences/index.html", await _index(visit))


async def _index(visit: Visit) -> AbsencesPage:
    reader_id = _reader(visit)
    under = await supervised_by(visit.tx, reader_id)
    everybodys = keeps_everybodys(visit.actor)
    known = await absences_not_over(visit.tx)
    ends = frozenset(
        one.id for one in known if everybodys or one.person_id == reader_id or one.person_id in under
    )
    people = (await candidates(visit.tx)).values()
    return AbsencesPage(
        chrome=visit.chrome,
        form=visit.fresh(),
        absences=tuple(one for one in known if one.id in ends or one.cover_id == reader_id),
        ends=ends,
        reader_id=reader_id,
        others=tuple(
            Link(one.name, f"/absences/new?of={one.person_id}")
            for one in people
            if one.person_id != reader_id and (everybodys or one.person_id in under)
        ),
    )


def _reader(visit: Visit) -> UUID:
    if visit.actor.person_id is None:
        raise NotFound
    return visit.actor.person_id


@reads("/absences/new", action="see_new_absence")
async def new(visit: NamedDependency[Visit]) -> Template:
    visit.insist(why_not_be_away)
    found = await _going(visit, visit.query.get("of", ""))
    form = visit.fresh({**in_parts("first_on", found.today), **in_parts("last_on", found.today)})
    return show("absences/new.html", await _new(visit, found, form))


async def _going(visit: Visit, typed: str) -> Going:
    """Whoever goes: the reader, or somebody else whose absence the reader may write down."""
    try:
        person_id = UUID(typed) if typed else _reader(visit)
    except ValueError as wrong:
        raise NotFound from wrong
    found = await going(visit.tx, person_id)
    visit.insist(lambda actor: why_not_keep_absence(actor, person_id, found.supervisor_ids))
    return found


async def _new(visit: Visit, found: Going, form: Form) -> NewAbsencePage:
    reader_id, person = _reader(visit), found.person
    return NewAbsencePage(
        chrome=visit.chrome,
        form=form,
        person_id=person.person_id,
        name=None if person.person_id == reader_id else person.name,
        counts=found.counts,
        covers=tuple(
            Choice(str(one.person_id), one.name, last_day_on=one.last_day_on) for one in found.covers
        ),
        writes_for_others=keeps_everybodys(visit.actor) or bool(await supervised_by(visit.tx, reader_id)),
    )


@acts("/absences", action="begin_absence")
async def create(visit: NamedDependency[Visit]) -> Redirect:
    found = await _going(visit, visit.form.value("of"))
    typed = Reading(visit.form)
    try:
        first_on = typed.date("first_on", required=mark("Enter the first day."))
        last_on = typed.date("last_on", required=mark("Enter the last day."))
        cover_id = typed.uuid("cover_id", required=mark("Choose who covers."))
        typed.insist()
        await _begun(visit, found.person.person_id, cover_id, first_on, last_on, typed.errors)
    except Invalid as wrong:
        page = await _new(visit, found, visit.again(wrong.errors))
        raise try_again("absences/new.html", page) from wrong
    notice = mark("It is on record. What is open goes to the cover for that time, and comes back by itself.")
    return await sent_to(visit, "/absences", notice)


async def _begun(
    visit: Visit,
    person_id: UUID,
    cover_id: UUID | None,
    first_on: date | None,
    last_on: date | None,
    errors: Mapping[str, str],
) -> None:
    if cover_id is None or first_on is None or last_on is None:
        raise Invalid(errors)
    await begin_absence(
        visit.tx,
        person_id=person_id,
        cover_id=cover_id,
        first_on=first_on,
        last_on=last_on,
        by=visit.actor,
        at=visit.at,
    )


@acts("/absences/{absence_id:uuid}/return", action="end_absence")
async def come_back(visit: NamedDependency[Visit], absence_id: FromPath[UUID]) -> Redirect:
    await end_absence(visit.tx, absence_id=absence_id, by=visit.actor, at=visit.at)
    return await sent_to(visit, "/absences", mark("The absence is over. What is open is theirs again."))


routes: list[Any] = [index, new, create, come_back]
