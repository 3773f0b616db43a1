"""What is open for this person, and which mentees do they look after?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, TextClause, TextualSelect, text

from workflows.records.planned_sessions import AS_ANSWERED
from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One line of a worklist, with the sentence of its newest firing: why it is here.

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


@dataclass(frozen=True, slots=True)
class MenteeLine:
    """One mentee on a home page."""

    mentee_id: UUID
    episode_id: UUID
    name: str
    step: str
    grade: str | None
    homeroom: str | None
    site_name: str
    opened_at: datetime
    match_id: UUID | None
    mentor_name: str | None
    last_made_at: datetime | None
    next_planned_at: datetime | None
    offer_state: str | None
    waits_for_mentor_since: datetime | None
    reserved_name: str | None
    reserved_until: date | None
    how_soon: str | None
    open_work: int
    time_zone: str


MOST_LINES = 200
"""Longer lists are not read: whoever is looked for is found by name."""
# Which open work: each of the two ways has its index, and a list is as quick in a large organization.
_WORK = {
    "everywhere": "SELECT w.id FROM app.work w WHERE w.org_id = :org_id AND w.state <> 'ended'",
    "owner_id": """SELECT w.id FROM app.work w
     WHERE w.org_id = :org_id AND w.owner_id = :owner_id AND w.state <> 'ended'""",
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
       before.hold_until AS held_until, offered.state AS offer_before, s.time_zone
  FROM w
  JOIN app.episode e ON (e.org_id, e.id) = (w.org_id, w.episode_id)
  JOIN app.person m ON (m.org_id, m.id) = (e.org_id, e.mentee_id)
  JOIN app.person o ON (o.org_id, o.id) = (w.org_id, w.owner_id)
  JOIN app.site s ON (s.org_id, s.id) = (e.org_id, e.site_id)
  LEFT JOIN app.person a ON (a.org_id, a.id) = (w.org_id, w.acknowledged_by)
  LEFT JOIN app.student st ON (st.org_id, st.person_id) = (e.org_id, e.mentee_id)
  LEFT JOIN LATERAL (SELECT f.sentence, f.facts FROM app.firing f WHERE (f.org_id, f.work_id) = (w.org_id, w.id)
       ORDER BY f.class, f.recorded_at DESC LIMIT 1) why ON true
  LEFT JOIN LATERAL (SELECT d.hold_until FROM app.decision d
       WHERE (d.org_id, d.episode_id) = (w.org_id, w.episode_id)
       ORDER BY d.decided_at DESC, d.id DESC LIMIT 1) before ON w.kind = 'recommendation'
  LEFT JOIN LATERAL (SELECT x.state FROM app.offer x WHERE (x.org_id, x.episode_id) = (w.org_id, w.episode_id)
       ORDER BY x.offered_at DESC, x.id DESC LIMIT 1) offered ON w.kind = 'recommendation'
 ORDER BY w.class, w.due_at, w.id
"""
# Which cases: where they are looked for, and which of those it is.
_CASES = {
    "site_ids": (
        "SELECT c.id FROM app.episode c WHERE c.org_id = :org_id AND c.site_id = ANY(:site_ids)",
        "true",
    ),
    "mentee_id": (
        "SELECT c.id FROM app.episode c WHERE c.org_id = :org_id AND c.mentee_id = :mentee_id",
        "true",
    ),
    "mentor_id": (
        "SELECT DISTINCT x.episode_id AS id FROM app.match x WHERE x.org_id = :org_id AND x.mentor_id = :mentor_id",
        "mine.id IS NOT NULL",
    ),
    "supervisor_id": (
        """SELECT DISTINCT x.episode_id AS id
             FROM app.match_supervision d JOIN app.match x ON (x.org_id, x.id) = (d.org_id, d.match_id)
            WHERE d.org_id = :org_id AND d.holder_id = :supervisor_id""",
        "direct.holder_id = :supervisor_id",
    ),
}
_EVERY_CASE = "SELECT c.id FROM app.episode c WHERE c.org_id = :org_id"
# Only what a line is found and put in order by is read of every case; the rest is read of those that are shown.
_MENTEES = """
WITH asked AS MATERIALIZED ({asked}), listed AS MATERIALIZED (
    SELECT e.org_id, e.id, e.mentee_id, e.site_id, e.step, e.opened_at, serving.match_id AS serving_id, mine.id AS mine_id,
           current.mentor_id, planned.planned_at, m.family_name, m.given_name,
           coalesce(m.preferred_name, m.given_name) || ' ' || m.family_name AS name
      FROM asked
      JOIN app.episode e ON (e.org_id, e.id) = (cast(:org_id AS uuid), asked.id)
      JOIN app.person m ON (m.org_id, m.id) = (e.org_id, e.mentee_id)
      LEFT JOIN LATERAL (SELECT c.match_id FROM app.match_change_point c
           WHERE (c.org_id, c.episode_id) = (e.org_id, e.id) AND c.starts_at <= :at
           ORDER BY c.starts_at DESC, c.recorded_at DESC LIMIT 1) serving ON true
      LEFT JOIN LATERAL (SELECT x.id FROM app.match x JOIN app.offer o ON (o.org_id, o.id) = (x.org_id, x.offer_id)
           WHERE (x.org_id, x.episode_id) = (e.org_id, e.id) AND x.mentor_id = cast(:mentor_id AS uuid)
             AND (x.id = serving.match_id OR o.state IN ('accepted', 'waiting')) LIMIT 1) mine ON true
      LEFT JOIN app.match current
             ON (current.org_id, current.id) = (e.org_id, coalesce(mine.id, serving.match_id))
      LEFT JOIN LATERAL (SELECT d.holder_id FROM app.match_supervision d
           WHERE (d.org_id, d.match_id) = (e.org_id, serving.match_id) AND d.starts_at <= :at
           ORDER BY d.starts_at DESC, d.recorded_at DESC LIMIT 1) direct ON true
      LEFT JOIN LATERAL (SELECT q.planned_at FROM {as_answered} q
           WHERE (q.org_id, q.match_id) = (current.org_id, current.id) AND q.planned_at >= :at - interval '12 hours'
           ORDER BY q.planned_at LIMIT 1) planned ON true
     WHERE e.step <> 'closed' AND {which}
     ORDER BY planned.planned_at NULLS LAST, m.family_name, m.given_name, e.id LIMIT :most
)
SELECT e.mentee_id, e.id AS episode_id, e.name, e.step, st.grade, st.homeroom, s.name AS site_name, e.opened_at,
       coalesce(e.mine_id, e.serving_id) AS match_id,
       p.given_name || ' ' || p.family_name AS mentor_name, made.held_at AS last_made_at,
       e.planned_at AS next_planned_at, offer.state AS offer_state,
       CASE WHEN offer.id IS NULL AND e.serving_id IS NULL AND e.step = 'referred' THEN e.opened_at
            WHEN offer.state IN ('accepted', 'waiting') AND offer.to_step <> 'professional_referral'
             AND NOT EXISTS (SELECT FROM app.match x WHERE (x.org_id, x.offer_id) = (e.org_id, offer.id))
            THEN offer.offered_at END AS waits_for_mentor_since,
       kept.name AS reserved_name, kept.until_on AS reserved_until,
       (SELECT r.how_soon FROM app.referral_in r WHERE (r.org_id, r.episode_id) = (e.org_id, e.id)
         ORDER BY array_position(ARRAY['now', 'this_week', 'can_wait'], r.how_soon) LIMIT 1) AS how_soon,
       (SELECT count(*) FROM app.work w WHERE (w.org_id, w.episode_id) = (e.org_id, e.id)
           AND w.state <> 'ended') AS open_work, s.time_zone
  FROM listed e
  JOIN app.site s ON (s.org_id, s.id) = (e.org_id, e.site_id)
  LEFT JOIN app.student st ON (st.org_id, st.person_id) = (e.org_id, e.mentee_id)
  LEFT JOIN app.person p ON (p.org_id, p.id) = (e.org_id, e.mentor_id)
  LEFT JOIN LATERAL (SELECT h.held_at FROM app.session h
       WHERE (h.org_id, h.episode_id) = (e.org_id, e.id) AND h.was_made AND NOT h.is_struck
         AND NOT EXISTS (SELECT FROM app.session n WHERE (n.org_id, n.amends) = (h.org_id, h.id))
       ORDER BY h.held_at DESC LIMIT 1) made ON true
  LEFT JOIN LATERAL (SELECT o.id, o.state, o.to_step, o.offered_at FROM app.offer o
       WHERE (o.org_id, o.episode_id) = (e.org_id, e.id)
         AND o.state IN ('offered', 'accepted', 'waiting') LIMIT 1) offer ON true
  LEFT JOIN LATERAL (SELECT r.until_on, k.given_name || ' ' || k.family_name AS name
        FROM app.reservation r JOIN app.person k ON (k.org_id, k.id) = (r.org_id, r.mentor_id)
       WHERE (r.org_id, r.episode_id) = (e.org_id, e.id) AND r.ended_at IS NULL) kept ON true
 ORDER BY e.planned_at NULLS LAST, e.family_name, e.given_name, e.id
"""


@cache
def _open_work(*named: str) -> TextualSelect:
    which = " UNION ".join(_WORK[name] for name in named)
    return text(_OPEN.format(which=which)).columns(facts=JSON)


@cache
def _mentees(*named: str) -> TextClause:
    asked = " INTERSECT ".join(_CASES[name][0] for name in named) or _EVERY_CASE
    which = " AND ".join(_CASES[name][1] for name in named) or "true"
    return text(_MENTEES.format(asked=asked, which=which, as_answered=AS_ANSWERED))


async def open_items(
    tx: Transaction,
    *,
    owner_id: UUID | None = None,
    site_ids: Sequence[UUID] | None = None,
    episode_id: UUID | None = None,
    most: int = 100,
) -> tuple[OpenItem, ...]:
    """Open work, the most urgent class first and within it what is due first.

    What this person owns or what is open at one of these sites; everywhere when neither is named.
    """
    asked = {
        "owner_id": owner_id,
        "site_ids": None if site_ids is None else list(site_ids),
        "episode_id": episode_id,
    }
    given = {name: one for name, one in asked.items() if one is not None}
    statement = _open_work(*given or ("everywhere",))
    found = await tx.connection.execute(statement, {"org_id": tx.actor.org_id, "most": most, **given})
    return tuple(OpenItem(**row) for row in found.mappings())


async def mentee_lines(
    tx: Transaction,
    *,
    site_ids: Sequence[UUID] | None = None,
    mentor_id: UUID | None = None,
    supervisor_id: UUID | None = None,
    mentee_id: UUID | None = None,
    most: int = MOST_LINES,
) -> tuple[MenteeLine, ...]:
    """Open cases of the sites, of a mentor, or of a direct supervisor; the next planned session first."""
    asked = {
        "site_ids": None if site_ids is None else list(site_ids),
        "mentor_id": mentor_id,
        "supervisor_id": supervisor_id,
        "mentee_id": mentee_id,
    }
    given = {name: one for name, one in asked.items() if one is not None}
    always = {"org_id": tx.actor.org_id, "mentor_id": mentor_id, "at": tx.at, "most": most}
    found = await tx.connection.execute(_mentees(*given), {**always, **given})
    return tuple(MenteeLine(**row) for row in found.mappings())
