"""Which escalations ended only because the case was closed, and how are they asked again once it is open?

Nobody said what became of the young person: care went elsewhere, or the case was closed by mistake. What fired then
stands behind the new escalation too, as it was frozen.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import text

from workflows.records.ids import new_id
from workflows.records.scope import Transaction
from workflows.records.tables.work import firing


@dataclass(frozen=True, slots=True)
class ClosedOver:
    """An escalation that the last closing ended."""

    id: UUID
    action: str
    cause: str
    lane: str
    class_: str


_CLOSED_OVER = text("""
SELECT w.id, w.action, w.cause, w.lane, w.class AS class_ FROM app.work w
 WHERE (w.org_id, w.episode_id) = (:org_id, :episode_id) AND w.kind = 'escalation' AND w.outcome = 'case_closed'
   AND w.ended_at = (SELECT c.recorded_at FROM app.step_change c
                      WHERE (c.org_id, c.episode_id) = (w.org_id, w.episode_id) AND c.move = 'close'
                      ORDER BY c.sequence DESC LIMIT 1)
 ORDER BY w.class, w.id
""")
_BEHIND = text(
    "SELECT f.id FROM app.firing f WHERE f.org_id = :org_id AND f.work_id = :work_id ORDER BY f.recorded_at, f.id"
)
_ANEW: Final = ("id", "work_id", "recorded_at")
_KEPT: Final = ", ".join(column.name for column in firing.columns if column.name not in _ANEW)
_COPY = text(
    f"INSERT INTO {firing.fullname} ({_KEPT}, id, work_id, recorded_at)"
    f" SELECT {_KEPT}, :id, :work_id, :recorded_at FROM {firing.fullname} WHERE org_id = :org_id AND id = :old_id"
)


async def closed_over(tx: Transaction, episode_id: UUID) -> tuple[ClosedOver, ...]:
    """What was open about safety when the case was closed last, the gravest first."""
    found = await tx.connection.execute(_CLOSED_OVER, {"org_id": tx.actor.org_id, "episode_id": episode_id})
    return tuple(ClosedOver(**row) for row in found.mappings())


async def stand_behind(tx: Transaction, old_id: UUID, work_id: UUID, *, recorded_at: datetime) -> None:
    """What fired behind the old escalation stands behind the new one, as it was frozen."""
    org_id = tx.actor.org_id
    behind = await tx.connection.execute(_BEHIND, {"org_id": org_id, "work_id": old_id})
    for firing_id in behind.scalars().all():
        anew = {"id": new_id(), "work_id": work_id, "recorded_at": recorded_at}
        await tx.connection.execute(_COPY, {"org_id": org_id, "old_id": firing_id, **anew})
