"""A school goes over to a new school year: grades are raised, once. No case, clock, step or baseline is touched."""

from datetime import datetime
from uuid import UUID

from supervision.access import Actor, why_not_administrate
from supervision.rolling_over import RollOver
from triage.school_year import rung
from workflows.records.audit import keep_audit
from workflows.records.closures import site_year
from workflows.records.refusals import Invalid, NotAllowed, Refused, Stale
from workflows.records.roll_overs import (
    begins_at,
    keep_roll_over,
    lock_year,
    planned_for,
    raise_grades,
    why_not_yet,
)
from workflows.records.scope import Transaction


async def roll_over(
    tx: Transaction, *, site_id: UUID, last: str, seen_students: int, by: Actor, at: datetime
) -> RollOver:
    """`last` is the last grade of the school, `seen_students` how many the preview has said will be raised.

    Raises `NotAllowed`, `NotFound`, `Refused` when it is not the time, `Invalid`, or `Stale` when there are others.
    """
    if why := why_not_administrate(by):
        raise NotAllowed(why)
    site = await site_year(tx, site_id)
    await lock_year(tx, site_id)
    if why := await why_not_yet(tx, site):
        raise Refused(why)
    if rung(last) is None:
        raise Invalid({"last": "Choose the last grade of this school."})
    planned = await planned_for(tx, site, last)
    if planned.raised != seen_students:
        raise Stale("Students came or left since you opened this page. Look at the preview again.")
    assert by.person_id is not None
    await raise_grades(tx, site_id, planned, begins=begins_at(site, at))
    await keep_roll_over(tx, site_id, planned, by=by.person_id, at=at)
    counts = {"raised": planned.raised, "leaving": planned.leaving}
    await keep_audit(tx, "rolled_over", object_kind="site", object_id=site_id, payload=counts)
    return planned
