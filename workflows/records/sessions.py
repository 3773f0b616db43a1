"""What happened in a mentoring session? Logs are kept whole; a correction is a new row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, insert, text

from workflows.records.ids import new_id
from workflows.records.rows import known_row
from workflows.records.scope import Transaction
from workflows.records.tables.episodes import concern, session


@dataclass(frozen=True, slots=True)
class LoggedSession:
    """One log as kept. The concern is what it said that worries; each part is None when it said nothing."""

    id: UUID
    episode_id: UUID
    match_id: UUID
    mentor_name: str
    held_at: datetime
    was_made: bool
    whose_cause: str | None
    minutes: int | None
    medium: str | None
    topics: tuple[str, ...]
    practices: tuple[Mapping[str, str | None], ...]
    note: str
    worry: str
    logged_by: UUID
    logged_by_name: str
    recorded_at: datetime
    concern_id: UUID | None
    concern_kind: str | None
    said: str | None


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


_KEEP_SESSION = insert(session)
_KEEP_CONCERN = insert(concern)
_SESSION = text("""
SELECT s.id, s.episode_id, s.match_id, m.given_name || ' ' || m.family_name AS mentor_name, s.held_at, s.was_made,
       s.whose_cause, s.minutes, s.medium, s.topics, s.practices, s.note, s.worry, s.logged_by,
       p.given_name || ' ' || p.family_name AS logged_by_name, s.recorded_at, c.id AS concern_id,
       c.kind AS concern_kind, c.said
  FROM app.session s
  JOIN app.match x ON (x.org_id, x.id) = (s.org_id, s.match_id)
  JOIN app.person m ON (m.org_id, m.id) = (x.org_id, x.mentor_id)
  JOIN app.person p ON (p.org_id, p.id) = (s.org_id, s.logged_by)
  LEFT JOIN app.concern c ON (c.org_id, c.session_id) = (s.org_id, s.id)
 WHERE s.org_id = :org_id AND s.id = :id
""").columns(practices=JSON)
_CONCERN = text("""
SELECT c.id, c.episode_id, c.session_id, c.kind, c.said, c.raised_by,
       p.given_name || ' ' || p.family_name AS raised_by_name, c.happened_at
  FROM app.concern c JOIN app.person p ON (p.org_id, p.id) = (c.org_id, c.raised_by)
 WHERE c.org_id = :org_id AND c.id = :id
""")


async def keep_session(tx: Transaction, values: Mapping[str, Any]) -> None:
    await tx.connection.execute(_KEEP_SESSION, {"org_id": tx.actor.org_id, **values})


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
    await tx.connection.execute(_KEEP_CONCERN, row)
    return concern_id


async def load_session(tx: Transaction, session_id: UUID) -> LoggedSession:
    row = await known_row(tx, _SESSION, id=session_id)
    lists = {"topics": tuple(row["topics"]), "practices": tuple(row["practices"])}
    return LoggedSession(**{**row, **lists})


async def load_concern(tx: Transaction, concern_id: UUID) -> RaisedConcern:
    return RaisedConcern(**await known_row(tx, _CONCERN, id=concern_id))
