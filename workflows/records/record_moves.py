"""How does a record move to another student? Each version of it is copied, as it was, and known from now on.

The log of a session takes the worry along that it raised. The old rows stay: `misfiled.py` says who leaves them out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Table, TextClause, insert, text

from workflows.records.episodes import INSTANT
from workflows.records.ids import new_id
from workflows.records.misfiled import stands
from workflows.records.refusals import NotFound
from workflows.records.scope import Transaction
from workflows.records.tables.episodes import administration, concern, misfiling, session

KINDS: Final = ("session", "administration", "concern")


@dataclass(frozen=True, slots=True)
class Filed:
    """A record as it stands with a student: the ids of all its versions, oldest first, and its first author.

    `recorded_at` is of each version; `happened_at` is what the newest says.
    """

    kind: str
    ids: tuple[UUID, ...]
    recorded_at: tuple[datetime, ...]
    episode_id: UUID
    author_id: UUID
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class Copy:
    """One row and its copy with the right student."""

    kind: str
    old_id: UUID
    id: UUID


_COLUMNS: Final[Mapping[str, tuple[Table, str, str, tuple[str, ...]]]] = {
    "session": (session, "logged_by", "held_at", ("match_id", "amends", "concern_id")),
    "administration": (administration, "entered_by", "completed_at", ("amends",)),
    "concern": (concern, "raised_by", "happened_at", ("session_id",)),
}
# Forwards and backwards from this one: at most one record corrects another.
_CHAIN = """
WITH RECURSIVE before AS (
    SELECT id, amends FROM app.{kind} WHERE org_id = :org_id AND id = :id
    UNION ALL SELECT o.id, o.amends FROM app.{kind} o JOIN before b ON o.org_id = :org_id AND o.id = b.amends
), since AS (
    SELECT id FROM app.{kind} WHERE org_id = :org_id AND id = :id
    UNION ALL SELECT n.id FROM app.{kind} n JOIN since a ON n.org_id = :org_id AND n.amends = a.id
), chain AS (SELECT id FROM before UNION SELECT id FROM since)
"""
_ALONE = "WITH chain AS (SELECT cast(:id AS uuid) AS id)"
_FILED = """
SELECT r.id, r.recorded_at, r.episode_id, r.{author} AS author_id, r.{happened} AS happened_at
  FROM app.{kind} r WHERE r.org_id = :org_id AND r.id IN (SELECT id FROM chain) AND {stands}
 ORDER BY r.recorded_at, r.id
"""


def _filed(kind: str) -> TextClause:
    _, author, happened, linked = _COLUMNS[kind]
    chain = _CHAIN.format(kind=kind) if "amends" in linked else _ALONE
    return text(chain + _FILED.format(kind=kind, author=author, happened=happened, stands=stands("r")))


def _copied(kind: str) -> TextClause:
    """Everything as it was, but for whose it is, since when it is known, and which other copies it names."""
    table, _, _, linked = _COLUMNS[kind]
    anew = ("id", "episode_id", *linked, "recorded_at")
    kept = [column.name for column in table.columns if column.name not in anew]
    given = [f"cast(:{name} AS {'timestamptz' if name == 'recorded_at' else 'uuid'})" for name in anew]
    return text(
        f"INSERT INTO {table.fullname} ({', '.join([*kept, *anew])})"
        f" SELECT {', '.join([*kept, *given])} FROM {table.fullname} WHERE org_id = :org_id AND id = :old_id"
    )


_FIND: Final = {kind: _filed(kind) for kind in KINDS}
_COPY: Final = {kind: _copied(kind) for kind in KINDS}
_KEEP = insert(misfiling)
# Raised by one of these logs, or sent before one of them was finished; then a log names it.
_WORRIES = text("""
SELECT c.id, c.session_id FROM app.concern c WHERE c.org_id = :org_id AND (c.session_id = ANY(:ids)
    OR c.id IN (SELECT s.concern_id FROM app.session s WHERE s.org_id = :org_id AND s.id = ANY(:ids)))
 ORDER BY c.recorded_at, c.id
""")
_CARRIED = text("SELECT s.id, s.concern_id FROM app.session s WHERE s.org_id = :org_id AND s.id = ANY(:ids)")
_LOG = text("""
SELECT coalesce(c.session_id, s.id) FROM app.concern c
  LEFT JOIN app.session s ON (s.org_id, s.concern_id) = (c.org_id, c.id)
 WHERE c.org_id = :org_id AND c.id = :id LIMIT 1
""")


async def load_filed(tx: Transaction, kind: str, record_id: UUID) -> Filed:
    """The record with all its versions; raises `NotFound`, also for what was moved before."""
    found = (await tx.connection.execute(_FIND[kind], {"org_id": tx.actor.org_id, "id": record_id})).all()
    if not found:
        raise NotFound
    return Filed(
        kind=kind,
        ids=tuple(row.id for row in found),
        recorded_at=tuple(row.recorded_at for row in found),
        episode_id=found[0].episode_id,
        author_id=found[0].author_id,
        happened_at=found[-1].happened_at,
    )


async def log_of_worry(tx: Transaction, concern_id: UUID) -> UUID | None:
    """The log of a session that this worry belongs to, if it does to one."""
    found = await tx.connection.execute(_LOG, {"org_id": tx.actor.org_id, "id": concern_id})
    log_id: UUID | None = found.scalar()
    return log_id


async def copy_filed(
    tx: Transaction, filed: Filed, *, to: UUID, match_id: UUID | None, known_at: datetime
) -> tuple[Copy, ...]:
    """The newest version is the last but for worries. Each one is known one instant after the one before it."""
    asked = {"org_id": tx.actor.org_id, "ids": list(filed.ids)}
    is_log = filed.kind == "session"
    worries = (await tx.connection.execute(_WORRIES, asked)).all() if is_log else []
    carried = (
        {row.id: row.concern_id for row in await tx.connection.execute(_CARRIED, asked)} if is_log else {}
    )
    new = {one: new_id() for one in (*filed.ids, *(worry.id for worry in worries))}

    async def keep(kind: str, old_id: UUID, at: datetime, **links: UUID | None) -> None:
        anew = {"id": new[old_id], "episode_id": to, "recorded_at": at, **links}
        await tx.connection.execute(_COPY[kind], {"org_id": tx.actor.org_id, "old_id": old_id, **anew})

    # A log names the worry that was sent before it, and a worry the log that raised it.
    for worry in worries:
        if worry.session_id is None:
            await keep("concern", worry.id, known_at, session_id=None)
    before = None
    for number, old_id in enumerate(filed.ids):
        links: dict[str, UUID | None] = (
            {"session_id": None} if filed.kind == "concern" else {"amends": before}
        )
        if is_log:
            sent_before = carried[old_id]
            links |= {"match_id": match_id, "concern_id": new[sent_before] if sent_before else None}
        await keep(filed.kind, old_id, known_at + number * INSTANT, **links)
        before = new[old_id]
    for worry in worries:
        if worry.session_id is not None:
            await keep("concern", worry.id, known_at, session_id=new[worry.session_id])
    return tuple(
        Copy(filed.kind if old_id in filed.ids else "concern", old_id, copy_id)
        for old_id, copy_id in new.items()
    )


async def keep_misfiling(tx: Transaction, values: Mapping[str, Any]) -> None:
    await tx.connection.later(_KEEP, {"org_id": tx.actor.org_id, **values})
