"""A document ends that somebody may not be contacted."""

from datetime import datetime
from uuid import UUID

from supervision.access import Actor
from supervision.family_access import why_not_set_family
from workflows.records.audit import keep_audit
from workflows.records.contacts import lift_ban as keep_lifted
from workflows.records.contacts import load_contact
from workflows.records.episodes import load_case_of_mentee, lock_case
from workflows.records.refusals import Invalid, NotAllowed, Stale
from workflows.records.scope import Transaction


async def lift_ban(
    tx: Transaction, *, contact_id: UUID, ban_id: UUID, why: str, by: Actor, at: datetime
) -> None:
    """The ban stays on record. Raises `Invalid` at the field, `NotAllowed`, `NotFound`, or `Stale` the second time."""
    contact = await load_contact(tx, contact_id)
    case = await lock_case(tx, (await load_case_of_mentee(tx, contact.mentee_id)).id)
    if (sentence := why_not_set_family(by, case.standing)) is not None or by.person_id is None:
        raise NotAllowed(sentence or "Only a person may change what is known about a family.")
    if not any(one.id == ban_id and not one.is_lifted for one in contact.bans):
        raise Stale("This was ended already.")
    if not why.strip():
        raise Invalid({"why_lifted": "Say which document ends it."})
    await keep_lifted(tx, ban_id, why=why.strip(), by=by.person_id, at=at)
    await keep_audit(tx, "lifted_ban", mentee_id=case.mentee_id, object_kind="contact", object_id=contact.id)
