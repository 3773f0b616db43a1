"""In which words is a contact shown, and how is one marked whom nobody may reach?"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from care_steps import codes
from workflows.pages.components import Sentence, Tag, Tone
from workflows.pages.page import mark
from workflows.records.contacts import Ban, Contact


@dataclass(frozen=True, slots=True)
class ContactCard:
    """One contact. `banned`: nobody may reach them today; `coming`: from a later day on. `answers`: for the student."""

    id: UUID
    name: str
    relation: str
    language: str
    phone: str
    email: str
    words: str
    tags: tuple[Tag, ...]
    banned: Sentence | None
    coming: Ban | None
    is_current: bool
    answers: bool


def contact_card(contact: Contact, today: date) -> ContactCard:
    detail, ban = contact.detail, contact.ban_on(today)
    coming = next((one for one in contact.bans if not one.is_lifted and one.starts_on > today), None)
    return ContactCard(
        id=contact.id,
        name=detail.name,
        relation=codes.load("contact_relations").plain(detail.relation),
        language=codes.load("contact_languages").plain(detail.language),
        phone=detail.phone,
        email=detail.email,
        words=detail.words,
        tags=_tags(contact, ban),
        banned=ban_said(ban) if ban is not None else None,
        coming=coming,
        is_current=detail.is_current,
        answers=detail.speaks and contact.is_reachable(today),
    )


def _tags(contact: Contact, ban: Ban | None) -> tuple[Tag, ...]:
    detail = contact.detail
    found = (
        (ban is not None, Tag(mark("Do not contact"), Tone.DANGER)),
        (detail.holds_rights, Tag(mark("Holds educational rights"), Tone.DONE)),
        (detail.is_agency, Tag(mark("Agency with custody"), Tone.DONE)),
        (detail.needs_interpreter, Tag(mark("Needs an interpreter"), Tone.SOON)),
        (not detail.is_current, Tag(mark("Not in use any more"), Tone.QUIET)),
    )
    return tuple(tag for holds, tag in found if holds)


def ban_said(ban: Ban) -> Sentence:
    """From when to when, and by which document."""
    if ban.ends_on is None:
        text = mark("From %(first)s, without an end, by this document: %(document)s")
        return Sentence(text, {"first": ban.starts_on, "document": ban.document})
    return Sentence(
        mark("From %(first)s to %(last)s, by this document: %(document)s"),
        {"first": ban.starts_on, "last": ban.ends_on, "document": ban.document},
    )
