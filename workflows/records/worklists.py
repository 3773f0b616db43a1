"""What is open: for this person, at these sites, or about one case?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import JSON, TextualSelect, text

from workflows.records.misfiled import MOVED, names_gone, rests_on_gone
from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One line of a worklist, with the sentence of its newest firing: why it is here.

    `covered_by_name`: who does its owner's work now, while the owner is away.
    Of a recommendation also until when the case was held before, and what became of the last offer.
    """

    id: UUID
    kind: str
    action: str
    class_: str
    lane: str
    due_at: datetime
    state: str
    mentee_id: UUID
    mentee_name: str
    step: str
    grade: str | None
    site_name: str
    owner_id: UUID
    owner_name: str
    opened_at: datetime
    acknowledged_by_name: str | None
    sentence: str | None
    facts: Mapping[str, Any]
    held_until: date | None
    offer_before: str | None
    time_zone: str
    facts_as_of: datetime | None = None
    covered_by_name: str | None = None


# Which open work: each of the two ways has its index, and a list is as quick in a large organization.
_WORK = {
    "everywhere": "SELECT w.id FROM app.work w WHERE w.org_id = :org_id AND w.state <> 'ended'",
    "owner_ids": """SELECT w.id FROM app.work w
     WHERE w.org_id = :org_id AND w.owner_id = ANY(:owner_ids) AND w.state <> 'ended'""",
    # Of the match that serves, or served last, and only what is urgent: whoever has the rest acts on it alone.
    "supervisor_ids": """SELECT w.id FROM app.match_supervision d
      JOIN app.match x ON (x.org_id, x.id) = (d.org_id, d.match_id)
      JOIN app.work w ON (w.org_id, w.episode_id) = (x.org_id, x.episode_id)
     WHERE d.org_id = :org_id AND d.holder_id = ANY(:supervisor_ids) AND w.kind = 'escalation' AND w.state <> 'ended'
       AND x.id = (SELECT c.match_id FROM app.match_change_point c
            WHERE (c.org_id, c.episode_id) = (x.org_id, x.episode_id) AND c.starts_at <= :at
              AND (c.match_id IS NOT NULL OR c.gap_reason = 'case_closed')
            ORDER BY c.starts_at DESC, c.recorded_at DESC LIMIT 1)
       AND d.holder_id = (SELECT n.holder_id FROM app.match_supervision n
            WHERE (n.org_id, n.match_id) = (x.org_id, x.id) AND n.starts_at <= :at
            ORDER BY n.starts_at DESC, n.recorded_at DESC LIMIT 1)""",
    "site_ids": """SELECT w.id FROM app.episode e JOIN app.work w ON (w.org_id, w.episode_id) = (e.org_id, e.id)
     WHERE e.org_id = :org_id AND e.site_id = ANY(:site_ids) AND w.state <> 'ended'""",
    "episode_id": """SELECT w.id FROM app.work w
     WHERE w.org_id = :org_id AND w.episode_id = :episode_id AND w.state <> 'ended'""",
}
_OPEN = """
WITH w AS MATERIALIZED (
    SELECT x.* FROM app.work x JOIN ({which}) asked ON asked.id = x.id
     WHERE x.org_id = :org_id ORDER BY x.class, x.due_at, x.id LIMIT :most
)
SELECT w.id, w.kind, w.action, w.class AS class_, w.lane, w.due_at, w.state, e.mentee_id,
       coalesce(m.preferred_name, m.given_name) || ' ' || m.family_name AS mentee_name, e.step, st.grade,
       s.name AS site_name, w.owner_id, o.given_name || ' ' || o.family_name AS owner_name, w.opened_at,
       a.given_name || ' ' || a.family_name AS acknowledged_by_name, why.sentence,
       coalesce(why.facts, '{{}}'::jsonb) AS facts,
       before.hold_until AS held_until, offered.state AS offer_before, s.time_zone, why.facts_as_of
  FROM w
  JOIN app.episode e ON (e.org_id, e.id) = (w.org_id, w.episode_id)
  JOIN app.person m ON (m.org_id, m.id) = (e.org_id, e.mentee_id)
  JOIN app.person o ON (o.org_id, o.id) = (w.org_id, w.owner_id)
  JOIN app.site s ON (s.org_id, s.id) = (e.org_id, e.site_id)
  LEFT JOIN app.person a ON (a.org_id, a.id) = (w.org_id, w.acknowledged_by)
  LEFT JOIN app.student st ON (st.org_id, st.person_id) = (e.org_id, e.mentee_id)
  LEFT JOIN LATERAL (SELECT CASE WHEN {gone} THEN '{moved}' ELSE f.sentence END AS sentence,
              CASE WHEN NOT {named} THEN f.facts END AS facts, f.as_of AS facts_as_of
         FROM app.firing f WHERE (f.org_id, f.work_id) = (w.org_id, w.id)
       ORDER BY f.class, f.recorded_at DESC LIMIT 1) why ON true
  LEFT JOIN LATERAL (SELECT d.hold_until FROM app.decision d
       WHERE (d.org_id, d.episode_id) = (w.org_id, w.episode_id)
       ORDER BY d.decided_at DESC, d.id DESC LIMIT 1) before ON w.kind = 'recommendation'
  LEFT JOIN LATERAL (SELECT x.state FROM app.offer x WHERE (x.org_id, x.episode_id) = (w.org_id, w.episode_id)
       ORDER BY x.offered_at DESC, x.id DESC LIMIT 1) offered ON w.kind = 'recommendation'
 ORDER BY w.class, w.due_at, w.id
"""

_SAID: Final = {"gone": rests_on_gone("f"), "moved": MOVED, "named": names_gone("f", "f.facts")}


@cache
def _open_work(*named: str) -> TextualSelect:
    which = " UNION ".join(_WORK[name] for name in named)
    return text(_OPEN.format(which=which, **_SAID)).columns(facts=JSON)


async def open_items(
    tx: Transaction,
    *,
    owner_ids: Sequence[UUID] | None = None,
    supervisor_ids: Sequence[UUID] | None = None,
    site_ids: Sequence[UUID] | None = None,
    episode_id: UUID | None = None,
    most: int = 100,
) -> tuple[OpenItem, ...]:
    """Open work, the most urgent class first and within it what is due first.

    What these people own, the escalations of mentees whom they supervise directly, or what is open at one of these
    sites; everywhere when none is named. Somebody and those for whom they stand in are asked about together.
    """
    asked = {
        "owner_ids": None if owner_ids is None else list(owner_ids),
        "supervisor_ids": None if supervisor_ids is None else list(supervisor_ids),
        "site_ids": None if site_ids is None else list(site_ids),
        "episode_id": episode_id,
    }
    given: dict[str, Any] = {name: one for name, one in asked.items() if one is not None}
    statement = _open_work(*given or ("everywhere",))
    if supervisor_ids is not None:
        given["at"] = tx.at
    found = await tx.connection.execute(statement, {"org_id": tx.actor.org_id, "most": most, **given})
    covered = tx.stand_ins.cover_name
    return tuple(OpenItem(**row, covered_by_name=covered(row["owner_id"])) for row in found.mappings())
