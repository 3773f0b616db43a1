"""Who belongs to a mentee, and who of them may be reached on this day?

Whoever is banned is on the family's page alone. Everything else asks `reachable_contacts`, or joins
`REACHABLE`, which is the same question in SQL.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import insert, text

from workflows.records.ids import new_id
from workflows.records.rows import known_row
from workflows.records.scope import Transaction
from workflows.records.tables.families import contact, contact_ban, contact_detail


@dataclass(frozen=True, slots=True)
class ContactDetail:
    """What is known of somebody, as it was said last."""

    name: str
    relation: str
    language: str
    needs_interpreter: bool = False
    phone: str = ""
    email: str = ""
    holds_rights: bool = False
    is_agency: bool = False
    is_current: bool = True
    words: str = ""

    @property
    def speaks(self) -> bool:
        """Whether they answer for the student: by educational rights, or as an agency with custody."""
        return self.holds_rights or self.is_agency


@dataclass(frozen=True, slots=True)
class Ban:
    """Nobody reaches them between these days, both included. `is_lifted` ends it at once."""

    id: UUID
    starts_on: date
    ends_on: date | None
    document: str
    is_lifted: bool
    why_lifted: str

    def holds_on(self, day: date) -> bool:
        return not self.is_lifted and self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True)
class Contact:
    """One person or agency of a mentee, with every ban there ever was, the newest first."""

    id: UUID
    mentee_id: UUID
    detail: ContactDetail
    known_at: datetime
    recorded_by_name: str
    bans: tuple[Ban, ...]

    def ban_on(self, day: date) -> Ban | None:
        return next((one for one in self.bans if one.holds_on(day)), None)

    def is_reachable(self, day: date) -> bool:
        """Whether a letter, a call, a choice may name them."""
        return self.detail.is_current and self.ban_on(day) is None


_CONTACT: Final = """
SELECT c.id, c.mentee_id, d.name, d.relation, d.language, d.needs_interpreter, d.phone, d.email, d.holds_rights,
       d.is_agency, d.is_current, d.words, d.recorded_at AS known_at,
       p.given_name || ' ' || p.family_name AS recorded_by_name,
       (SELECT json_agg(json_build_array(b.id, b.starts_on, b.ends_on, b.document, b.lifted_at IS NOT NULL,
                                         b.why_lifted) ORDER BY b.recorded_at DESC, b.id DESC)
          FROM app.contact_ban b WHERE (b.org_id, b.contact_id) = (c.org_id, c.id)) AS bans
  FROM app.contact c
  JOIN LATERAL (SELECT * FROM app.contact_detail x WHERE (x.org_id, x.contact_id) = (c.org_id, c.id)
       ORDER BY x.recorded_at DESC LIMIT 1) d ON true
  JOIN app.person p ON (p.org_id, p.id) = (d.org_id, d.recorded_by)
 WHERE c.org_id = :org_id AND {which}
"""
_OF_MENTEE = text(_CONTACT.format(which="c.mentee_id = :id ORDER BY c.recorded_at, c.id"))
_BY_ID = text(_CONTACT.format(which="c.id = :id"))
_KEEP, _KEEP_DETAIL, _KEEP_BAN = insert(contact), insert(contact_detail), insert(contact_ban)
_LIFT = text("""
UPDATE app.contact_ban SET lifted_by = :by, lifted_at = :at, why_lifted = :why
 WHERE org_id = :org_id AND id = :id AND lifted_at IS NULL
""")


async def all_contacts(tx: Transaction, mentee_id: UUID) -> tuple[Contact, ...]:
    """Everybody, also whom nobody may reach: for the family's page alone."""
    found = await tx.connection.execute(_OF_MENTEE, {"org_id": tx.actor.org_id, "id": mentee_id})
    return tuple(_contact(row) for row in found.mappings())


async def reachable_contacts(tx: Transaction, mentee_id: UUID, *, on: date) -> tuple[Contact, ...]:
    """Whom a letter, a list or a sheet may name on this day at the mentee's school."""
    return tuple(one for one in await all_contacts(tx, mentee_id) if one.is_reachable(on))


async def load_contact(tx: Transaction, contact_id: UUID) -> Contact:
    return _contact(await known_row(tx, _BY_ID, id=contact_id))


def _contact(row: Mapping[Any, Any]) -> Contact:
    kept = {name: row[name] for name in ContactDetail.__dataclass_fields__}
    return Contact(
        id=row["id"],
        mentee_id=row["mentee_id"],
        detail=ContactDetail(**kept),
        known_at=row["known_at"],
        recorded_by_name=row["recorded_by_name"],
        bans=tuple(_ban(*one) for one in row["bans"] or ()),
    )


def _ban(
    ban_id: str, starts_on: str, ends_on: str | None, document: str, is_lifted: bool, why_lifted: str
) -> Ban:
    until = date.fromisoformat(ends_on) if ends_on else None
    return Ban(UUID(ban_id), date.fromisoformat(starts_on), until, document, is_lifted, why_lifted)


async def keep_contact(tx: Transaction, mentee_id: UUID, *, recorded_at: datetime) -> UUID:
    contact_id = new_id()
    await tx.connection.execute(
        _KEEP,
        {
            "org_id": tx.actor.org_id,
            "id": contact_id,
            "mentee_id": mentee_id,
            "recorded_by": tx.actor.person_id,
            "recorded_at": recorded_at,
        },
    )
    return contact_id


async def keep_contact_detail(
    tx: Transaction, contact_id: UUID, detail: ContactDetail, *, recorded_at: datetime
) -> None:
    """From now on this is what is known; what was known before stays on record."""
    kept = {name: getattr(detail, name) for name in ContactDetail.__dataclass_fields__}
    asked = {"org_id": tx.actor.org_id, "contact_id": contact_id, "recorded_by": tx.actor.person_id}
    await tx.connection.execute(_KEEP_DETAIL, {**asked, **kept, "recorded_at": recorded_at})


async def keep_ban(
    tx: Transaction,
    contact_id: UUID,
    *,
    starts_on: date,
    ends_on: date | None,
    document: str,
    recorded_at: datetime,
) -> UUID:
    ban_id = new_id()
    await tx.connection.execute(
        _KEEP_BAN,
        {
            "org_id": tx.actor.org_id,
            "id": ban_id,
            "contact_id": contact_id,
            "starts_on": starts_on,
            "ends_on": ends_on,
            "document": document,
            "recorded_by": tx.actor.person_id,
            "recorded_at": recorded_at,
        },
    )
    return ban_id


async def lift_ban(tx: Transaction, ban_id: UUID, *, why: str, by: UUID, at: datetime) -> None:
    asked = {"org_id": tx.actor.org_id, "id": ban_id, "why": why, "by": by, "at": at}
    await tx.connection.execute(_LIFT, asked)
