"""Which cases are held now, and until when?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, text

from triage.calendar import SchoolCalendar
from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class RunningHold:
    """A case whose newest answer is a hold that has not ended."""

    decision_id: UUID
    mentee_name: str
    reason: str
    hold_until: date
    held_by_name: str
    grade: str | None
    site_name: str
    calendar: SchoolCalendar


_RUNNING = text("""
SELECT d.id AS decision_id, coalesce(m.preferred_name, m.given_name) || ' ' || m.family_name AS mentee_name,
       d.hold_reason AS reason, d.hold_until, p.given_name || ' ' || p.family_name AS held_by_name, t.grade,
       s.name AS site_name, s.time_zone,
       (SELECT json_agg(json_build_array(c.first_on, c.last_on)) FROM app.closure c
         WHERE (c.org_id, c.site_id) = (e.org_id, e.site_id)) AS closures
  FROM app.decision d
  JOIN app.episode e ON (e.org_id, e.id) = (d.org_id, d.episode_id)
  JOIN app.site s ON (s.org_id, s.id) = (e.org_id, e.site_id)
  JOIN app.person m ON (m.org_id, m.id) = (e.org_id, e.mentee_id)
  JOIN app.person p ON (p.org_id, p.id) = (d.org_id, d.decided_by)
  LEFT JOIN app.student t ON (t.org_id, t.person_id) = (e.org_id, e.mentee_id)
 WHERE d.org_id = :org_id AND d.kind = 'hold' AND e.step <> 'closed' AND d.hold_until >= (:at AT TIME ZONE s.time_zone)::date
   AND (:everywhere OR e.site_id = ANY(cast(:site_ids AS uuid[])) OR e.id = ANY(cast(:episode_ids AS uuid[])))
   AND NOT EXISTS (SELECT FROM app.decision n WHERE (n.org_id, n.episode_id) = (d.org_id, d.episode_id)
                    AND n.recorded_at > d.recorded_at)
 ORDER BY d.hold_until, d.id
""").columns(closures=JSON)


async def running_holds(
    tx: Transaction, *, site_ids: Sequence[UUID] | None, episode_ids: Sequence[UUID] = ()
) -> tuple[RunningHold, ...]:
    """At these sites and of these cases, the first to end first; everywhere when `site_ids` is None."""
    asked = {
        "org_id": tx.actor.org_id,
        "at": tx.at,
        "everywhere": site_ids is None,
        "site_ids": list(site_ids or ()),
        "episode_ids": list(episode_ids),
    }
    found = await tx.connection.execute(_RUNNING, asked)
    return tuple(_hold(dict(row)) for row in found.mappings())


def _hold(row: dict[str, Any]) -> RunningHold:
    closures, zone = row.pop("closures") or (), str(row.pop("time_zone"))
    days = tuple((date.fromisoformat(a), date.fromisoformat(b)) for a, b in closures)
    return RunningHold(**row, calendar=SchoolCalendar(zone, days))
