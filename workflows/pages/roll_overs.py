"""A school goes over to a new school year: what would change, and the button. Under /school-year/roll-overs."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from supervision.access import why_not_administrate
from supervision.rolling_over import RollOver, highest
from triage.school_year import YEAR, rung
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.closures import SiteYear, site_year
from workflows.records.refusals import Invalid
from workflows.records.roll_overs import (
    Leaver,
    begins_at,
    grades_at,
    leavers_at,
    open_cases_of,
    planned_for,
    why_not_yet,
)
from workflows.verbs.roll_over import roll_over

MOST_LEAVERS = 200
"""A longer list is read in the roster itself."""


@dataclass(frozen=True, slots=True)
class RollOverPage:
    """What would happen to each grade when `last` is the last one; `why_not` refuses the button.

    Of the leavers' cases only the number is said: who has one is for those who look after them.
    """

    chrome: Chrome
    form: Form
    site: SiteYear
    planned: RollOver
    grades: tuple[Choice, ...]
    leavers: tuple[Leaver, ...]
    open_cases: int
    why_not: str | None


async def _page(visit: Visit, site: SiteYear, last: str | None, form: Form | None = None) -> RollOverPage:
    begins = begins_at(site, visit.at)
    written = [grade for grade, _ in await grades_at(visit.tx, site.site_id, begins=begins) if grade]
    last = last if last is not None and rung(last) is not None else highest(written)
    planned = await planned_for(visit.tx, site, last)
    raised = {one.grade for one in planned.raises}
    leaving = [one for one in written if one not in raised and rung(one) is not None]
    return RollOverPage(
        chrome=visit.chrome,
        form=form or visit.fresh(seen_version=planned.raised),
        site=site,
        planned=planned,
        grades=tuple(Choice(one, one) for one in YEAR.grades),
        leavers=await leavers_at(visit.tx, site.site_id, leaving, begins=begins, most=MOST_LEAVERS),
        open_cases=await open_cases_of(visit.tx, site.site_id, leaving, begins=begins),
        why_not=await why_not_yet(visit.tx, site),
    )


@reads("/school-year/roll-overs/{site_id:uuid}", action="see_roll_over", takes_long=True)
async def show_one(visit: NamedDependency[Visit], site_id: FromPath[UUID]) -> Template:
    visit.insist(why_not_administrate)
    site = await site_year(visit.tx, site_id)
    return show("school_year/roll_over.html", await _page(visit, site, visit.query.get("last")))


@acts("/school-year/roll-overs/{site_id:uuid}", action="roll_over", takes_long=True)
async def create(visit: NamedDependency[Visit], site_id: FromPath[UUID]) -> Redirect:
    visit.insist(why_not_administrate)
    site = await site_year(visit.tx, site_id)
    typed = Reading(visit.form)
    last = typed.line("last")
    try:
        seen = typed.seen_version()
        typed.insist()
        await roll_over(visit.tx, site_id=site_id, last=last, seen_students=seen, by=visit.actor, at=visit.at)
    except Invalid as wrong:
        page = await _page(visit, site, last, visit.again(wrong.errors))
        raise try_again("school_year/roll_over.html", page) from wrong
    return await sent_to(visit, "/school-year", mark("The grades are raised. Every case is as it was."))


routes: list[Any] = [show_one, create]
