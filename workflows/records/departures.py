"""Who is leaving, which cases do they hold, and who was asked to take each over?

Students who leave have a module of their own; whoever is asked to go on with their case answers here.
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
from workflows.records.tables.match_lives import departure, takeover


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

    `referral_id`: the open referral of it that is theirs, where that is what they hold.
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
    takeover_id: UUID | None
    asked_id: UUID | None
    asked_name: str | None
    answer: str | None


@dataclass(frozen=True, slots=True)
class Takeover:
    """One case that somebody is asked to take over."""

    id: UUID
    departure_id: UUID
    episode_id: UUID
    what: str
    to_id: UUID
    leaver_id: UUID
    leaver_name: str
    mentee_id: UUID
    mentee_name: str
    last_day_on: date

    @property
    def is_of_student(self) -> bool:
        """Whether the mentee is the one who leaves."""
        return self.leaver_id == self.mentee_id


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
_ASKED: Final = """
SELECT t.id, t.departure_id, t.episode_id, t.what, t.to_id, d.person_id AS leaver_id,
       p.given_name || ' ' || p.family_name AS leaver_name, e.mentee_id,
       coalesce(m.preferred_name, m.given_name) || ' ' || m.family_name AS mentee_name, d.last_day_on
  FROM app.takeover t
  JOIN app.departure d ON (d.org_id, d.id) = (t.org_id, t.departure_id) AND d.ended_at IS NULL
  JOIN app.person p ON (p.org_id, p.id) = (d.org_id, d.person_id)
  JOIN app.episode e ON (e.org_id, e.id) = (t.org_id, t.episode_id)
  JOIN app.person m ON (m.org_id, m.id) = (e.org_id, e.mentee_id)
 WHERE t.org_id = :org_id AND t.answer IS NULL AND e.step <> 'closed' AND {which}
"""
_ASKED_OF = text(_ASKED.format(which="t.to_id = :person_id ORDER BY d.last_day_on, m.family_name, t.id"))
_ASKED_BY_ID = text(_ASKED.format(which="t.id = :id FOR UPDATE OF t"))
_KEEP, _PROPOSE = insert(departure), insert(takeover)
_WITHDRAW = text("""
UPDATE app.takeover SET answer = 'withdrawn', answered_by = :by, answered_at = :at
 WHERE org_id = :org_id AND departure_id = :departure_id AND answer IS NULL
   AND (cast(:episode_id AS uuid) IS NULL OR (episode_id = :episode_id AND what = :what))
""")
_ANSWER = text("""
UPDATE app.takeover SET answer = :answer, words = :words, answered_by = :by, answered_at = :at
 WHERE org_id = :org_id AND id = :id AND answer IS NULL
""")
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


async def asked_of(tx: Transaction, person_id: UUID) -> tuple[Takeover, ...]:
    """What this person is asked to take over and has not answered."""
    asked = {"org_id": tx.actor.org_id, "person_id": person_id}
    return tuple(Takeover(**row) for row in (await tx.connection.execute(_ASKED_OF, asked)).mappings())


async def lock_takeover(tx: Transaction, takeover_id: UUID) -> Takeover:
    """One that is not answered yet; raises `NotFound`."""
    return Takeover(**await known_row(tx, _ASKED_BY_ID, id=takeover_id))


async def keep_departure(tx: Transaction, **row: object) -> None:
    """The database holds that somebody leaves once at a time."""
    await tx.connection.execute(_KEEP, {"org_id": tx.actor.org_id, **row})


async def keep_takeover(tx: Transaction, **row: object) -> None:
    await tx.connection.execute(_PROPOSE, {"org_id": tx.actor.org_id, **row})


async def withdraw_takeovers(
    tx: Transaction,
    departure_id: UUID,
    *,
    episode_id: UUID | None = None,
    what: str = "",
    by: UUID,
    at: datetime,
) -> None:
    """Who was asked before is asked no more: of one case, or of all."""
    row = {"departure_id": departure_id, "episode_id": episode_id, "what": what, "by": by, "at": at}
    await tx.connection.execute(_WITHDRAW, {"org_id": tx.actor.org_id, **row})


async def keep_takeover_answer(
    tx: Transaction, takeover_id: UUID, *, answer: str, words: str, by: UUID, at: datetime
) -> None:
    row = {"id": takeover_id, "answer": answer, "words": words, "by": by, "at": at}
    await tx.connection.execute(_ANSWER, {"org_id": tx.actor.org_id, **row})


async def keep_departure_end(
    tx: Transaction, departure_id: UUID, *, cover_id: UUID | None, by: UUID, at: datetime
) -> None:
    row = {"id": departure_id, "cover_id": cover_id, "by": by, "at": at}
    await tx.connection.execute(_END, {"org_id": tx.actor.org_id, **row})
