"""When is a school closed, and what does an administrator do once a year? Under /school-year.

The same page leads everybody who looks after cases to what is to be settled before a break.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from litestar.di import NamedDependency
from litestar.response import Redirect, Template

from supervision.access import why_not_administrate
from triage.school_year import school_year_of
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.forms import Reading
from workflows.pages.home_break import sees_school_year
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.closures import SiteYear, site_years
from workflows.records.refusals import Invalid, NotAllowed
from workflows.records.roll_overs import why_not_yet
from workflows.verbs.declare_closure import declare_closure


@dataclass(frozen=True, slots=True)
class SchoolYearPage:
    """Every school with its closures to come; `administers` opens the forms.

    `why_not_over`: by school, why it cannot go over to a new year now; None when it can.
    """

    chrome: Chrome
    form: Form
    sites: tuple[SiteYear, ...]
    schools: tuple[Choice, ...]
    school_year: str
    today: date
    administers: bool
    why_not_over: Mapping[UUID, str | None]


async def _page(visit: Visit, form: Form) -> SchoolYearPage:
    sites = await site_years(visit.tx)
    administers = why_not_administrate(visit.actor) is None
    why_not_over = {one.site_id: await why_not_yet(visit.tx, one) for one in sites if administers}
    today = min((one.calendar.local_day(visit.at) for one in sites), default=visit.at.date())
    return SchoolYearPage(
        chrome=visit.chrome,
        form=form,
        sites=sites,
        schools=tuple(Choice(str(one.site_id), one.name) for one in sites),
        school_year=school_year_of(today),
        today=today,
        administers=administers,
        why_not_over=why_not_over,
    )


@reads("/school-year", action="see_school_year")
async def index(visit: NamedDependency[Visit]) -> Template:
    if not sees_school_year(visit.actor):
        raise NotAllowed("Only those who look after cases may see the school year.")
    return show("school_year/index.html", await _page(visit, visit.fresh()))


@acts("/school-year/closures", action="declare_closure")
async def create(visit: NamedDependency[Visit]) -> Redirect:
    visit.insist(why_not_administrate)
    typed = Reading(visit.form)
    try:
        site_id = typed.uuid("site_id", required=mark("Choose one of the schools."))
        name = typed.line("name", required=mark("Say what it is, like “Snow day”."))
        first_on = typed.date("first_on", required=mark("Say on which day it begins."))
        last_on = typed.date("last_on", required=None)
        typed.insist()
        assert site_id is not None
        assert first_on is not None
        await declare_closure(
            visit.tx,
            site_id=site_id,
            first_on=first_on,
            last_on=last_on or first_on,
            name=name,
            by=visit.actor,
            at=visit.at,
        )
    except Invalid as wrong:
        raise try_again("school_year/index.html", await _page(visit, visit.again(wrong.errors))) from wrong
    notice = mark("The school is closed then. What is due in school days moves; safety keeps its time.")
    return await sent_to(visit, "/school-year", notice)


routes: list[Any] = [index, create]
