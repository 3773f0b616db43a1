"""Somebody is named whom a mentee reaches while the school is closed."""

from datetime import datetime
from uuid import UUID

from supervision.access import Actor, why_not_set_break_contact
from supervision.before_break import why_not_contact
from triage.school_year import coming_break
from workflows.records.audit import keep_audit
from workflows.records.break_contacts import contact_of, keep_contact, offered_at
from workflows.records.episodes import keep_known_at, lock_case
from workflows.records.policies import pause_from
from workflows.records.refusals import Invalid, NotAllowed, Refused
from workflows.records.scope import Transaction
from workflows.records.versions import insist_unchanged


async def set_break_contact(
    tx: Transaction,
    *,
    episode_id: UUID,
    person_id: UUID,
    phone: str,
    words: str,
    by: Actor,
    at: datetime,
    seen_version: int | None = None,
) -> None:
    """For the break that is coming, or that it is now; who was named before stays on record.

    Raises `NotAllowed`, `Refused` when no break is near, `Stale`, or `Invalid` at the fields.
    """
    case = await lock_case(tx, episode_id)
    why = why_not_set_break_contact(by, case.standing)
    if why is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may name whom a mentee reaches.")
    near = coming_break(case.calendar, case.calendar.local_day(at), pause_from=await pause_from(tx))
    if near is None:
        raise Refused("No break is near at this school.")
    before = await contact_of(tx, case.id, first_on=near.first_on, last_on=near.last_on)
    insist_unchanged(seen_version, before)
    is_offered = person_id in {one.person_id for one in await offered_at(tx, case.site_id)}
    if errors := why_not_contact(phone=phone, is_offered=is_offered):
        raise Invalid(errors)
    known_at = case.knows_at(at)
    await keep_known_at(tx, case.id, known_at)
    await keep_contact(
        tx,
        case.id,
        first_on=near.first_on,
        last_on=near.last_on,
        person_id=person_id,
        phone=phone.strip(),
        words=words.strip(),
        recorded_at=known_at,
    )
    await keep_audit(
        tx, "set_break_contact", mentee_id=case.mentee_id, object_kind="break_contact", object_id=case.id
    )
