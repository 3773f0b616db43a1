"""Whom does a mentee reach while the school is closed, and who could be named?"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import insert, text

from workflows.records.rows import row_of
from workflows.records.scope import Transaction
from workflows.records.tables.episodes import break_contact

# Whoever works for the school and is no mentor: what they may hear is about safety.
_OFFERED = text("""
SELECT p.id, p.given_name || ' ' || p.family_name AS name, coalesce(duty.phone, p.phone) AS phone
  FROM app.person p
  LEFT JOIN LATERAL (SELECT d.person_id, d.phone FROM app.on_call d
       WHERE (d.org_id, d.site_id) = (p.org_id, :site_id) AND d.starts_at <= :at
       ORDER BY d.starts_at DESC, d.recorded_at DESC LIMIT 1) duty ON duty.person_id = p.id
 WHERE p.org_id = :org_id AND (duty.person_id IS NOT NULL OR EXISTS (
       SELECT FROM app.appointment a WHERE (a.org_id, a.person_id) = (p.org_id, p.id)
          AND a.role IN ('counselor', 'clinical_supervisor', 'direct_supervisor')
          AND (a.site_id IS NULL OR a.site_id = :site_id)
          AND a.starts_at <= :at AND (a.ended_at IS NULL OR a.ended_at > :at)))
 ORDER BY (duty.person_id IS NULL), p.family_name, p.given_name, p.id
""")
_NEWEST = text("""
SELECT b.person_id, k.given_name || ' ' || k.family_name AS name, b.phone, b.words, b.recorded_at,
       s.given_name || ' ' || s.family_name AS set_by_name
  FROM app.break_contact b
  JOIN app.person k ON (k.org_id, k.id) = (b.org_id, b.person_id)
  JOIN app.person s ON (s.org_id, s.id) = (b.org_id, b.set_by)
 WHERE b.org_id = :org_id AND b.episode_id = :episode_id AND b.first_on <= :last_on AND b.last_on >= :first_on
 ORDER BY b.recorded_at DESC LIMIT 1
""")
_KEEP = insert(break_contact)


@dataclass(frozen=True, slots=True)
class Offered:
    """Somebody who could be named, with the telephone that is on file."""

    person_id: UUID
    name: str
    phone: str | None


@dataclass(frozen=True, slots=True)
class BreakContact:
    """Who is named for a break."""

    person_id: UUID
    name: str
    phone: str
    words: str
    recorded_at: datetime
    set_by_name: str


async def offered_at(tx: Transaction, site_id: UUID) -> tuple[Offered, ...]:
    """Who could be named at this school: whoever is on call first."""
    asked = {"org_id": tx.actor.org_id, "site_id": site_id, "at": tx.at}
    return tuple(Offered(row.id, row.name, row.phone) for row in await tx.connection.execute(_OFFERED, asked))


async def contact_of(
    tx: Transaction, episode_id: UUID, *, first_on: date, last_on: date
) -> BreakContact | None:
    """Who is named for the break between these days, newest first; None when nobody is."""
    row = await row_of(tx, _NEWEST, episode_id=episode_id, first_on=first_on, last_on=last_on)
    return BreakContact(**row) if row else None


async def keep_contact(
    tx: Transaction,
    episode_id: UUID,
    *,
    first_on: date,
    last_on: date,
    person_id: UUID,
    phone: str,
    words: str,
    recorded_at: datetime,
) -> None:
    await tx.connection.execute(
        _KEEP,
        {
            "org_id": tx.actor.org_id,
            "episode_id": episode_id,
            "first_on": first_on,
            "last_on": last_on,
            "person_id": person_id,
            "phone": phone,
            "words": words,
            "set_by": tx.actor.person_id,
            "recorded_at": recorded_at,
        },
    )
