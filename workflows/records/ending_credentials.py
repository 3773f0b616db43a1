"""Whose clearance or certificate has ended or ends soon, while they hold a role that needs it?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import text

from supervision.reminders import Cause, Undone
from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class EndingCredential:
    """One credential of one person, valid until that day included."""

    person_id: UUID
    name: str
    kind: str
    valid_until: date


_FROM: Final = """
  FROM app.person p
  JOIN LATERAL (SELECT DISTINCT ON (k.kind) k.kind, k.valid_until FROM app.credential k
       WHERE (k.org_id, k.person_id) = (p.org_id, p.id) ORDER BY k.kind, k.recorded_at DESC) c ON true
 WHERE p.org_id = :org_id AND c.valid_until < :until
   AND EXISTS (SELECT FROM app.appointment a WHERE (a.org_id, a.person_id) = (p.org_id, p.id)
        AND a.starts_at <= :at AND (a.ended_at IS NULL OR a.ended_at > :at))
"""
_ENDING = text(f"""
SELECT p.id AS person_id, p.given_name || ' ' || p.family_name AS name, c.kind, c.valid_until {_FROM}
 ORDER BY c.valid_until, p.family_name, p.given_name, p.id, c.kind
""")
_OF_THESE = text(f"""
SELECT p.id AS person_id, p.id AS about_id, c.kind AS which, c.valid_until AS day {_FROM}
   AND c.valid_until >= :since AND p.id = ANY (:person_ids)
""")


async def ending_credentials(tx: Transaction, *, until: date) -> tuple[EndingCredential, ...]:
    """Those that end before `until` or have ended, the oldest first."""
    asked = {"org_id": tx.actor.org_id, "until": until, "at": tx.at}
    return tuple(EndingCredential(**row) for row in (await tx.connection.execute(_ENDING, asked)).mappings())


async def ending_of(
    tx: Transaction, holder_ids: Collection[UUID], *, since: date, until: date
) -> tuple[Undone, ...]:
    """What these people hold that ends before `until` or has ended since then."""
    asked = {
        "org_id": tx.actor.org_id,
        "at": tx.at,
        "person_ids": list(holder_ids),
        "since": since,
        "until": until,
    }
    found = await tx.connection.execute(_OF_THESE, asked)
    return tuple(Undone(Cause.ENDING_CREDENTIAL, *row) for row in found)
