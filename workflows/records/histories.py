"""Does every case, and every offer, stand where its history ends?

The keys of the database do not let a state stand without its record. A record without its state they cannot
refuse, so it is looked for.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text

from workflows.records.scope import Transaction

_AHEAD = text("""
SELECT 'episode' AS kind, e.id, c.decision_id
  FROM app.step_change c JOIN app.episode e ON (e.org_id, e.id) = (c.org_id, c.episode_id)
 WHERE c.org_id = :org_id AND c.sequence > e.version
UNION ALL
SELECT 'offer', o.id, o.decision_id
  FROM app.offer_change c JOIN app.offer o ON (o.org_id, o.id) = (c.org_id, c.offer_id)
 WHERE c.org_id = :org_id AND c.sequence > o.version
 ORDER BY 1, 2
""")


async def histories_ahead(tx: Transaction) -> Sequence[tuple[str, UUID, UUID]]:
    """Kind, id and decision of everything whose history goes on past the state it is in."""
    found = await tx.connection.execute(_AHEAD, {"org_id": tx.actor.org_id})
    return [(row.kind, row.id, row.decision_id) for row in found]
