"""For which time, and for which of their schools, does somebody ask for numbers?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from supervision.export_access import sites_counted
from supervision.exports import Figures
from supervision.periods import Period, Span, days_of, span_of
from workflows.pages.page import NavigationItem
from workflows.pages.visits import Visit
from workflows.records.closures import SiteYear, first_today, site_years


@dataclass(frozen=True, slots=True)
class AskedPeriod:
    """The chosen time, as days and as what it is at each school, and the links to the others."""

    period: Period
    first_on: date
    last_on: date
    years: tuple[SiteYear, ...]
    spans: Mapping[UUID, Span]
    tabs: tuple[NavigationItem, ...]


async def asked_period(visit: Visit, path: str, figures: Figures) -> AskedPeriod:
    """`figures`: what is counted, which says of which schools this reader counts it."""
    asked = visit.query.get("period", "")
    period = Period(asked) if asked in list(Period) else Period.THIS_YEAR
    own = sites_counted(visit.actor, figures)
    years = tuple(one for one in await site_years(visit.tx) if own is None or one.site_id in own)
    first_on, last_on = days_of(period, first_today(years, visit.at))
    return AskedPeriod(
        period=period,
        first_on=first_on,
        last_on=last_on,
        years=years,
        spans={one.site_id: span_of(period, visit.at, one.calendar) for one in years},
        tabs=tuple(NavigationItem(one.plain, f"{path}?period={one.value}", one is period) for one in Period),
    )
