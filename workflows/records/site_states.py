"""What is there at each site, and what is still missing before anybody can be helped?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text

from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class SiteState:
    """One site in numbers. `without_clinical` names direct supervisors with nobody clinical above them."""

    site_id: UUID
    name: str
    students: int
    open_cases: int
    counselors: int
    mentors: int
    on_call_name: str | None
    on_call_phone: str | None
    without_clinical: tuple[str, ...]


_STATES = text("""
SELECT s.id AS site_id, s.name,
       (SELECT count(*) FROM app.student t WHERE (t.org_id, t.site_id) = (s.org_id, s.id) AND t.left_on IS NULL) AS students,
       (SELECT count(*) FROM app.episode e
         WHERE (e.org_id, e.site_id) = (s.org_id, s.id) AND e.step <> 'closed') AS open_cases,
       count(DISTINCT a.person_id) FILTER (WHERE a.role = 'counselor') AS counselors,
       count(DISTINCT a.person_id) FILTER (WHERE a.role IN ('mentor', 'journey_mentor')) AS mentors,
       duty.name AS on_call_name, duty.phone AS on_call_phone,
       array_agg(DISTINCT p.given_name || ' ' || p.family_name)
           FILTER (WHERE a.role = 'direct_supervisor' AND clinical.holder_id IS NULL) AS without_clinical
  FROM app.site s
  LEFT JOIN app.appointment a ON a.org_id = s.org_id AND (a.site_id IS NULL OR a.site_id = s.id)
       AND a.starts_at <= :at AND (a.ended_at IS NULL OR a.ended_at > :at)
  LEFT JOIN app.person p ON (p.org_id, p.id) = (a.org_id, a.person_id)
  LEFT JOIN LATERAL (SELECT h.holder_id FROM app.person_supervision h
       WHERE (h.org_id, h.person_id) = (a.org_id, a.person_id) AND h.starts_at <= :at
       ORDER BY h.starts_at DESC, h.recorded_at DESC LIMIT 1) clinical ON true
  LEFT JOIN LATERAL (SELECT q.given_name || ' ' || q.family_name AS name, o.phone
        FROM app.on_call o JOIN app.person q ON (q.org_id, q.id) = (o.org_id, o.person_id)
       WHERE (o.org_id, o.site_id) = (s.org_id, s.id) AND o.starts_at <= :at
       ORDER BY o.starts_at DESC, o.recorded_at DESC LIMIT 1) duty ON true
 WHERE s.org_id = :org_id
 GROUP BY s.org_id, s.id, s.name, duty.name, duty.phone
 ORDER BY s.name, s.id
""")


async def site_states(tx: Transaction) -> tuple[SiteState, ...]:
    """Every site of the organisation, by name."""
    found = await tx.connection.execute(_STATES, {"org_id": tx.actor.org_id, "at": tx.at})
    return tuple(_state(row) for row in found.mappings())


def _state(row: Mapping[Any, Any]) -> SiteState:
    return SiteState(**{**row, "without_clinical": tuple(row["without_clinical"] or ())})
