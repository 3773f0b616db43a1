"""Whom does a clinical supervisor supervise, and how much lies with each of them?"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class SupervisorLine:
    """One direct supervisor: matches held now, open work of those cases, and how much of it is late."""

    person_id: UUID
    name: str
    matches: int
    open_work: int
    late_work: int


_LINES = text("""
WITH under AS MATERIALIZED (
    SELECT p.org_id, p.id, p.given_name || ' ' || p.family_name AS name, p.family_name, p.given_name
      FROM app.person p
      JOIN LATERAL (SELECT h.holder_id FROM app.person_supervision h
           WHERE (h.org_id, h.person_id) = (p.org_id, p.id) AND h.starts_at <= :at
           ORDER BY h.starts_at DESC, h.recorded_at DESC LIMIT 1) above ON above.holder_id = :clinical_id
     WHERE p.org_id = :org_id
       AND p.id IN (SELECT ever.person_id FROM app.person_supervision ever
                     WHERE ever.org_id = :org_id AND ever.holder_id = :clinical_id)
       AND EXISTS (SELECT FROM app.appointment a WHERE (a.org_id, a.person_id) = (p.org_id, p.id)
            AND a.role = 'direct_supervisor' AND a.starts_at <= :at AND (a.ended_at IS NULL OR a.ended_at > :at))
), held AS (
    SELECT e.id AS episode_id, direct.holder_id
      FROM app.episode e
      JOIN LATERAL (SELECT c.match_id FROM app.match_change_point c
           WHERE (c.org_id, c.episode_id) = (e.org_id, e.id) AND c.starts_at <= :at
           ORDER BY c.starts_at DESC, c.recorded_at DESC LIMIT 1) serving ON true
      JOIN LATERAL (SELECT d.holder_id FROM app.match_supervision d
           WHERE (d.org_id, d.match_id) = (e.org_id, serving.match_id) AND d.starts_at <= :at
           ORDER BY d.starts_at DESC, d.recorded_at DESC LIMIT 1) direct ON true
     WHERE e.org_id = :org_id AND e.step <> 'closed' AND direct.holder_id IN (SELECT id FROM under)
       AND e.id IN (SELECT m.episode_id FROM app.match_supervision ever
                      JOIN app.match m ON (m.org_id, m.id) = (ever.org_id, ever.match_id)
                     WHERE ever.org_id = :org_id AND ever.holder_id IN (SELECT id FROM under))
)
SELECT under.id AS person_id, under.name, count(DISTINCT held.episode_id) AS matches, count(w.id) AS open_work,
       count(w.id) FILTER (WHERE w.due_at < :at) AS late_work
  FROM under
  LEFT JOIN held ON held.holder_id = under.id
  LEFT JOIN app.work w ON (w.org_id, w.episode_id) = (under.org_id, held.episode_id) AND w.state <> 'ended'
 GROUP BY under.id, under.name, under.family_name, under.given_name
 ORDER BY late_work DESC, open_work DESC, under.family_name, under.given_name, under.id
""")


async def supervisor_lines(tx: Transaction, clinical_id: UUID | None) -> tuple[SupervisorLine, ...]:
    """The direct supervisors under this clinical supervisor, whoever has most that is late first."""
    asked = {"org_id": tx.actor.org_id, "clinical_id": clinical_id, "at": tx.at}
    return tuple(SupervisorLine(**row) for row in (await tx.connection.execute(_LINES, asked)).mappings())
