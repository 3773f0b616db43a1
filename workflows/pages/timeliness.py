"""What was in time, complete and shared with the young person, school by school, in numbers alone. Under /timeliness."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from litestar.di import NamedDependency
from litestar.response import Template

from supervision.access import sites_with
from supervision.intake_access import why_not_see_timeliness
from supervision.intakes import School
from supervision.periods import Period, days_of, span_of
from supervision.small_counts import Count, Shown, met_shown, missing_shown
from supervision.timeliness import counts
from supervision.timely_lines import SAID, Line, Said
from triage.priority import priority
from triage.roles import OF_A_SITE, Role
from workflows.pages.answers import show
from workflows.pages.components import Sentence
from workflows.pages.page import Chrome, NavigationItem, mark
from workflows.pages.routes import reads
from workflows.pages.visits import Visit
from workflows.records.closures import SiteYear, site_years
from workflows.records.policies import waiting_places
from workflows.records.timeliness import intakes


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line of the table of a school."""

    line: Line
    met: Sentence
    missing: Sentence


@dataclass(frozen=True, slots=True)
class SchoolCounts:
    """One school; without rows when there is nothing to count."""

    site_id: UUID
    name: str
    rows: tuple[LineRow, ...]


@dataclass(frozen=True, slots=True)
class TimelinessPage:
    """The chosen time, the schools of this reader, and what each line counts."""

    chrome: Chrome
    periods: tuple[NavigationItem, ...]
    period: Period
    first_on: date
    last_on: date
    schools: tuple[SchoolCounts, ...]
    smallest_shown: int
    said: Mapping[Line, Said]

    @property
    def is_empty(self) -> bool:
        return not any(one.rows for one in self.schools)


@reads("/timeliness", action="see_timeliness", takes_long=True)
async def index(visit: NamedDependency[Visit]) -> Template:
    visit.insist(why_not_see_timeliness)
    asked = visit.query.get("period", "")
    period = Period(asked) if asked in list(Period) else Period.THIS_YEAR
    years = await _years(visit)
    today = min((one.calendar.local_day(visit.at) for one in years), default=visit.at.date())
    first_on, last_on = days_of(period, today)
    page = TimelinessPage(
        chrome=visit.chrome,
        periods=tuple(_tab(one, one is period) for one in Period),
        period=period,
        first_on=first_on,
        last_on=last_on,
        schools=await _schools(visit, years, period),
        smallest_shown=priority().smallest_shown,
        said=SAID,
    )
    return show("timeliness/index.html", page)


async def _years(visit: Visit) -> Sequence[SiteYear]:
    """The schools that this reader counts: an administrator all of them."""
    own = None if visit.actor.has(Role.ADMINISTRATOR) else sites_with(visit.actor, *OF_A_SITE)
    return [one for one in await site_years(visit.tx) if own is None or one.site_id in own]


def _tab(period: Period, is_current: bool) -> NavigationItem:
    return NavigationItem(period.plain, f"/timeliness?period={period.value}", is_current)


async def _schools(visit: Visit, years: Sequence[SiteYear], period: Period) -> tuple[SchoolCounts, ...]:
    if not years:
        return ()
    spans = {one.site_id: span_of(period, visit.at, one.calendar) for one in years}
    found = await intakes(
        visit.tx,
        since=min(one.begins for one in spans.values()),
        until=max(one.ends for one in spans.values()),
        site_ids=list(spans),
    )
    places = await waiting_places(visit.tx)
    schools = ((one, School(one.calendar, places, visit.at, found.get(one.site_id, ()))) for one in years)
    return tuple(
        SchoolCounts(one.site_id, one.name, _rows(counts(school, spans[one.site_id])))
        for one, school in schools
    )


def _rows(counted: Mapping[Line, Count]) -> tuple[LineRow, ...]:
    if not any(one.counted for one in counted.values()):
        return ()
    return tuple(
        LineRow(line, _of(_MET, met_shown(one), one), _of(_MISSING, missing_shown(one), one))
        for line, one in counted.items()
    )


_MET: Final = {
    "nobody": mark("nobody to count"),
    "too_few": mark("fewer than %(least)s counted"),
    "under": mark("fewer than %(number)s of %(counted)s"),
    "over": mark("more than %(number)s of %(counted)s"),
    "exactly": mark("%(number)s of %(counted)s"),
}
_MISSING: Final = {
    "nobody": mark("none"),
    "too_few": mark("not shown"),
    "under": mark("fewer than %(number)s"),
    "over": mark("more than %(number)s"),
    "exactly": "%(number)s",
}


def _of(texts: Mapping[str, str], shown: Shown, count: Count) -> Sentence:
    values = {"number": shown.number, "counted": count.counted, "least": priority().smallest_shown}
    return Sentence(texts[shown.how], values)


routes: list[Any] = [index]
