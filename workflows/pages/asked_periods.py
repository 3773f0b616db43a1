"""For which time, and for which of their schools, does somebody ask for numbers?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from supervision.access import sites_with
from supervision.periods import Period, Span, days_of, span_of
from triage.roles import Role
from workflows.pages.page import NavigationItem
from workflows.pages.visits import Visit
from workflows.records.closures import SiteYear, site_years


@dataclass(frozen=True, slots=True)
class AskedPeriod:
    """The chosen time, as days and as what it is at each school, and the links to the others."""

    period: Period
    first_on: date
    last_on: date
    years: tuple[SiteYear, ...]
    spans: Mapping[UUID, Span]
    tabs: tuple[NavigationItem, ...]


async def asked_period(visit: Visit, path: str, *, of: Iterable[Role]) -> AskedPeriod:
    """`of`: who counts the schools where they have this role; an administrator counts all of them."""
    asked = visit.query.get("period", "")
    period = Period(asked) if asked in list(Period) else Period.THIS_YEAR
    own = None if visit.actor.has(Role.ADMINISTRATOR) else sites_with(visit.actor, *of)
    years = tuple(one for one in await site_years(visit.tx) if own is None or one.site_id in own)
    today = min((one.calendar.local_day(visit.at) for one in years), default=visit.at.date())
    first_on, last_on = days_of(period, today)
    return AskedPeriod(
        period=period,
        first_on=first_on,
        last_on=last_on,
        years=years,
        spans={one.site_id: span_of(period, visit.at, one.calendar) for one in years},
        tabs=tuple(NavigationItem(one.plain, f"{path}?period={one.value}", one is period) for one in Period),
    )
