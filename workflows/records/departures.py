"""Who is leaving, and which cases do they hold?

Students who leave have modules of their own.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import insert, text

from workflows.records.match_lives import OVER
from workflows.records.referrals import LIVE
from workflows.records.rows import known_row
from workflows.records.said_leaves import OF_STUDENT
from workflows.records.scope import Transaction
from workflows.records.tables.match_lives import departure


@dataclass(frozen=True, slots=True)
class Departure:
    """Somebody who is leaving; ended once their access is."""

    id: UUID
    person_id: UUID
    name: str
    why: str
    last_day_on: date
    cover_id: UUID | None
    cover_name: str | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class HeldCase:
    """One case that somebody holds, and as what. `asked_id`: who was asked to take it over; `answer`: what they said.

    `referral_id`: the open referral of it that is theirs, where that is what they hold. `next_due_at`: of the open work.
    """

    episode_id: UUID
    mentee_id: UUID
    mentee_name: str
    site_id: UUID
    site_name: str
    grade: str | None
    what: str
    match_id: UUID | None
    referral_id: UUID | None
    open_work: int
    next_due_at: datetime | None
    takeover_id: UUID | None
    asked_id: UUID | None
    asked_name: str | None
    answer: str | None


_DEPARTURE: Final = f"""
SELECT d.id, d.person_id, p.given_name || ' ' || p.family_name AS name, d.why, d.last_day_on, d.cover_id,
       c.given_name || ' ' || c.family_name AS cover_name, d.ended_at
  FROM app.departure d
  JOIN app.person p ON (p.org_id, p.id) = (d.org_id, d.person_id)
  LEFT JOIN app.person c ON (c.org_id, c.id) = (d.org_id, d.cover_id)
 WHERE d.org_id = :org_id AND NOT {OF_STUDENT} AND {{which}}
"""
_BY_ID = text(_DEPARTURE.format(which="d.id = :id"))
_LOCK = text(_DEPARTURE.format(which="d.id = :id FOR UPDATE OF d"))
_ALL = text(
    _DEPARTURE.format(which="true ORDER BY d.ended_at IS NOT NULL, d.last_day_on, p.family_name, d.id")
)
# A match that has ended is supervised by nobody any more, but where it was the last one: its case still has supervisors.
HELD: Final = f"""
SELECT e.org_id, e.id AS episode_id, e.mentee_id, e.site_id, 'owner' AS what, NULL::uuid AS match_id,
       NULL::uuid AS referral_id
  FROM app.episode e WHERE e.org_id = :org_id AND e.owner_id = :person_id AND e.step <> 'closed'
UNION ALL
SELECT e.org_id, e.id, e.mentee_id, e.site_id, 'direct_supervisor', m.id, NULL
  FROM app.episode e
  JOIN app.match m ON (m.org_id, m.episode_id) = (e.org_id, e.id)
  JOIN LATERAL (SELECT s.holder_id FROM app.match_supervision s
       WHERE (s.org_id, s.match_id) = (m.org_id, m.id) ORDER BY s.starts_at DESC, s.recorded_at DESC LIMIT 1) above ON true
 WHERE e.org_id = :org_id AND e.step <> 'closed' AND above.holder_id = :person_id
   AND (NOT {OVER.format(match="m")} OR NOT EXISTS (SELECT FROM app.match n
        WHERE (n.org_id, n.episode_id) = (m.org_id, m.episode_id) AND (n.assigned_at, n.id) > (m.assigned_at, m.id)))
UNION ALL
SELECT e.org_id, e.id, e.mentee_id, e.site_id, 'mentor', m.id, NULL
  FROM app.episode e JOIN app.match m ON (m.org_id, m.episode_id) = (e.org_id, e.id)
 WHERE e.org_id = :org_id AND m.mentor_id = :person_id AND NOT {OVER.format(match="m")}
UNION ALL
SELECT e.org_id, e.id, e.mentee_id, e.site_id, 'referral', NULL, r.id
  FROM app.episode e JOIN app.referral r ON (r.org_id, r.episode_id) = (e.org_id, e.id)
 WHERE e.org_id = :org_id AND r.owner_id = :person_id AND r.{LIVE}
"""
_HELD = text(f"""
SELECT h.episode_id, h.mentee_id, coalesce(p.preferred_name, p.given_name) || ' ' || p.family_name AS mentee_name,
       h.site_id, s.name AS site_name, st.grade, h.what, h.match_id, h.referral_id,
       (SELECT count(*) FROM app.work w WHERE (w.org_id, w.episode_id) = (h.org_id, h.episode_id)
           AND w.owner_id = :person_id AND w.state <> 'ended' AND h.what <> 'referral') AS open_work,
       (SELECT min(w.due_at) FROM app.work w WHERE (w.org_id, w.episode_id) = (h.org_id, h.episode_id)
           AND w.owner_id = :person_id AND w.state <> 'ended' AND h.what <> 'referral') AS next_due_at,
       asked.id AS takeover_id, asked.to_id AS asked_id, asked.name AS asked_name, asked.answer
  FROM ({HELD}) h
  JOIN app.person p ON (p.org_id, p.id) = (h.org_id, h.mentee_id)
  JOIN app.site s ON (s.org_id, s.id) = (h.org_id, h.site_id)
  LEFT JOIN app.student st ON (st.org_id, st.person_id) = (h.org_id, h.mentee_id)
  LEFT JOIN LATERAL (SELECT t.id, t.to_id, t.answer, k.given_name || ' ' || k.family_name AS name
        FROM app.takeover t JOIN app.person k ON (k.org_id, k.id) = (t.org_id, t.to_id)
       WHERE (t.org_id, t.departure_id, t.episode_id, t.what) = (h.org_id, :departure_id, h.episode_id, h.what)
       ORDER BY t.proposed_at DESC, t.id DESC LIMIT 1) asked ON true
 ORDER BY s.name, p.family_name, p.given_name, h.episode_id, h.what
""")
_KEEP = insert(departure)
_END = text("""
UPDATE app.departure SET cover_id = :cover_id, access_ended_at = :at, ended_at = :at, ended_by = :by
 WHERE org_id = :org_id AND id = :id AND ended_at IS NULL
""")


async def departures(tx: Transaction) -> tuple[Departure, ...]:
    """Who is leaving, the next one first; then who has left."""
    found = await tx.connection.execute(_ALL, {"org_id": tx.actor.org_id})
    return tuple(Departure(**row) for row in found.mappings())


async def load_departure(tx: Transaction, departure_id: UUID, *, locked: bool = False) -> Departure:
    return Departure(**await known_row(tx, _LOCK if locked else _BY_ID, id=departure_id))


async def held_cases(tx: Transaction, departure: Departure) -> tuple[HeldCase, ...]:
    """A row for each case, and for each way in which this person holds it."""
    asked = {"org_id": tx.actor.org_id, "person_id": departure.person_id, "departure_id": departure.id}
    return tuple(HeldCase(**row) for row in (await tx.connection.execute(_HELD, asked)).mappings())


async def keep_departure(tx: Transaction, **row: object) -> None:
    """The database holds that somebody leaves once at a time."""
    await tx.connection.execute(_KEEP, {"org_id": tx.actor.org_id, **row})


async def keep_departure_end(
    tx: Transaction, departure_id: UUID, *, cover_id: UUID | None, by: UUID, at: datetime
) -> None:
    row = {"id": departure_id, "cover_id": cover_id, "by": by, "at": at}
    await tx.connection.execute(_END, {"org_id": tx.actor.org_id, **row})
