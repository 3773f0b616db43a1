"""Which mentors are not to be matched with a mentee, and who said so?"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, text

from workflows.records.ids import new_id
from workflows.records.rows import known_row
from workflows.records.scope import Transaction
from workflows.records.tables.people import mentor_conflict


@dataclass(frozen=True, slots=True)
class Conflict:
    """One that stands; `reason` is a code of `conflict_reasons`."""

    id: UUID
    mentor_id: UUID
    mentor_name: str
    mentee_id: UUID
    reason: str
    words: str
    declared_by: UUID
    declared_by_name: str
    recorded_at: datetime


_CONFLICT = """
SELECT c.id, c.mentor_id, m.given_name || ' ' || m.family_name AS mentor_name, c.mentee_id, c.reason, c.words,
       c.declared_by, b.given_name || ' ' || b.family_name AS declared_by_name, c.recorded_at
  FROM app.mentor_conflict c
  JOIN app.person m ON (m.org_id, m.id) = (c.org_id, c.mentor_id)
  JOIN app.person b ON (b.org_id, b.id) = (c.org_id, c.declared_by)
 WHERE c.org_id = :org_id AND c.withdrawn_at IS NULL AND {which}
"""
_OF_MENTEE = text(_CONFLICT.format(which="c.mentee_id = :id ORDER BY c.recorded_at, c.id"))
_BY_ID = text(_CONFLICT.format(which="c.mentee_id = :mentee_id AND c.id = :id"))
_KEEP = insert(mentor_conflict)
_WITHDRAW = text(
    "UPDATE app.mentor_conflict SET withdrawn_at = :at"
    " WHERE org_id = :org_id AND id = :id AND withdrawn_at IS NULL"
)


async def conflicts_of(tx: Transaction, mentee_id: UUID) -> tuple[Conflict, ...]:
    """Those that stand, oldest first."""
    found = await tx.connection.execute(_OF_MENTEE, {"org_id": tx.actor.org_id, "id": mentee_id})
    return tuple(Conflict(**row) for row in found.mappings())


async def load_conflict(tx: Transaction, mentee_id: UUID, conflict_id: UUID) -> Conflict:
    """One that stands; raises `NotFound`, also when it is another mentee's."""
    return Conflict(**await known_row(tx, _BY_ID, mentee_id=mentee_id, id=conflict_id))


async def keep_conflict(
    tx: Transaction, *, mentor_id: UUID, mentee_id: UUID, reason: str, words: str, by: UUID, at: datetime
) -> UUID:
    """Returns its id. The database holds that it stands once."""
    conflict_id = new_id()
    await tx.connection.execute(
        _KEEP,
        {
            "org_id": tx.actor.org_id,
            "id": conflict_id,
            "mentor_id": mentor_id,
            "mentee_id": mentee_id,
            "reason": reason,
            "words": words,
            "declared_by": by,
            "recorded_at": at,
        },
    )
    return conflict_id


async def keep_withdrawal(tx: Transaction, conflict_id: UUID, at: datetime) -> None:
    await tx.connection.execute(_WITHDRAW, {"org_id": tx.actor.org_id, "id": conflict_id, "at": at})
