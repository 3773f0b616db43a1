"""Whom does somebody call who is worried about this mentee now?"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, text

from workflows.records.episodes import Case
from workflows.records.people import phone_of
from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class Phone:
    """One person with their telephone; `phone` is None when none is on file."""

    name: str
    role: str
    phone: str | None


@dataclass(frozen=True, slots=True)
class Phones:
    """`people` in the order of calling. `crisis_contact` is what a person in danger is told to call."""

    people: tuple[Phone, ...]
    crisis_contact: str


_PHONES = text("""
SELECT o.crisis_contact, c.role, p.id, p.given_name || ' ' || p.family_name AS name,
       coalesce(c.phone, p.phone) AS phone
  FROM sign_in.organisation o
  LEFT JOIN (VALUES (1, 'on_call', cast(:on_call_id AS uuid), cast(:on_call_phone AS text)),
                    (2, 'clinical_supervisor', cast(:clinical_id AS uuid), NULL),
                    (3, 'direct_supervisor', cast(:direct_id AS uuid), NULL))
       AS c (place, role, person_id, phone) ON c.person_id IS NOT NULL
  LEFT JOIN app.person p ON (p.org_id, p.id) = (o.id, c.person_id)
 WHERE o.id = :org_id ORDER BY c.place
""")


_AT_SITE = text("""
SELECT o.crisis_contact, c.role, p.id, p.given_name || ' ' || p.family_name AS name,
       coalesce(c.phone, p.phone) AS phone
  FROM sign_in.organisation o
  LEFT JOIN LATERAL (SELECT d.person_id, d.phone FROM app.on_call d
       WHERE (d.org_id, d.site_id) = (o.id, :site_id) AND d.starts_at <= :at
       ORDER BY d.starts_at DESC, d.recorded_at DESC LIMIT 1) duty ON true
  LEFT JOIN LATERAL (VALUES (1, 'on_call', duty.person_id, duty.phone),
                            (2, 'owner', cast(:owner_id AS uuid), NULL))
       AS c (place, role, person_id, phone) ON c.person_id IS NOT NULL
  LEFT JOIN app.person p ON (p.org_id, p.id) = (o.id, c.person_id)
 WHERE o.id = :org_id ORDER BY c.place
""")


async def phones_of(tx: Transaction, case: Case, *, never: Collection[UUID] = ()) -> Phones:
    """The person on call, then the supervisors of the case, each person once; before who is away, who covers for them.

    `never`: who is named in what it is about.
    """
    asked = {
        "org_id": tx.actor.org_id,
        "on_call_id": case.standing.on_call_id,
        "on_call_phone": case.on_call_phone,
        "clinical_id": case.standing.clinical_supervisor_id,
        "direct_id": case.standing.direct_supervisor_id,
    }
    return await _phones(tx, _PHONES, asked, never)


async def phones_at(tx: Transaction, site_id: UUID, *, owner_id: UUID | None = None) -> Phones:
    """The person on call for the site, then who looks after the student, if they have a telephone.

    Nothing here tells of a case.
    """
    asked = {"org_id": tx.actor.org_id, "site_id": site_id, "owner_id": owner_id, "at": tx.at}
    found = await _phones(tx, _AT_SITE, asked)
    return Phones(tuple(one for one in found.people if one.phone), found.crisis_contact)


async def _phones(
    tx: Transaction, statement: TextClause, asked: Mapping[str, Any], never: Collection[UUID] = ()
) -> Phones:
    rows = (await tx.connection.execute(statement, asked)).mappings().all()
    first: dict[object, Phone] = {}
    for row in rows:
        if row["id"] is None or row["id"] in never:
            continue
        # Whoever is away is still named after who covers: their number may be that of whoever has the duty telephone.
        cover_id = tx.stand_ins.whom(row["id"])
        if cover_id != row["id"] and cover_id not in {*first, *never}:
            name = tx.stand_ins.names[cover_id]
            first[cover_id] = Phone(name, row["role"], await phone_of(tx, cover_id) or None)
        first.setdefault(row["id"], Phone(row["name"], row["role"], row["phone"]))
    return Phones(tuple(first.values()), rows[0]["crisis_contact"])
