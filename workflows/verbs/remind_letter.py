"""A family is reminded of a letter that is out."""

from datetime import datetime
from uuid import UUID

from care_steps import codes
from supervision.access import Actor
from supervision.family_access import why_not_record_consent
from workflows.records.audit import keep_audit
from workflows.records.consent_letters import keep_reminder, load_letter
from workflows.records.contacts import reachable_contacts
from workflows.records.episodes import keep_known_at, lock_case
from workflows.records.refusals import Invalid, NotAllowed, Refused
from workflows.records.scope import Transaction

UNREACHABLE = "Whoever got this letter may not be contacted any more. Send another letter."


async def remind_letter(tx: Transaction, *, letter_id: UUID, how: str, by: Actor, at: datetime) -> None:
    """Raises `Invalid` at the field, `NotAllowed`, or `Refused` when nothing waits or nobody may be reached."""
    case = await lock_case(tx, (await load_letter(tx, letter_id)).episode_id)
    if (why := why_not_record_consent(by, case.standing)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may remind somebody.")
    letter, today = await load_letter(tx, letter_id), case.calendar.local_day(at)
    if not letter.waits_for:
        raise Refused("This letter was answered already.")
    reachable = {one.id for one in await reachable_contacts(tx, case.mentee_id, on=today)}
    if letter.contact_id is not None and letter.contact_id not in reachable:
        raise Refused(UNREACHABLE)
    if not codes.load("letter_ways").knows(how):
        raise Invalid({"how": "Say how they were reminded."})
    known_at = case.knows_at(at)
    await keep_reminder(tx, letter_id, reminded_on=today, how=how, recorded_at=known_at)
    await keep_known_at(tx, case.id, known_at)
    await keep_audit(
        tx,
        "reminded_of_letter",
        mentee_id=case.mentee_id,
        object_kind="consent_letter",
        object_id=letter_id,
    )
