"""What is written for a next mentor who is there by now and may not read it yet?"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from workflows.records.match_lives import OVER
from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class Unreleased:
    """A summary of one match, and the match that follows it and lives."""

    summary_id: UUID
    match_id: UUID
    mentor_name: str
    next_match_id: UUID
    next_mentor_name: str
    mentee_id: UUID
    mentee_name: str


# Only the newest summary of the match right before: what was written of mentors long ago is not asked about again.
_UNRELEASED = f"""
SELECT s.id AS summary_id, m.id AS match_id, k.given_name || ' ' || k.family_name AS mentor_name,
       x.id AS next_match_id, n.given_name || ' ' || n.family_name AS next_mentor_name,
       e.mentee_id, coalesce(p.preferred_name, p.given_name) || ' ' || p.family_name AS mentee_name
  FROM app.match_summary s
  JOIN app.match m ON (m.org_id, m.id) = (s.org_id, s.match_id)
  JOIN app.episode e ON (e.org_id, e.id) = (m.org_id, m.episode_id) AND e.step <> 'closed'
  JOIN app.match x ON (x.org_id, x.episode_id) = (m.org_id, m.episode_id) AND x.mentor_id <> m.mentor_id
       AND x.assigned_at > m.assigned_at AND NOT {OVER.format(match="x")}
  JOIN app.person p ON (p.org_id, p.id) = (e.org_id, e.mentee_id)
  JOIN app.person k ON (k.org_id, k.id) = (m.org_id, m.mentor_id)
  JOIN app.person n ON (n.org_id, n.id) = (x.org_id, x.mentor_id)
  LEFT JOIN LATERAL (SELECT d.holder_id FROM app.match_supervision d
       WHERE (d.org_id, d.match_id) = (x.org_id, x.id) AND d.starts_at <= :at
       ORDER BY d.starts_at DESC, d.recorded_at DESC LIMIT 1) direct ON true
 WHERE s.org_id = :org_id AND {{which}}
   AND NOT EXISTS (SELECT FROM app.match_summary newer WHERE (newer.org_id, newer.match_id) = (s.org_id, s.match_id)
        AND (newer.recorded_at, newer.id) > (s.recorded_at, s.id))
   AND NOT EXISTS (SELECT FROM app.match y WHERE (y.org_id, y.episode_id) = (m.org_id, m.episode_id)
        AND y.mentor_id NOT IN (m.mentor_id, x.mentor_id) AND y.assigned_at > m.assigned_at
        AND y.assigned_at < x.assigned_at)
   AND NOT EXISTS (SELECT FROM app.summary_release r
        JOIN app.match_summary said ON (said.org_id, said.id) = (r.org_id, r.summary_id)
       WHERE (r.org_id, r.to_match_id, said.match_id) = (s.org_id, x.id, m.id))
 ORDER BY s.recorded_at, s.id
"""
_OF_CASE = text(_UNRELEASED.format(which="m.episode_id = :episode_id"))
_FOR_SUPERVISOR = text(
    _UNRELEASED.format(
        which="""(direct.holder_id = :person_id
    OR cast(:site_ids AS uuid[]) IS NULL OR e.site_id = ANY(cast(:site_ids AS uuid[])))"""
    )
)


async def unreleased_of(tx: Transaction, episode_id: UUID) -> tuple[Unreleased, ...]:
    """Of one case, the oldest first."""
    asked = {"org_id": tx.actor.org_id, "at": tx.at, "episode_id": episode_id}
    return tuple(Unreleased(**row) for row in (await tx.connection.execute(_OF_CASE, asked)).mappings())


async def unreleased_for(
    tx: Transaction, *, person_id: UUID | None, site_ids: Sequence[UUID] | None
) -> tuple[Unreleased, ...]:
    """Of the matches that this person supervises, and of the sites (None: of all) at which they are clinical."""
    sites = None if site_ids is None else list(site_ids)
    asked = {"org_id": tx.actor.org_id, "at": tx.at, "person_id": person_id, "site_ids": sites}
    found = await tx.connection.execute(_FOR_SUPERVISOR, asked)
    return tuple(Unreleased(**row) for row in found.mappings())
