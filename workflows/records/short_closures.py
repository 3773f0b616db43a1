"""Which closures are coming that are too short for anything to be prepared for them?"""

from dataclasses import dataclass
from datetime import datetime

from triage.school_year import Break, coming_short
from workflows.records.closures import site_years
from workflows.records.policies import active_settings
from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class ShortClosures:
    """The closures of one school that are near, and too short for a list: shorter than `pause_from` school days."""

    site_name: str
    pause_from: int
    closures: tuple[Break, ...]


async def short_closures(tx: Transaction, *, at: datetime) -> tuple[ShortClosures, ...]:
    """Of each school that has one near."""
    pause_from = (await active_settings(tx)).pause_from_school_days
    found = (
        ShortClosures(
            site.name,
            pause_from,
            coming_short(site.calendar, site.calendar.local_day(at), pause_from=pause_from),
        )
        for site in await site_years(tx)
    )
    return tuple(one for one in found if one.closures)
