"""Somebody who belongs to a mentee is written down, or what is known of them is corrected."""

from datetime import datetime
from uuid import UUID

from care_steps import codes
from supervision.access import Actor
from supervision.family_access import why_not_set_family
from workflows.records.audit import keep_audit
from workflows.records.contacts import ContactDetail, keep_contact, keep_contact_detail, load_contact
from workflows.records.episodes import keep_known_at, load_case_of_mentee, lock_case
from workflows.records.refusals import Invalid, NotAllowed, NotFound
from workflows.records.scope import Transaction
from workflows.records.versions import insist_unchanged


async def set_contact(
    tx: Transaction,
    *,
    mentee_id: UUID,
    detail: ContactDetail,
    by: Actor,
    at: datetime,
    contact_id: UUID | None = None,
    seen_version: int | None = None,
) -> UUID:
    """Returns the contact's id. With `contact_id` it is corrected; what was known before stays on record.

    Raises `Invalid` at the fields, `NotAllowed`, `NotFound` for a contact of another mentee, or `Stale`.
    """
    case = await lock_case(tx, (await load_case_of_mentee(tx, mentee_id)).id)
    if (why := why_not_set_family(by, case.standing)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may change what is known about a family.")
    if contact_id is not None:
        before = await load_contact(tx, contact_id)
        if before.mentee_id != mentee_id:
            raise NotFound
        insist_unchanged(seen_version, before.detail)
    if errors := _errors(detail):
        raise Invalid(errors)
    known_at = case.knows_at(at)
    kept_id = contact_id or await keep_contact(tx, mentee_id, recorded_at=known_at)
    await keep_contact_detail(tx, kept_id, detail, recorded_at=known_at)
    await keep_known_at(tx, case.id, known_at)
    await keep_audit(tx, "set_contact", mentee_id=mentee_id, object_kind="contact", object_id=kept_id)
    return kept_id


def _errors(detail: ContactDetail) -> dict[str, str]:
    errors = {}
    if not detail.name.strip():
        errors["name"] = "Write down the name."
    if not codes.load("contact_relations").knows(detail.relation):
        errors["relation"] = "Say who this is to the student."
    language = codes.load("contact_languages").find(detail.language)
    if language is None:
        errors["language"] = "Choose the language that is spoken with them."
    elif language.needs_words and not detail.words.strip():
        errors["words"] = "Say which language it is."
    return errors
