"""A document says that somebody may not be contacted: from its first day they are named nowhere."""

from datetime import date, datetime
from uuid import UUID

from supervision.access import Actor
from supervision.family_access import why_not_set_family
from workflows.records.audit import keep_audit
from workflows.records.contacts import keep_ban, load_contact
from workflows.records.episodes import keep_known_at, load_case_of_mentee, lock_case
from workflows.records.refusals import Invalid, NotAllowed
from workflows.records.scope import Transaction


async def ban_contact(
    tx: Transaction,
    *,
    contact_id: UUID,
    starts_on: date,
    ends_on: date | None,
    document: str,
    by: Actor,
    at: datetime,
) -> UUID:
    """Returns the ban's id. Raises `Invalid` at the fields, `NotAllowed`, or `NotFound`."""
    contact = await load_contact(tx, contact_id)
    case = await lock_case(tx, (await load_case_of_mentee(tx, contact.mentee_id)).id)
    if (why := why_not_set_family(by, case.standing)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may change what is known about a family.")
    errors = {}
    if ends_on is not None and ends_on < starts_on:
        errors["ends_on"] = "The last day is before the first."
    if not document.strip():
        errors["document"] = "Name the document: the court, its number, its date."
    if errors:
        raise Invalid(errors)
    known_at = case.knows_at(at)
    ban_id = await keep_ban(
        tx,
        contact.id,
        starts_on=starts_on,
        ends_on=ends_on,
        document=document.strip(),
        recorded_at=known_at,
    )
    await keep_known_at(tx, case.id, known_at)
    await keep_audit(
        tx, "banned_contact", mentee_id=case.mentee_id, object_kind="contact", object_id=contact.id
    )
    return ban_id
