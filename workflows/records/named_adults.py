"""Who that works here is named in a worry, what is kept from them, and how is it told?

What they are kept from is kept from them by the database: see `workflows.records.security`. Whoever reads for somebody
else, as the engine does, asks here who is never told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import insert, text

from workflows.records.firings import FiringLine
from workflows.records.ids import new_id
from workflows.records.misfiled import stands
from workflows.records.refusals import Stale
from workflows.records.rows import row_of
from workflows.records.scope import Transaction
from workflows.records.tables.escalations import hidden_from, named_adult


@dataclass(frozen=True, slots=True)
class Naming:
    """One person who is named in one worry. `undo_asked_by`: who said that this is a mistake, while nobody agreed.

    `told_at`: when the ladder first told them of it, before they were named; `seen_at`: when they last opened some of it.
    """

    id: UUID
    concern_id: UUID
    work_id: UUID
    person_id: UUID
    name: str
    undo_asked_by: UUID | None
    undo_asked_by_name: str | None
    undo_words: str
    undone_at: datetime | None
    recorded_at: datetime
    told_at: datetime | None
    seen_at: datetime | None


_NAMINGS: Final = """
SELECT n.id, n.concern_id, n.work_id, n.person_id, p.given_name || ' ' || p.family_name AS name, n.undo_asked_by,
       a.given_name || ' ' || a.family_name AS undo_asked_by_name, n.undo_words, n.undone_at,
       n.recorded_at,
       (SELECT min(x.recorded_at) FROM app.escalation_notice x
         WHERE (x.org_id, x.work_id, x.person_id) = (n.org_id, n.work_id, n.person_id) AND x.dropped_at IS NULL) AS told_at,
       (SELECT max(v.at) FROM app.audit_event v JOIN app.hidden_from k ON (k.org_id, k.object_id) = (v.org_id, v.object_id)
         WHERE v.org_id = n.org_id AND v.mentee_id = e.mentee_id AND v.actor_id = n.person_id AND k.naming_id = n.id
           AND v.at <= n.recorded_at) AS seen_at
  FROM app.named_adult n
  JOIN app.concern c ON (c.org_id, c.id) = (n.org_id, n.concern_id)
  JOIN app.episode e ON (e.org_id, e.id) = (c.org_id, c.episode_id)
  JOIN app.person p ON (p.org_id, p.id) = (n.org_id, n.person_id)
  LEFT JOIN app.person a ON (a.org_id, a.id) = (n.org_id, n.undo_asked_by)
 WHERE n.org_id = :org_id AND n.id IN (SELECT h.naming_id FROM app.hidden_from h
        WHERE h.org_id = :org_id AND h.object_id = :id)
 ORDER BY n.recorded_at, n.id
"""
_OF_CONCERN: Final = text(_NAMINGS)
_NEVER: Final = text("""
SELECT person_id FROM app.hidden_from WHERE org_id = :org_id AND object_id = :id AND ended_at IS NULL
""")
_KEPT_FROM: Final = text("""
SELECT object_id FROM app.hidden_from WHERE org_id = :org_id AND person_id = cast(:id AS uuid) AND ended_at IS NULL
""")
# As if a rule had fired: pages read it in the same words, and no rule did.
_LINES: Final = f"""
SELECT w.id, '' AS rule_id, '' AS row_id, w.class AS class_, '' AS sentence, w.policy_version_id, 0 AS policy_version,
       w.recorded_at, NULL::uuid AS administration_id, NULL AS instrument_id, w.id AS work_id, w.kind AS work_kind,
       w.state AS work_state, w.due_at, w.owner_id, o.given_name || ' ' || o.family_name AS owner_name, w.opened_at,
       s.given_name || ' ' || s.family_name AS seen_by_name, w.acknowledged_at AS seen_at, false AS could_not_tell,
       c.said AS worry_said, r.given_name || ' ' || r.family_name AS worry_by, c.happened_at AS worry_at, w.action
  FROM app.named_adult n
  JOIN app.work w ON (w.org_id, w.id) = (n.org_id, n.work_id)
  LEFT JOIN app.concern c ON (c.org_id, c.id) = (n.org_id, n.concern_id) AND {stands("c")}
  LEFT JOIN app.person r ON (r.org_id, r.id) = (c.org_id, c.raised_by)
  JOIN app.person o ON (o.org_id, o.id) = (w.org_id, w.owner_id)
  LEFT JOIN app.person s ON (s.org_id, s.id) = (w.org_id, w.acknowledged_by)
 WHERE n.org_id = :org_id AND n.{{which}} = :id ORDER BY w.id LIMIT 1
"""
_BEHIND: Final = text(_LINES.format(which="work_id"))
_RESTING_ON: Final = text(_LINES.format(which="concern_id"))
_CONCERN: Final = text(
    "SELECT concern_id FROM app.named_adult WHERE org_id = :org_id AND work_id = :id LIMIT 1"
)
_ASK: Final = text("""
UPDATE app.named_adult SET undo_asked_by = :by, undo_asked_at = :at, undo_words = :words
 WHERE org_id = :org_id AND id = :id AND undone_at IS NULL AND undo_asked_by IS NULL RETURNING id
""")
_UNDO: Final = text("""
WITH undone AS (
    UPDATE app.named_adult SET undone_by = :by, undone_at = :at
     WHERE org_id = :org_id AND id = :id AND undone_at IS NULL AND undo_asked_by IS NOT NULL RETURNING org_id, id
)
UPDATE app.hidden_from h SET ended_at = :at FROM undone u
 WHERE (h.org_id, h.naming_id) = (u.org_id, u.id) RETURNING h.naming_id
""")
_KEEP: Final = insert(named_adult)
_HIDE: Final = insert(hidden_from)


async def namings_of(tx: Transaction, concern_id: UUID) -> tuple[Naming, ...]:
    """Everybody named in this worry, also by mistake; nobody for most."""
    found = await tx.connection.execute(_OF_CONCERN, {"org_id": tx.actor.org_id, "id": concern_id})
    return tuple(Naming(**row) for row in found.mappings())


async def never_told(tx: Transaction, object_id: UUID | None) -> frozenset[UUID]:
    """From whom this worry or this work is kept."""
    if object_id is None:
        return frozenset()
    found = await tx.connection.execute(_NEVER, {"org_id": tx.actor.org_id, "id": object_id})
    return frozenset(found.scalars())


async def kept_from_reader(tx: Transaction) -> frozenset[UUID]:
    """What is kept from whoever reads; nothing from almost everybody."""
    asked = {"org_id": tx.actor.org_id, "id": tx.actor.person_id}
    return frozenset((await tx.connection.execute(_KEPT_FROM, asked)).scalars())


async def named_lines(
    tx: Transaction, *, work_id: UUID | None = None, concern_id: UUID | None = None
) -> tuple[FiringLine, ...]:
    """The escalation of a worry that names somebody, as pages read what stands behind work; empty for another."""
    statement = _BEHIND if work_id is not None else _RESTING_ON
    asked = {"org_id": tx.actor.org_id, "id": work_id or concern_id}
    return tuple(FiringLine(**row) for row in (await tx.connection.execute(statement, asked)).mappings())


async def concern_named_in(tx: Transaction, work_id: UUID) -> UUID | None:
    """The worry behind an escalation that is about somebody who works here."""
    row = await row_of(tx, _CONCERN, id=work_id)
    return row["concern_id"] if row else None


async def keep_naming(
    tx: Transaction,
    *,
    concern_id: UUID,
    work_id: UUID,
    person_id: UUID,
    hidden: Sequence[UUID],
    by: UUID,
    recorded_at: datetime,
) -> None:
    """From now on these are kept from this person; no fact that is known at `recorded_at` rests on them any more."""
    naming_id, org_id = new_id(), tx.actor.org_id
    row = {"id": naming_id, "concern_id": concern_id, "work_id": work_id, "person_id": person_id}
    await tx.connection.execute(_KEEP, {"org_id": org_id, **row, "named_by": by, "recorded_at": recorded_at})
    for object_id in hidden:
        found = {"naming_id": naming_id, "object_id": object_id, "person_id": person_id}
        await tx.connection.execute(_HIDE, {"org_id": org_id, **found, "recorded_at": recorded_at})


async def keep_undo_asked(tx: Transaction, naming_id: UUID, *, words: str, by: UUID) -> None:
    """Raises `Stale` when somebody said so already."""
    asked = {"org_id": tx.actor.org_id, "id": naming_id, "by": by, "at": tx.at, "words": words}
    if (await tx.connection.execute(_ASK, asked)).first() is None:
        raise Stale("Somebody has said so already.")


async def keep_undone(tx: Transaction, naming_id: UUID, *, by: UUID) -> None:
    """It is kept from them no longer. Raises `Stale` when it was undone already."""
    asked = {"org_id": tx.actor.org_id, "id": naming_id, "by": by, "at": tx.at}
    if (await tx.connection.execute(_UNDO, asked)).first() is None:
        raise Stale("This was undone already.")
