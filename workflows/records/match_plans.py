"""What was agreed about a match: its sessions as they stand now, who supervises it, and how a site usually plans?"""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import text

from supervision.matching_policy import MATCHING, UsualPlan
from workflows.records.episodes import Case
from workflows.records.misfiled import stands
from workflows.records.planned_sessions import NEAR
from workflows.records.rows import known_row, row_of
from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class SessionOfPlan:
    """One planned session. `agreed_at` as first planned; `said` stands, moved or canceled; `was_made` once logged."""

    number: int
    agreed_at: datetime
    planned_at: datetime
    said: str | None
    session_id: UUID | None
    was_made: bool | None


@dataclass(frozen=True, slots=True)
class MatchPlan:
    """The dose agreed, and the names of those above the mentor."""

    every_days: int
    planned_count: int
    supervisor_name: str | None
    clinical_name: str | None
    assigned_by_name: str


_SESSIONS = text(f"""
SELECT p.number, p.planned_at AS agreed_at, coalesce(x.planned_at, p.planned_at) AS planned_at, x.said,
       logged.id AS session_id, logged.was_made
  FROM app.planned_session p
  LEFT JOIN LATERAL (SELECT y.said, y.planned_at FROM app.planned_session_answer y
       WHERE (y.org_id, y.match_id, y.number) = (p.org_id, p.match_id, p.number)
       ORDER BY y.recorded_at DESC LIMIT 1) x ON true
  LEFT JOIN LATERAL (SELECT s.id, s.was_made FROM app.session s
       WHERE (s.org_id, s.match_id) = (p.org_id, p.match_id) AND NOT s.is_struck AND {stands("s")}
         AND s.held_at BETWEEN coalesce(x.planned_at, p.planned_at) - {NEAR}
                           AND coalesce(x.planned_at, p.planned_at) + {NEAR}
         AND NOT EXISTS (SELECT FROM app.session n WHERE (n.org_id, n.amends) = (s.org_id, s.id))
       ORDER BY s.held_at, s.id LIMIT 1) logged ON true
 WHERE p.org_id = :org_id AND p.match_id = :id
 ORDER BY planned_at, p.number
""")
_PLAN = text("""
SELECT m.every_days, m.planned_count, d.given_name || ' ' || d.family_name AS supervisor_name,
       c.given_name || ' ' || c.family_name AS clinical_name, b.given_name || ' ' || b.family_name AS assigned_by_name
  FROM app.match m
  JOIN app.person b ON (b.org_id, b.id) = (m.org_id, m.assigned_by)
  LEFT JOIN LATERAL (SELECT s.holder_id FROM app.match_supervision s
       WHERE (s.org_id, s.match_id) = (m.org_id, m.id) AND s.starts_at <= :at
       ORDER BY s.starts_at DESC, s.recorded_at DESC LIMIT 1) direct ON true
  LEFT JOIN LATERAL (SELECT h.holder_id FROM app.person_supervision h
       WHERE (h.org_id, h.person_id) = (m.org_id, direct.holder_id) AND h.starts_at <= :at
       ORDER BY h.starts_at DESC, h.recorded_at DESC LIMIT 1) clinical ON true
  LEFT JOIN app.person d ON (d.org_id, d.id) = (m.org_id, direct.holder_id)
  LEFT JOIN app.person c ON (c.org_id, c.id) = (m.org_id, clinical.holder_id)
 WHERE m.org_id = :org_id AND m.id = :id
""")
_LAST_AT = text("""
SELECT m.place, m.length_minutes,
       (SELECT min(q.planned_at) FROM app.planned_session q WHERE (q.org_id, q.match_id) = (m.org_id, m.id)) AS first_at
  FROM app.match m JOIN app.episode e ON (e.org_id, e.id) = (m.org_id, m.episode_id)
 WHERE m.org_id = :org_id AND e.site_id = :site_id ORDER BY m.id DESC LIMIT 1
""")


async def sessions_of_plan(tx: Transaction, match_id: UUID) -> tuple[SessionOfPlan, ...]:
    """Every session that was agreed, in the order in which they are now, those called off as well."""
    found = await tx.connection.execute(_SESSIONS, {"org_id": tx.actor.org_id, "id": match_id})
    return tuple(SessionOfPlan(**row) for row in found.mappings())


async def load_match_plan(tx: Transaction, match_id: UUID) -> MatchPlan:
    return MatchPlan(**await known_row(tx, _PLAN, id=match_id, at=tx.at))


async def usual_plan(tx: Transaction, case: Case) -> UsualPlan:
    """Where, when and how long they met in the match made last at the site; else what the program usually plans."""
    row = await row_of(tx, _LAST_AT, site_id=case.site_id)
    if row is None or row["first_at"] is None:
        return MATCHING.plan
    at = row["first_at"].astimezone(ZoneInfo(case.calendar.time_zone)).time()
    return replace(MATCHING.plan, at=at, place=row["place"], length_minutes=row["length_minutes"])
