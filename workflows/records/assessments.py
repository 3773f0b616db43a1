"""How were a mentee's needs rated, by whom and when, and to which step did that lead?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, insert, text

from care_steps.starting import StartProposal
from care_steps.steps import Step
from triage.lanes import Lane
from triage.needs_model import model
from workflows.records.rows import known_row, row_of
from workflows.records.scope import Transaction
from workflows.records.tables.episodes import assessment


@dataclass(frozen=True, slots=True)
class Assessment:
    """One rating as it was kept: `sentence` and `proposed_step` are those of its day."""

    id: UUID
    episode_id: UUID
    ratings: Mapping[str, int]
    level: int
    is_at_least: bool
    lane: Lane
    proposed_step: Step
    sentence: str
    barriers: tuple[str, ...]
    words: str
    policy_version_id: UUID | None
    amends: UUID | None
    amended_by_id: UUID | None
    by_name: str
    happened_at: datetime

    @property
    def cannot_judge(self) -> bool:
        """A primary domain was not rated."""
        return any(one.key not in self.ratings for one in model().primary)

    @property
    def proposal(self) -> StartProposal:
        """What is recommended for a start."""
        return StartProposal(self.proposed_step, self.cannot_judge, self.sentence)


_KEEP = insert(assessment)
_ASSESSMENT = """
SELECT a.id, a.episode_id, a.ratings, a.level, a.is_at_least, a.lane, a.proposed_step, a.sentence, a.barriers, a.words,
       a.policy_version_id, a.amends, a.happened_at, p.given_name || ' ' || p.family_name AS by_name,
       (SELECT n.id FROM app.assessment n WHERE (n.org_id, n.amends) = (a.org_id, a.id)) AS amended_by_id
  FROM app.assessment a JOIN app.person p ON (p.org_id, p.id) = (a.org_id, a.assessed_by)
 WHERE a.org_id = :org_id AND {which}
"""
_BY_ID = text(_ASSESSMENT.format(which="a.id = :id")).columns(ratings=JSON)
_NEWEST = text(
    _ASSESSMENT.format(
        which="""a.episode_id = :id
   AND NOT EXISTS (SELECT FROM app.assessment n WHERE (n.org_id, n.amends) = (a.org_id, a.id))
 ORDER BY a.happened_at DESC, a.id DESC LIMIT 1"""
    )
).columns(ratings=JSON)
_BARRIERS = text("""
WITH newest AS (
    SELECT DISTINCT ON (a.episode_id) a.episode_id, e.site_id, a.barriers
      FROM app.assessment a JOIN app.episode e ON (e.org_id, e.id) = (a.org_id, a.episode_id)
     WHERE a.org_id = :org_id AND e.step <> 'closed'
       AND NOT EXISTS (SELECT FROM app.assessment n WHERE (n.org_id, n.amends) = (a.org_id, a.id))
     ORDER BY a.episode_id, a.happened_at DESC, a.id DESC
)
SELECT barrier, count(*) AS mentees FROM newest, unnest(barriers) AS barrier
 WHERE cast(:site_ids AS uuid[]) IS NULL OR site_id = ANY(cast(:site_ids AS uuid[]))
 GROUP BY barrier
""")


async def keep_assessment(tx: Transaction, values: Mapping[str, Any]) -> None:
    await tx.connection.execute(_KEEP, {"org_id": tx.actor.org_id, **values})


async def load_assessment(tx: Transaction, assessment_id: UUID) -> Assessment:
    """One assessment. Raises `NotFound`."""
    return _assessment(await known_row(tx, _BY_ID, id=assessment_id))


async def newest_assessment(tx: Transaction, episode_id: UUID) -> Assessment | None:
    """The one that holds: the newest that was not corrected since."""
    row = await row_of(tx, _NEWEST, id=episode_id)
    return _assessment(row) if row else None


async def barrier_counts(tx: Transaction, *, site_ids: Sequence[UUID] | None) -> Mapping[str, int]:
    """How many mentees with an open case have each barrier by their newest assessment."""
    asked = {"org_id": tx.actor.org_id, "site_ids": None if site_ids is None else list(site_ids)}
    found = await tx.connection.execute(_BARRIERS, asked)
    return {row.barrier: row.mentees for row in found}


def _assessment(row: Mapping[Any, Any]) -> Assessment:
    kept = dict(row)
    return Assessment(
        **{
            **kept,
            "lane": Lane(kept["lane"]),
            "proposed_step": Step(kept["proposed_step"]),
            "barriers": tuple(kept["barriers"]),
        }
    )
