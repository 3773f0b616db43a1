"""Was the last move of this episode an emergency, and what is still open because of it?"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from care_steps.steps import Step
from workflows.records.rows import row_of
from workflows.records.safety_work import about_safety
from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class Emergency:
    """The move that the policy made, the step before it, and the escalations it opened."""

    decision_id: UUID
    from_step: Step
    open_work_ids: tuple[UUID, ...]


# That the step was a mistake says nothing about somebody who was named since: this goes on.
_LAST = text(f"""
SELECT c.decision_id, c.from_step,
       (SELECT array_agg(DISTINCT w.id) FROM app.decision_firing x
          JOIN app.firing f ON (f.org_id, f.id) = (x.org_id, x.firing_id)
          JOIN app.work w ON (w.org_id, w.id) = (f.org_id, f.work_id)
         WHERE (x.org_id, x.decision_id) = (c.org_id, c.decision_id) AND w.state <> 'ended'
           AND {about_safety("w")}) AS open_work_ids
  FROM app.step_change c
 WHERE c.org_id = :org_id AND c.episode_id = :episode_id AND c.sequence = :version AND c.move = 'emergency'
""")


async def last_emergency(tx: Transaction, episode_id: UUID, version: int) -> Emergency | None:
    """The emergency that is move number `version`, or None when that move was another."""
    row = await row_of(tx, _LAST, episode_id=episode_id, version=version)
    if row is None:
        return None
    return Emergency(row["decision_id"], Step(row["from_step"]), tuple(row["open_work_ids"] or ()))
