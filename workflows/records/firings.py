"""Which policy rows fired behind a piece of work, or because of one record?"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class FiringLine:
    """One row that fired, with the sentence it said then and the work that it opened or joined."""

    id: UUID
    rule_id: str
    row_id: str
    class_: str
    sentence: str
    policy_version: int
    recorded_at: datetime
    administration_id: UUID | None
    work_id: UUID
    work_kind: str
    work_state: str
    action: str
    due_at: datetime
    owner_id: UUID
    owner_name: str


_FIRING = """
SELECT f.id, f.rule_id, f.row_id, f.class AS class_, f.sentence, v.version AS policy_version, f.recorded_at,
       f.administration_id, w.id AS work_id, w.kind AS work_kind, w.state AS work_state, w.action, w.due_at,
       w.owner_id, o.given_name || ' ' || o.family_name AS owner_name
  FROM app.firing f
  JOIN app.work w ON (w.org_id, w.id) = (f.org_id, f.work_id)
  JOIN app.person o ON (o.org_id, o.id) = (w.org_id, w.owner_id)
  JOIN app.policy_version v ON (v.org_id, v.id) = (f.org_id, f.policy_version_id)
 WHERE f.org_id = :org_id AND {which}
 ORDER BY f.class, f.recorded_at, f.id
"""
_BEHIND = text(_FIRING.format(which="f.work_id = :id"))
_RESTING_ON = text(
    _FIRING.format(
        which="f.episode_id = :episode_id AND (f.administration_id = :id OR f.evidence @> ARRAY[:id]::uuid[])"
    )
)


async def firings_behind(tx: Transaction, work_id: UUID) -> tuple[FiringLine, ...]:
    """What stands behind one piece of work, the most urgent first."""
    found = await tx.connection.execute(_BEHIND, {"org_id": tx.actor.org_id, "id": work_id})
    return tuple(FiringLine(**row) for row in found.mappings())


async def firings_resting_on(tx: Transaction, episode_id: UUID, record_id: UUID) -> tuple[FiringLine, ...]:
    """What fired with this form, session or concern among its evidence, the most urgent first."""
    asked = {"org_id": tx.actor.org_id, "episode_id": episode_id, "id": record_id}
    return tuple(FiringLine(**row) for row in (await tx.connection.execute(_RESTING_ON, asked)).mappings())
