"""What was found when somebody looked into the safety of a mentee?"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, text

from care_steps.safety_tiers import SafetyFound
from workflows.records.ids import new_id
from workflows.records.rows import row_of
from workflows.records.scope import Transaction
from workflows.records.tables.episodes import safety_assessment


@dataclass(frozen=True, slots=True)
class SafetyAssessment:
    """One finding, by whom and when."""

    id: UUID
    tier: str
    words: str
    safety_plan: str
    by_name: str
    happened_at: datetime


_KEEP = insert(safety_assessment)
_FOUND = """
SELECT a.id, a.tier, a.words, a.safety_plan, p.given_name || ' ' || p.family_name AS by_name, a.happened_at
  FROM app.safety_assessment a JOIN app.person p ON (p.org_id, p.id) = (a.org_id, a.assessed_by)
 WHERE a.org_id = :org_id AND {which} ORDER BY a.happened_at DESC, a.id DESC LIMIT 1
"""
_NEWEST = text(_FOUND.format(which="a.episode_id = :id"))
_AT_END = text(_FOUND.format(which="a.work_id = :id"))


async def keep_safety_assessment(
    tx: Transaction,
    episode_id: UUID,
    found: SafetyFound,
    *,
    by: UUID,
    happened_at: datetime,
    recorded_at: datetime,
    work_id: UUID | None = None,
) -> UUID:
    """`work_id` names the escalation that ends with it."""
    assessment_id = new_id()
    await tx.connection.later(
        _KEEP,
        {
            "org_id": tx.actor.org_id,
            "id": assessment_id,
            "episode_id": episode_id,
            "work_id": work_id,
            "tier": found.tier,
            "words": found.words,
            "safety_plan": found.safety_plan,
            "assessed_by": by,
            "happened_at": happened_at,
            "recorded_at": recorded_at,
        },
    )
    return assessment_id


async def newest_safety_assessment(tx: Transaction, episode_id: UUID) -> SafetyAssessment | None:
    row = await row_of(tx, _NEWEST, id=episode_id)
    return SafetyAssessment(**row) if row else None


async def safety_assessment_at_end(tx: Transaction, work_id: UUID) -> SafetyAssessment | None:
    """What was found when this escalation was ended; None when it did not end with a finding."""
    row = await row_of(tx, _AT_END, id=work_id)
    return SafetyAssessment(**row) if row else None
