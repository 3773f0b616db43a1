"""Which mentees does somebody look after, one line each?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from uuid import UUID

from sqlalchemy import TextClause, text

from workflows.records.match_lives import OVER, STATE
from workflows.records.misfiled import stands
from workflows.records.planned_sessions import AS_ANSWERED, IS_LOGGED, NEAR
from workflows.records.scope import Transaction
from workflows.records.student_leaves import LEFT_ALONE


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
    needs_new_mentor: bool
    reserved_name: str | None
    reserved_until: date | None
    how_soon: str | None
    rated_lane: str | None
    open_work: int
    time_zone: str
    has_left: bool
    is_paused: bool


MOST_LINES = 200
"""Longer lists are not read: whoever is looked for is found by name."""
# Which cases: where they are looked for, and which of those it is.
_CASES = {
    "site_ids": (
        """(SELECT c.id FROM app.episode c WHERE c.org_id = :org_id AND c.site_id = ANY(:site_ids)
            UNION SELECT c.id FROM app.episode c WHERE c.org_id = :org_id AND c.owner_id = :reader_id)""",
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
# In care, offered nothing else, and without a mentor since the last match ended.
_LEFT = (
    "(offer.id IS NULL AND e.serving_id IS NULL AND e.step IN ('paraprofessional_mentor', 'journey_mentor'))"
)
_EVERY_CASE = "SELECT c.id FROM app.episode c WHERE c.org_id = :org_id"
# Only what a line is found and put in order by is read of every case; the rest is read of those that are shown.
_MENTEES = """
WITH asked AS MATERIALIZED ({asked}), listed AS MATERIALIZED (
    SELECT e.org_id, e.id, e.mentee_id, e.site_id, e.step, e.opened_at, serving.match_id AS serving_id,
           serving.starts_at AS serving_since, mine.id AS mine_id,
           current.mentor_id, planned.planned_at, m.family_name, m.given_name,
           coalesce(m.preferred_name, m.given_name) || ' ' || m.family_name AS name
      FROM asked
      JOIN app.episode e ON (e.org_id, e.id) = (cast(:org_id AS uuid), asked.id)
      JOIN app.person m ON (m.org_id, m.id) = (e.org_id, e.mentee_id)
      LEFT JOIN LATERAL (SELECT c.match_id, c.starts_at FROM app.match_change_point c
           WHERE (c.org_id, c.episode_id) = (e.org_id, e.id) AND c.starts_at <= :at
           ORDER BY c.starts_at DESC, c.recorded_at DESC LIMIT 1) serving ON true
      LEFT JOIN LATERAL (SELECT c.match_id FROM app.match_change_point c
           WHERE (c.org_id, c.episode_id) = (e.org_id, e.id) AND c.starts_at <= :at
             AND (c.match_id IS NOT NULL OR c.gap_reason = 'case_closed')
           ORDER BY c.starts_at DESC, c.recorded_at DESC LIMIT 1) latest ON true
      LEFT JOIN LATERAL (SELECT x.id FROM app.match x JOIN app.offer o ON (o.org_id, o.id) = (x.org_id, x.offer_id)
           WHERE (x.org_id, x.episode_id) = (e.org_id, e.id) AND x.mentor_id = cast(:mentor_id AS uuid)
             AND (x.id = serving.match_id OR (o.state IN ('accepted', 'waiting') AND NOT {over}))
           ORDER BY (o.state IN ('accepted', 'waiting')) DESC, x.assigned_at DESC LIMIT 1) mine ON true
      LEFT JOIN app.match current
             ON (current.org_id, current.id) = (e.org_id, coalesce(mine.id, serving.match_id))
      LEFT JOIN LATERAL (SELECT d.holder_id FROM app.match_supervision d
           WHERE (d.org_id, d.match_id) = (e.org_id, latest.match_id) AND d.starts_at <= :at
           ORDER BY d.starts_at DESC, d.recorded_at DESC LIMIT 1) direct ON true
      LEFT JOIN LATERAL (SELECT q.planned_at FROM {as_answered} q
           WHERE (q.org_id, q.match_id) = (current.org_id, current.id) AND q.planned_at >= :at - {near} AND NOT {is_logged}
           ORDER BY q.planned_at LIMIT 1) planned ON true
     WHERE e.step <> 'closed' AND {which}
     ORDER BY planned.planned_at NULLS LAST, m.family_name, m.given_name, e.id LIMIT :most
)
SELECT e.mentee_id, e.id AS episode_id, e.name, e.step, st.grade, st.homeroom, s.name AS site_name, e.opened_at,
       coalesce(e.mine_id, e.serving_id) AS match_id,
       p.given_name || ' ' || p.family_name AS mentor_name, made.held_at AS last_made_at,
       e.planned_at AS next_planned_at, offer.state AS offer_state,
       CASE WHEN offer.id IS NULL AND e.serving_id IS NULL AND e.step = 'referred'
            THEN (SELECT max(c.effective_at) FROM app.step_change c
                   WHERE (c.org_id, c.episode_id) = (e.org_id, e.id) AND c.move IN ('open', 'reopen'))
            WHEN offer.state IN ('accepted', 'waiting') AND offer.to_step <> 'professional_referral'
             AND (SELECT count(*) FROM app.match x
                   WHERE (x.org_id, x.offer_id) = (e.org_id, offer.id) AND NOT {over}) = 0
            THEN offer.offered_at
            WHEN {left} THEN e.serving_since END AS waits_for_mentor_since,
       {left} AS needs_new_mentor,
       kept.name AS reserved_name, kept.until_on AS reserved_until,
       (SELECT r.how_soon FROM app.referral_in r WHERE (r.org_id, r.episode_id) = (e.org_id, e.id)
         ORDER BY array_position(ARRAY['now', 'this_week', 'can_wait'], r.how_soon) LIMIT 1) AS how_soon,
       (SELECT a.lane FROM app.assessment a WHERE (a.org_id, a.episode_id) = (e.org_id, e.id)
           AND NOT EXISTS (SELECT FROM app.assessment n WHERE (n.org_id, n.amends) = (a.org_id, a.id))
         ORDER BY a.happened_at DESC, a.id DESC LIMIT 1) AS rated_lane,
       (SELECT count(*) FROM app.work w WHERE (w.org_id, w.episode_id) = (e.org_id, e.id)
           AND w.state <> 'ended') AS open_work, s.time_zone, {left_alone} AS has_left,
       coalesce({state} = 'paused', false) AS is_paused
  FROM listed e
  JOIN app.site s ON (s.org_id, s.id) = (e.org_id, e.site_id)
  LEFT JOIN app.match now_met ON (now_met.org_id, now_met.id) = (e.org_id, coalesce(e.mine_id, e.serving_id))
  LEFT JOIN app.student st ON (st.org_id, st.person_id) = (e.org_id, e.mentee_id)
  LEFT JOIN app.person p ON (p.org_id, p.id) = (e.org_id, e.mentor_id)
  LEFT JOIN LATERAL (SELECT h.held_at FROM app.session h
       WHERE (h.org_id, h.episode_id) = (e.org_id, e.id) AND h.was_made AND NOT h.is_struck AND {stands}
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
def _mentees(*named: str) -> TextClause:
    asked = " INTERSECT ".join(_CASES[name][0] for name in named) or _EVERY_CASE
    which = " AND ".join(_CASES[name][1] for name in named) or "true"
    return text(
        _MENTEES.format(
            asked=asked,
            which=which,
            as_answered=AS_ANSWERED,
            near=NEAR,
            is_logged=IS_LOGGED,
            stands=stands("h"),
            over=OVER.format(match="x"),
            left=_LEFT,
            left_alone=LEFT_ALONE,
            state=STATE.format(match="now_met"),
        )
    )


async def mentee_lines(
    tx: Transaction,
    *,
    site_ids: Sequence[UUID] | None = None,
    mentor_id: UUID | None = None,
    supervisor_id: UUID | None = None,
    mentee_id: UUID | None = None,
    most: int = MOST_LINES,
) -> tuple[MenteeLine, ...]:
    """Open cases of the sites, of a mentor, or of a direct supervisor; the next planned session first.

    Beside those of the sites stand the reader's own: a student of another school may be theirs.
    """
    asked: dict[str, object] = {
        "site_ids": None if site_ids is None else list(site_ids),
        "mentor_id": mentor_id,
        "supervisor_id": supervisor_id,
        "mentee_id": mentee_id,
    }
    given = {name: one for name, one in asked.items() if one is not None}
    if site_ids is not None:
        given["reader_id"] = tx.actor.person_id
    always = {"org_id": tx.actor.org_id, "mentor_id": mentor_id, "at": tx.at, "most": most}
    found = await tx.connection.execute(
        _mentees(*(one for one in asked if one in given)), {**always, **given}
    )
    return tuple(MenteeLine(**row) for row in found.mappings())
