"""Somebody is away from one day to another, and somebody else does their work: said by themselves, or for who fell ill.

No row of work is touched. Who stands in is asked whenever something is read, from the first instant until the last.
"""

from datetime import date, datetime
from uuid import UUID

from supervision.absence_access import why_not_keep_absence
from supervision.absences import TWICE, Planned, span, why_not_cover, why_not_days
from supervision.access import Actor
from workflows.records.absences import absences_not_over, keep_absence, of_others
from workflows.records.audit import keep_audit
from workflows.records.goers import calendar_of, candidates, supervisors_of
from workflows.records.ids import new_id
from workflows.records.refusals import Invalid, NotAllowed, NotFound
from workflows.records.scope import Transaction


async def begin_absence(
    tx: Transaction,
    *,
    person_id: UUID,
    cover_id: UUID,
    first_on: date,
    last_on: date,
    by: Actor,
    at: datetime,
) -> UUID:
    """Returns its id. Raises `Invalid` at the fields, `NotAllowed`, or `NotFound` for somebody who does not work here."""
    why = why_not_keep_absence(by, person_id, await supervisors_of(tx, person_id))
    if why is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may do this.")
    people = await candidates(tx)
    if person_id not in people:
        raise NotFound
    calendar = await calendar_of(tx, person_id)
    if errors := why_not_days(first_on, last_on, today=calendar.local_day(at)):
        raise Invalid(errors)
    absence = Planned(person_id, cover_id, *span(first_on, last_on, calendar, at=at))
    known = await absences_not_over(tx, locked=True)
    if any(one.person_id == person_id and one.has_day_of(first_on, last_on) for one in known):
        raise Invalid({"first_on": TWICE})
    others, roles = of_others(known, person_id), people[person_id].roles
    if wrong := why_not_cover(people.get(cover_id), roles, absence, last_on, others):
        raise Invalid({"cover_id": wrong})
    absence_id = new_id()
    await keep_absence(
        tx,
        id=absence_id,
        person_id=person_id,
        cover_id=cover_id,
        first_on=first_on,
        last_on=last_on,
        starts_at=absence.starts_at,
        ends_at=absence.ends_at,
        by=by.person_id,
        at=at,
    )
    payload = {"person": str(person_id), "cover": str(cover_id)}
    await keep_audit(tx, "began_absence", object_kind="absence", object_id=absence_id, payload=payload)
    return absence_id
