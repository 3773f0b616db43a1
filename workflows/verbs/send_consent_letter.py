"""A letter goes home, or to a student who is of age, that asks for consent to each kind apart."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from care_steps import codes
from care_steps.consent_letters import LETTERS
from care_steps.consents import ConsentKind, ConsentState, why_not_answer
from supervision.access import Actor
from supervision.family_access import why_not_record_consent
from workflows.records.audit import keep_audit
from workflows.records.consent_letters import keep_letter
from workflows.records.consents import answers_alone, consent_now, keep_consent
from workflows.records.contacts import reachable_contacts
from workflows.records.episodes import Case, keep_known_at, load_case_of_mentee, lock_case
from workflows.records.refusals import Invalid, NotAllowed, NotFound
from workflows.records.scope import Transaction

AGREED: Final = "They agreed to this already, and named no last day."


@dataclass(frozen=True, slots=True)
class NewLetter:
    """To whom, about what, in which language, and until when. Without a contact it goes to the student."""

    contact_id: UUID | None
    kinds: tuple[ConsentKind, ...]
    language: str
    sent_how: str
    answer_by: date


async def send_consent_letter(
    tx: Transaction, *, mentee_id: UUID, letter: NewLetter, by: Actor, at: datetime
) -> UUID:
    """Returns the letter's id; it is out from today. Nothing is sent by this product: it is printed and given.

    Raises `Invalid` at the fields, `NotAllowed`, or `NotFound` for somebody who may not be reached.
    """
    case = await lock_case(tx, (await load_case_of_mentee(tx, mentee_id)).id)
    if (why := why_not_record_consent(by, case.standing)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may send a letter.")
    if errors := await _errors(tx, case, letter, at):
        raise Invalid(errors)
    known_at, today = case.knows_at(at), case.calendar.local_day(at)
    letter_id = await keep_letter(
        tx,
        mentee_id,
        contact_id=letter.contact_id,
        kinds=letter.kinds,
        language=letter.language,
        template_version=str(LETTERS[letter.language].version),
        sent_how=letter.sent_how,
        sent_on=today,
        answer_by=letter.answer_by,
        recorded_at=known_at,
    )
    for kind in letter.kinds:
        await keep_consent(
            tx,
            mentee_id,
            kind,
            ConsentState.OUT,
            happened_on=today,
            recorded_at=known_at,
            letter_id=letter_id,
            contact_id=letter.contact_id,
        )
    await keep_known_at(tx, case.id, known_at)
    await keep_audit(
        tx, "sent_consent_letter", mentee_id=mentee_id, object_kind="consent_letter", object_id=letter_id
    )
    return letter_id


async def _errors(tx: Transaction, case: Case, letter: NewLetter, at: datetime) -> dict[str, str]:
    today = case.calendar.local_day(at)
    errors = await _errors_of_reader(tx, case, letter.contact_id, today)
    if not letter.kinds:
        errors["kinds"] = "Choose what is asked, one kind at least."
    for kind in letter.kinds:
        if not (await consent_now(tx, case.mentee_id, kind)).may_be_asked:
            errors.setdefault("kinds", f"{kind.plain}: {AGREED}")
    if letter.language not in LETTERS:
        errors["language"] = "Choose the language of the letter."
    if not codes.load("letter_ways").knows(letter.sent_how):
        errors["sent_how"] = "Say how the letter goes."
    if letter.answer_by < today:
        errors["answer_by"] = "This day is over. Choose a day by which an answer can come."
    return errors


async def _errors_of_reader(
    tx: Transaction, case: Case, contact_id: UUID | None, today: date
) -> dict[str, str]:
    """Whom nobody may reach is not there."""
    speaks = None
    if contact_id is not None:
        reachable = await reachable_contacts(tx, case.mentee_id, on=today)
        found = next((one for one in reachable if one.id == contact_id), None)
        if found is None:
            raise NotFound
        speaks = found.detail.speaks
    is_adult = await answers_alone(tx, case.mentee_id, case.calendar)
    why = why_not_answer(is_adult=is_adult, speaks=speaks)
    return {"contact_id": why} if why else {}
