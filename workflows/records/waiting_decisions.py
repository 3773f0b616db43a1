"""Which recommendations wait, in the order in which the list shows them?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class WaitingDecision:
    """One open recommendation, and about whom."""

    id: UUID
    class_: str
    due_at: datetime
    mentee_name: str


# The order of `worklists.open_items`: class, due, id.
_WAITING = text("""
SELECT w.id, w.class AS class_, w.due_at, coalesce(m.preferred_name, m.given_name) || ' ' || m.family_name AS mentee_name
  FROM app.work w
  JOIN app.episode e ON (e.org_id, e.id) = (w.org_id, w.episode_id)
  JOIN app.person m ON (m.org_id, m.id) = (e.org_id, e.mentee_id)
 WHERE w.org_id = :org_id AND w.kind = 'recommendation' AND w.state <> 'ended'
   AND (:everywhere OR w.owner_id = ANY(cast(:owner_ids AS uuid[])) OR e.site_id = ANY(cast(:site_ids AS uuid[])))
 ORDER BY w.class, w.due_at, w.id
""")


async def waiting_decisions(
    tx: Transaction, *, owner_ids: Sequence[UUID], site_ids: Sequence[UUID] | None
) -> tuple[WaitingDecision, ...]:
    """What these people own, and what is open at these sites; at every site when `site_ids` is None."""
    asked = {
        "org_id": tx.actor.org_id,
        "owner_ids": list(owner_ids),
        "site_ids": list(site_ids or ()),
        "everywhere": site_ids is None,
    }
    found = await tx.connection.execute(_WAITING, asked)
    return tuple(WaitingDecision(**row) for row in found.mappings())
