"""Which decisions rested on a record that belonged to somebody else, and what is nothing left behind?"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text

from workflows.records.misfiled import rests_on_gone
from workflows.records.record_moves import Filed
from workflows.records.rows import row_of
from workflows.records.scope import Transaction

# Its frozen facts or a firing that it answered name the record, or the record is the session that began the step.
_USED_BY = text("""
SELECT d.id FROM app.decision d
 WHERE d.org_id = :org_id AND d.episode_id = :episode_id
   AND (EXISTS (SELECT FROM unnest(cast(:ids AS uuid[])) AS gone (id)
             WHERE strpos(cast(d.evidence AS text), cast(gone.id AS text)) > 0)
     OR EXISTS (SELECT FROM app.decision_firing x JOIN app.firing f ON (f.org_id, f.id) = (x.org_id, x.firing_id)
             WHERE (x.org_id, x.decision_id) = (d.org_id, d.id)
               AND (f.administration_id = ANY(:ids) OR f.evidence && cast(:ids AS uuid[])))
     OR EXISTS (SELECT FROM app.offer o JOIN app.offer_change c ON (c.org_id, c.offer_id) = (o.org_id, o.id)
             WHERE (o.org_id, o.decision_id) = (d.org_id, d.id) AND c.to_state = 'started'
               AND c.recorded_at = ANY(cast(:recorded_at AS timestamptz[]))))
 ORDER BY d.decided_at, d.id
""")
_ONLY_ON_GONE = f"""
SELECT w.id FROM app.work w
 WHERE w.org_id = :org_id AND {{which}}
   AND NOT EXISTS (SELECT FROM app.firing f WHERE (f.org_id, f.work_id) = (w.org_id, w.id)
                      AND NOT {rests_on_gone("f")})
   AND EXISTS (SELECT FROM app.firing f WHERE (f.org_id, f.work_id) = (w.org_id, w.id))
"""
_RECOMMENDATIONS = text(
    _ONLY_ON_GONE.format(
        which="w.episode_id = :episode_id AND w.kind = 'recommendation' AND w.state <> 'ended'"
    )
)
_WORK = text(_ONLY_ON_GONE.format(which="w.id = :id"))


async def decisions_resting_on(tx: Transaction, filed: Filed, ids: Sequence[UUID]) -> tuple[UUID, ...]:
    """Every decision about this student that used one of these records."""
    asked = {"ids": list(ids), "recorded_at": list(filed.recorded_at), "episode_id": filed.episode_id}
    found = await tx.connection.execute(_USED_BY, {"org_id": tx.actor.org_id, **asked})
    return tuple(found.scalars())


async def recommendations_without_ground(tx: Transaction, episode_id: UUID) -> tuple[UUID, ...]:
    """Open recommendations behind which there is nothing but what was moved away."""
    asked = {"org_id": tx.actor.org_id, "episode_id": episode_id}
    return tuple((await tx.connection.execute(_RECOMMENDATIONS, asked)).scalars())


async def is_without_ground(tx: Transaction, work_id: UUID) -> bool:
    """Is everything behind this work about somebody else?"""
    return await row_of(tx, _WORK, id=work_id) is not None
