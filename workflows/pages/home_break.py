"""Is a break near at one of this person's schools? Then the home page leads to its list, and only then."""

from typing import Final

from supervision.access import Actor, sites_with
from triage.roles import Role
from triage.school_year import coming_break, past_break
from workflows.pages.components import Link
from workflows.pages.page import mark
from workflows.pages.visits import Visit
from workflows.records.closures import site_years
from workflows.records.policies import pause_from

READERS: Final = (
    Role.ADMINISTRATOR,
    Role.COUNSELOR,
    Role.CLINICAL_SUPERVISOR,
    Role.DIRECT_SUPERVISOR,
)
"""Those who see the school year."""
_BEFORE: Final = Link(
    mark("A break is near: see what is to be settled before it"), "/school-year/before-break"
)
_AFTER: Final = Link(mark("School has begun again: see who was not met"), "/school-year/first-day-back")


def sees_school_year(actor: Actor) -> bool:
    return any(actor.has(role) for role in READERS)


async def break_link(visit: Visit) -> Link | None:
    """Before a break, during it, and on the first days after it; None on every other day."""
    if not sees_school_year(visit.actor):
        return None
    mine = sites_with(visit.actor, *READERS)
    calendars = [one.calendar for one in await site_years(visit.tx) if mine is None or one.site_id in mine]
    least = await pause_from(visit.tx)
    days = [(one, one.local_day(visit.at)) for one in calendars]
    if any(coming_break(calendar, today, pause_from=least) for calendar, today in days):
        return _BEFORE
    if any(past_break(calendar, today, pause_from=least) for calendar, today in days):
        return _AFTER
    return None
