"""What does a second person say about a decision, and which decisions wait for one?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, text

from workflows.records.ids import new_id
from workflows.records.scope import Transaction
from workflows.records.tables.work import decision_review


@dataclass(frozen=True, slots=True)
class DecisionReview:
    """One answer of one person: `agree` or `return`, with words."""

    answer: str
    words: str
    by_name: str
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class WaitingReview:
    """A decision that nobody has read as the second person: which, about whom, and why it waits."""

    decision_id: UUID
    mentee_name: str
    why: str
    kind: str
    decided_by_name: str | None
    decided_at: datetime
    grade: str | None
    site_name: str


_KEEP = insert(decision_review)
_OF = text("""
SELECT r.answer, r.words, p.given_name || ' ' || p.family_name AS by_name, r.happened_at
  FROM app.decision_review r JOIN app.person p ON (p.org_id, p.id) = (r.org_id, r.reviewed_by)
 WHERE r.org_id = :org_id AND r.decision_id = :id ORDER BY r.happened_at, r.id
""")
# The order of the steps is that of `care_steps.steps`; an undone emergency was looked at by whoever undid it.
_STEPS = ("closed", "referred", "paraprofessional_mentor", "journey_mentor", "professional_referral")
_ORDER = f"array_position(ARRAY{list(_STEPS)}, {{}})"
_WAITING = text(f"""
SELECT d.id AS decision_id, coalesce(m.preferred_name, m.given_name) || ' ' || m.family_name AS mentee_name, d.why, d.kind,
       p.given_name || ' ' || p.family_name AS decided_by_name, d.decided_at, t.grade, s.name AS site_name
  FROM app.decision d
  JOIN app.episode e ON (e.org_id, e.id) = (d.org_id, d.episode_id)
  JOIN app.site s ON (s.org_id, s.id) = (e.org_id, e.site_id)
  JOIN app.person m ON (m.org_id, m.id) = (e.org_id, e.mentee_id)
  LEFT JOIN app.student t ON (t.org_id, t.person_id) = (e.org_id, e.mentee_id)
  LEFT JOIN app.person p ON (p.org_id, p.id) = (d.org_id, d.decided_by)
 WHERE d.org_id = :org_id
   AND (:everywhere OR e.site_id = ANY(cast(:site_ids AS uuid[])) OR e.id = ANY(cast(:episode_ids AS uuid[])))
   AND d.decided_by IS DISTINCT FROM cast(:reader_id AS uuid)
   AND (d.kind = 'emergency' OR (d.recommended_step IS NOT NULL AND d.kind <> 'hold'
        AND {_ORDER.format("d.chosen_step")} < {_ORDER.format("d.recommended_step")}))
   AND NOT EXISTS (SELECT FROM app.decision_review r WHERE (r.org_id, r.decision_id) = (d.org_id, d.id))
   AND NOT EXISTS (SELECT FROM app.decision n WHERE (n.org_id, n.review_of) = (d.org_id, d.id))
 ORDER BY d.kind <> 'emergency', d.decided_at, d.id LIMIT :most
""")


async def keep_review(tx: Transaction, **values: Any) -> UUID:
    review_id = new_id()
    await tx.connection.later(_KEEP, {"org_id": tx.actor.org_id, "id": review_id, **values})
    return review_id


async def reviews_of(tx: Transaction, decision_id: UUID) -> tuple[DecisionReview, ...]:
    """Oldest first."""
    found = await tx.connection.execute(_OF, {"org_id": tx.actor.org_id, "id": decision_id})
    return tuple(DecisionReview(**row) for row in found.mappings())


async def waiting_reviews(
    tx: Transaction, *, site_ids: Sequence[UUID] | None, episode_ids: Sequence[UUID] = (), most: int
) -> tuple[WaitingReview, ...]:
    """What others chose lower than recommended, and what a rule moved at once; at every site when None."""
    asked = {
        "org_id": tx.actor.org_id,
        "site_ids": list(site_ids or ()),
        "episode_ids": list(episode_ids),
        "everywhere": site_ids is None,
        "reader_id": tx.actor.person_id,
        "most": most,
    }
    found = await tx.connection.execute(_WAITING, asked)
    return tuple(WaitingReview(**row) for row in found.mappings())
