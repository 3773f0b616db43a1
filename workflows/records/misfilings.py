"""What stood with the wrong student, where has it gone, and who has read it there?

What was moved together has the same instant. Nobody is named here but those who moved it and those who read it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from workflows.records.rows import known_row, row_of
from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class Misfiling:
    """One record that was moved; `record_ids` are all that moved with it. Two students, named by their ids alone."""

    id: UUID
    record_kind: str
    moved_as: UUID
    from_episode_id: UUID
    to_episode_id: UUID
    why: str
    moved_by_name: str
    moved_at: datetime
    happened_at: datetime
    entered_at: datetime
    record_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """The task to read a decision again, and what was moved away from it."""

    work_id: UUID
    decision_id: UUID
    misfiling_id: UUID


@dataclass(frozen=True, slots=True)
class ReadingTask:
    """The task to read one decision again."""

    work_id: UUID
    decision_id: UUID
    decided_at: datetime
    is_open: bool


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who has looked at the record, or at anything else of the student with whom it stood, meanwhile.

    `as_role` is why they might; `name` is None for a command of the operator.
    """

    name: str | None
    as_role: str
    looks: int
    first_at: datetime
    last_at: datetime
    saw_record: bool


_MISFILINGS = """
SELECT m.id, m.record_kind, m.moved_as, m.from_episode_id, m.to_episode_id, m.why,
       p.given_name || ' ' || p.family_name AS moved_by_name, m.recorded_at AS moved_at,
       coalesce(s.held_at, a.completed_at, c.happened_at) AS happened_at,
       (SELECT min(coalesce(x.recorded_at, y.recorded_at, z.recorded_at)) FROM app.misfiling t
          LEFT JOIN app.session x ON (x.org_id, x.id) = (t.org_id, t.record_id)
          LEFT JOIN app.administration y ON (y.org_id, y.id) = (t.org_id, t.record_id)
          LEFT JOIN app.concern z ON (z.org_id, z.id) = (t.org_id, t.record_id)
         WHERE {together}) AS entered_at,
       (SELECT array_agg(t.record_id ORDER BY t.record_id) FROM app.misfiling t WHERE {together}) AS record_ids
  FROM app.misfiling m
  JOIN app.person p ON (p.org_id, p.id) = (m.org_id, m.moved_by)
  JOIN app.episode e ON (e.org_id, e.id) = (m.org_id, m.from_episode_id)
  LEFT JOIN app.session s ON (s.org_id, s.id) = (m.org_id, m.record_id)
  LEFT JOIN app.administration a ON (a.org_id, a.id) = (m.org_id, m.record_id)
  LEFT JOIN app.concern c ON (c.org_id, c.id) = (m.org_id, m.record_id)
 WHERE m.org_id = :org_id AND {which}
 ORDER BY m.recorded_at DESC, m.id DESC
"""
# Of one act: both students and the instant are the same.
_TOGETHER: Final = """(t.org_id, t.from_episode_id, t.to_episode_id, t.recorded_at)
             = (m.org_id, m.from_episode_id, m.to_episode_id, m.recorded_at)"""
_BY_ID = text(_MISFILINGS.format(which="m.id = :id", together=_TOGETHER))
# Of what was moved together the record itself has the greatest id: see the verb `misfile`.
_LISTED = text(
    _MISFILINGS.format(
        which=f"""NOT EXISTS (SELECT FROM app.misfiling t WHERE {_TOGETHER} AND t.id > m.id)
   AND (cast(:site_ids AS uuid[]) IS NULL OR e.site_id = ANY(:site_ids))""",
        together=_TOGETHER,
    )
)
_BEHIND = text("""
SELECT w.id AS work_id, cast(split_part(w.cause, ':', 2) AS uuid) AS decision_id,
       cast(split_part(w.cause, ':', 3) AS uuid) AS misfiling_id
  FROM app.work w WHERE w.org_id = :org_id AND w.id = :id AND starts_with(w.cause, 'reading:')
""")
_READINGS = text("""
SELECT w.id AS work_id, d.id AS decision_id, d.decided_at, w.state <> 'ended' AS is_open
  FROM app.misfiling m
  JOIN app.work w ON (w.org_id, w.episode_id) = (m.org_id, m.from_episode_id)
       AND starts_with(w.cause, 'reading:') AND split_part(w.cause, ':', 3) = cast(m.id AS text)
  JOIN app.decision d ON d.org_id = w.org_id AND cast(d.id AS text) = split_part(w.cause, ':', 2)
 WHERE m.org_id = :org_id AND m.id = :id ORDER BY d.decided_at, d.id
""")
_READERS = text("""
SELECT p.given_name || ' ' || p.family_name AS name, v.reason AS as_role, count(*) AS looks,
       min(v.at) AS first_at, max(v.at) AS last_at, bool_or(v.object_id = ANY(:record_ids)) AS saw_record
  FROM app.audit_event v LEFT JOIN app.person p ON (p.org_id, p.id) = (v.org_id, v.actor_id)
 WHERE v.org_id = :org_id AND v.outcome = 'done' AND starts_with(v.action, 'saw_') AND v.object_kind <> 'misfiling'
   AND v.mentee_id = (SELECT e.mentee_id FROM app.episode e WHERE e.org_id = :org_id AND e.id = :episode_id)
   AND v.at BETWEEN :entered_at AND :moved_at
 GROUP BY p.id, p.given_name, p.family_name, v.reason
 ORDER BY saw_record DESC, first_at, name
""")


async def load_misfiling(tx: Transaction, misfiling_id: UUID) -> Misfiling:
    """Raises `NotFound`."""
    return _misfiling(await known_row(tx, _BY_ID, id=misfiling_id))


async def reading_behind(tx: Transaction, work_id: UUID) -> Reading | None:
    """What is to be read again, when this is the task to do so; None for other work."""
    row = await row_of(tx, _BEHIND, id=work_id)
    return Reading(**row) if row else None


async def misfilings_at(tx: Transaction, site_ids: Sequence[UUID] | None) -> tuple[Misfiling, ...]:
    """Everything that was moved away from students of these sites, or of every site; the newest first."""
    asked = {"org_id": tx.actor.org_id, "site_ids": None if site_ids is None else list(site_ids)}
    return tuple(_misfiling(row) for row in (await tx.connection.execute(_LISTED, asked)).mappings())


def _misfiling(row: Mapping[Any, Any]) -> Misfiling:
    return Misfiling(**{**row, "record_ids": tuple(row["record_ids"])})


async def readings_of(tx: Transaction, misfiling_id: UUID) -> tuple[ReadingTask, ...]:
    """Which decisions are read again because of it."""
    asked = {"org_id": tx.actor.org_id, "id": misfiling_id}
    return tuple(ReadingTask(**row) for row in (await tx.connection.execute(_READINGS, asked)).mappings())


async def readers_of(tx: Transaction, one: Misfiling) -> tuple[Reader, ...]:
    """From when the record was entered until it was moved; first those who looked at the record itself."""
    asked = {
        "org_id": tx.actor.org_id,
        "record_ids": list(one.record_ids),
        "episode_id": one.from_episode_id,
        "entered_at": one.entered_at,
        "moved_at": one.moved_at,
    }
    return tuple(Reader(**row) for row in (await tx.connection.execute(_READERS, asked)).mappings())
