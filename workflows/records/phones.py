"""Whom does somebody call who is worried about this mentee now?"""

from dataclasses import dataclass

from sqlalchemy import text

from workflows.records.episodes import Case
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


async def phones_of(tx: Transaction, case: Case) -> Phones:
    """The person on call, then the supervisors of the case, each person once."""
    asked = {
        "org_id": tx.actor.org_id,
        "on_call_id": case.standing.on_call_id,
        "on_call_phone": case.on_call_phone,
        "clinical_id": case.standing.clinical_supervisor_id,
        "direct_id": case.standing.direct_supervisor_id,
    }
    rows = (await tx.connection.execute(_PHONES, asked)).mappings().all()
    first: dict[object, Phone] = {}
    for row in rows:
        if row["id"] is not None:
            first.setdefault(row["id"], Phone(row["name"], row["role"], row["phone"]))
    return Phones(tuple(first.values()), rows[0]["crisis_contact"])
