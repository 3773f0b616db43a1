"""What worried somebody about a mentee, in a session or outside one? Kept as it was raised."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, text

from workflows.records.ids import new_id
from workflows.records.misfiled import stands
from workflows.records.rows import known_row
from workflows.records.scope import Transaction
from workflows.records.tables.episodes import concern


@dataclass(frozen=True, slots=True)
class RaisedConcern:
    """One worry as it was raised."""

    id: UUID
    episode_id: UUID
    session_id: UUID | None
    kind: str
    said: str
    raised_by: UUID
    raised_by_name: str
    happened_at: datetime


_KEEP = insert(concern)
_BY_ID = text(f"""
SELECT c.id, c.episode_id, c.session_id, c.kind, c.said, c.raised_by,
       p.given_name || ' ' || p.family_name AS raised_by_name, c.happened_at
  FROM app.concern c JOIN app.person p ON (p.org_id, p.id) = (c.org_id, c.raised_by)
 WHERE c.org_id = :org_id AND c.id = :id AND {stands("c")}
""")
_RAISED_BY = text("""
SELECT c.raised_by FROM app.concern c
 WHERE c.org_id = :org_id AND c.id = ANY (cast(:ids AS uuid[])) ORDER BY c.happened_at DESC, c.id DESC LIMIT 1
""")


async def keep_concern(
    tx: Transaction,
    *,
    episode_id: UUID,
    kind: str,
    said: str,
    by: UUID,
    happened_at: datetime,
    recorded_at: datetime,
    session_id: UUID | None = None,
    reason_code: str | None = None,
) -> UUID:
    """One worry; returns its id. `kind` is a code of the list `concern_kinds`, `session_id` the log that said it."""
    concern_id = new_id()
    row = {
        "org_id": tx.actor.org_id,
        "id": concern_id,
        "episode_id": episode_id,
        "session_id": session_id,
        "kind": kind,
        "reason_code": reason_code,
        "said": said,
        "raised_by": by,
        "happened_at": happened_at,
        "recorded_at": recorded_at,
    }
    await tx.connection.later(_KEEP, row)
    return concern_id


async def raised_by(tx: Transaction, ids: Sequence[UUID]) -> UUID | None:
    """Who raised the newest of these worries; None where none of them is one."""
    found = await tx.connection.execute(_RAISED_BY, {"org_id": tx.actor.org_id, "ids": list(ids)})
    raiser: UUID | None = found.scalar()
    return raiser


async def load_concern(tx: Transaction, concern_id: UUID) -> RaisedConcern:
    return RaisedConcern(**await known_row(tx, _BY_ID, id=concern_id))
