"""What has to be settled before a break, and what waits on the first day after it? The look itself is kept.

Counselors and clinical supervisors see the cases of their schools, a direct supervisor the own mentees; an
administrator is told numbers alone.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from uuid import UUID

from supervision.access import Actor, sites_with
from supervision.before_break import needs_contact
from triage.calendar import SchoolCalendar
from triage.roles import OF_A_SITE, Role
from triage.school_year import Break, coming_break, first_day_back, past_break
from workflows.records.audit import keep_audit
from workflows.records.break_lines import Asked, BreakLine, break_lines
from workflows.records.closures import SiteYear, site_years
from workflows.records.policies import active_settings
from workflows.records.refusals import NotAllowed
from workflows.records.scope import Transaction

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class BreakList:
    """The cases of one school around one break. `needing` are those that have to have a named contact."""

    site: SiteYear
    near: Break
    back_on: date
    lines: tuple[BreakLine, ...]
    needing: frozenset[UUID]

    @property
    def without_contact(self) -> tuple[BreakLine, ...]:
        return tuple(one for one in self.lines if self.lacks_contact(one))

    def lacks_contact(self, line: BreakLine) -> bool:
        return line.episode_id in self.needing and line.contact_name is None


async def see_break_list(
    tx: Transaction, *, which: Literal["before", "after"], by: Actor, at: datetime
) -> tuple[BreakList, ...]:
    """One list for each school that has a break near; an administrator's lists are of every school."""
    if not any(by.has(role) for role in (*OF_A_SITE, Role.DIRECT_SUPERVISOR, Role.ADMINISTRATOR)):
        raise NotAllowed("Only those who look after cases may see this list.")
    settings = await active_settings(tx)
    find: Callable[..., Break | None] = coming_break if which == "before" else past_break
    found = []
    for site in await site_years(tx):
        near = find(site.calendar, site.calendar.local_day(at), pause_from=settings.pause_from_school_days)
        if near is not None and (lines := await _lines(tx, by, site, near)) is not None:
            needing = frozenset(one.episode_id for one in lines if needs_contact(one.safety, settings, at=at))
            back_on = first_day_back(site.calendar, near)
            found.append(BreakList(site, near, back_on, tuple(lines), needing))
    await keep_audit(tx, f"saw_{which}_break", payload={"cases": sum(len(one.lines) for one in found)})
    return tuple(found)


async def _lines(tx: Transaction, by: Actor, site: SiteYear, near: Break) -> Iterable[BreakLine] | None:
    """None when this person has nothing to do with the school."""
    asked = _asked(site, near, tx.at)
    sites = sites_with(by, *OF_A_SITE, Role.ADMINISTRATOR)
    if sites is None or site.site_id in sites:
        return await break_lines(tx, asked)
    return await break_lines(tx, asked, holder_id=by.person_id) or None


def _asked(site: SiteYear, near: Break, at: datetime) -> Asked:
    calendar: SchoolCalendar = site.calendar
    return Asked(
        site_id=site.site_id,
        first_on=near.first_on,
        last_on=near.last_on,
        begins=calendar.wall_time(near.first_on, time(0)),
        ends=calendar.wall_time(near.last_on + _DAY, time(0)),
        tonight=calendar.wall_time(calendar.local_day(at) + _DAY, time(0)),
    )
