"""Has anything about this mentee left the school since then? Only what is on record counts.

Whoever was told of a decision and is not known to belong to the school is taken to be outside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text

from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One thing that left the school. `to`: who was told, in words; "" for what stands in `kind`."""

    kind: str
    to: str
    at: datetime


_LEFT = text("""
SELECT 'told' AS kind, told.entry ->> 'who' AS to, d.decided_at AS at
  FROM app.decision d CROSS JOIN LATERAL jsonb_array_elements(d.told) AS told (entry)
 WHERE d.org_id = :org_id AND d.episode_id = :episode_id AND d.decided_at >= :since
   AND NOT told.entry ->> 'who' = ANY (:inside)
UNION ALL
SELECT 'professional', '', c.happened_at
  FROM app.offer o JOIN app.offer_change c ON (c.org_id, c.offer_id) = (o.org_id, o.id)
 WHERE o.org_id = :org_id AND o.episode_id = :episode_id AND o.to_step = 'professional_referral'
   AND c.to_state = ANY (:states) AND c.happened_at >= :since
UNION ALL
SELECT 'outcome', w.outcome, w.ended_at FROM app.work w
 WHERE w.org_id = :org_id AND w.episode_id = :episode_id AND w.kind = 'escalation'
   AND w.outcome = ANY (:outcomes) AND w.ended_at >= :since
UNION ALL
SELECT 'emergency', replace(d.disclosed_to, E'\\n', ', '), d.happened_at FROM app.disclosure d
 WHERE d.org_id = :org_id AND d.episode_id = :episode_id AND d.recorded_at >= :since
 ORDER BY at
""").bindparams(
    bindparam("inside", type_=ARRAY(Text)),
    bindparam("states", type_=ARRAY(Text)),
    bindparam("outcomes", type_=ARRAY(Text)),
)


async def left_the_school(
    tx: Transaction,
    episode_id: UUID,
    since: datetime,
    *,
    inside: Sequence[str],
    states: Sequence[str],
    outcomes: Sequence[str],
) -> tuple[Disclosure, ...]:
    """What left it, oldest first; empty while nothing has.

    `inside`: the words for those who belong to the school; `states` of the offer of a professional and
    `outcomes` of an escalation by which somebody outside knows.
    """
    asked = {
        "org_id": tx.actor.org_id,
        "episode_id": episode_id,
        "since": since,
        "inside": list(inside),
        "states": list(states),
        "outcomes": list(outcomes),
    }
    return tuple(Disclosure(**row) for row in (await tx.connection.execute(_LEFT, asked)).mappings())
