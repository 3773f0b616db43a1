"""Somebody is back before the day that was said, or does not go: their work is theirs again at once."""

from datetime import datetime
from uuid import UUID

from supervision.absence_access import why_not_keep_absence
from supervision.access import Actor
from workflows.records.absences import keep_absence_end, lock_absence
from workflows.records.audit import keep_audit
from workflows.records.goers import calendar_of, supervisors_of
from workflows.records.refusals import NotAllowed, Refused
from workflows.records.scope import Transaction


async def end_absence(tx: Transaction, *, absence_id: UUID, by: Actor, at: datetime) -> None:
    """Raises `NotAllowed`, or `Refused` when it is over already."""
    absence = await lock_absence(tx, absence_id)
    why = why_not_keep_absence(by, absence.person_id, await supervisors_of(tx, absence.person_id))
    if why is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may do this.")
    if absence.ends_at <= at:
        raise Refused("This absence is over already.")
    today = (await calendar_of(tx, absence.person_id)).local_day(at)
    await keep_absence_end(tx, absence_id, today=today, by=by.person_id, at=at)
    await keep_audit(tx, "ended_absence", object_kind="absence", object_id=absence_id)
