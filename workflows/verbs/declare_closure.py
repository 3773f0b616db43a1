"""An administrator says that a school is closed: a snow day, or a break.

It is only added, with the instant at which it was said: what was found out before knew nothing of it, and stays as
it was. Open work that is due in school days is due later by as much; what is due in real time, and what is late
already, keeps its time.
"""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from supervision.access import Actor, why_not_administrate
from supervision.closing_school import due_after_closure
from triage.school_year import why_not_declare
from workflows.records.audit import keep_audit
from workflows.records.closures import SiteYear, hold_site, keep_closure, move_due, site_years, work_ahead
from workflows.records.policies import load_policy
from workflows.records.refusals import Invalid, NotAllowed
from workflows.records.scope import Transaction


async def declare_closure(
    tx: Transaction, *, site_id: UUID, first_on: date, last_on: date, name: str, by: Actor, at: datetime
) -> int:
    """Returns how many deadlines moved. Raises `NotAllowed`, or `Invalid` at the fields."""
    if why := why_not_administrate(by):
        raise NotAllowed(why)
    site = next((one for one in await site_years(tx) if one.site_id == site_id), None)
    if site is None:
        raise Invalid({"site_id": "Choose one of the schools."})
    errors = why_not_declare(first_on, last_on, today=site.calendar.local_day(at))
    if not name.strip():
        errors["name"] = "Say what it is, like “Snow day”."
    if errors:
        raise Invalid(errors)
    known_at = await hold_site(tx, site_id)
    closure_id = await keep_closure(
        tx, site_id, first_on=first_on, last_on=last_on, name=name.strip(), known_at=known_at
    )
    moved = await _move_deadlines(tx, site, (first_on, last_on), at)
    await keep_audit(
        tx, "declared_closure", object_kind="closure", object_id=closure_id, payload={"moved": moved}
    )
    return moved


async def _move_deadlines(tx: Transaction, site: SiteYear, closed: tuple[date, date], at: datetime) -> int:
    after = replace(site.calendar, closures=(*site.calendar.closures, closed))
    ahead = await work_ahead(tx, site.site_id)
    versions = {version_id for one in ahead for _, version_id, _ in one.firings}
    policies = {version_id: (await load_policy(tx, version_id)).policy for version_id in versions}
    moved = 0
    for one in ahead:
        causes = one.causes(policies)
        due_at = due_after_closure(one.due_at, causes, now=at, before=site.calendar, after=after)
        if due_at != one.due_at:
            await move_due(tx, one.work_id, due_at)
            moved += 1
    return moved
