"""What has to be known of somebody who goes: what is open of theirs, who is above them, who could cover, and their day?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import text

from supervision.absences import Candidate, able_to_cover
from triage.calendar import SchoolCalendar
from triage.roles import Role
from workflows.records.refusals import NotFound
from workflows.records.rows import known_row
from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class OpenCounts:
    """How much is open and somebody's own: what goes to the cover while they are away."""

    escalations: int
    recommendations: int
    tasks: int


@dataclass(frozen=True, slots=True)
class Going:
    """Somebody who might go: what would go to the cover now, who could cover, who supervises them, and which day it is."""

    person: Candidate
    counts: OpenCounts
    covers: tuple[Candidate, ...]
    supervisor_ids: frozenset[UUID]
    today: date


_OPEN = text("""
SELECT count(*) FILTER (WHERE w.kind = 'escalation') AS escalations,
       count(*) FILTER (WHERE w.kind = 'recommendation') AS recommendations,
       count(*) FILTER (WHERE w.kind = 'task') AS tasks
  FROM app.work w WHERE w.org_id = :org_id AND w.owner_id = :id AND w.state <> 'ended'
""")
# Of those who supervise matches the chain says it, of mentors their matches.
_ABOVE = text("""
SELECT s.holder_id FROM app.person_supervision s
 WHERE s.org_id = :org_id AND s.person_id = :id AND s.holder_id IS NOT NULL AND s.starts_at <= :at
   AND NOT EXISTS (SELECT FROM app.person_supervision n
        WHERE (n.org_id, n.person_id) = (s.org_id, s.person_id) AND n.starts_at <= :at
          AND (n.starts_at, n.recorded_at) > (s.starts_at, s.recorded_at))
 UNION
SELECT above.holder_id FROM app.match m
  JOIN LATERAL (SELECT s.holder_id FROM app.match_supervision s
       WHERE (s.org_id, s.match_id) = (m.org_id, m.id) AND s.starts_at <= :at
       ORDER BY s.starts_at DESC, s.recorded_at DESC LIMIT 1) above ON true
 WHERE m.org_id = :org_id AND m.mentor_id = :id
""")
_CANDIDATES = text("""
SELECT p.id AS person_id, p.given_name || ' ' || p.family_name AS name, array_agg(DISTINCT a.role) AS roles,
       EXISTS (SELECT FROM sign_in.identity i
                WHERE (i.org_id, i.person_id) = (p.org_id, p.id) AND i.disabled_at IS NULL) AS can_sign_in,
       (SELECT d.last_day_on FROM app.departure d
         WHERE (d.org_id, d.person_id) = (p.org_id, p.id) AND d.ended_at IS NULL) AS last_day_on
  FROM app.person p
  JOIN app.appointment a ON (a.org_id, a.person_id) = (p.org_id, p.id)
       AND a.starts_at <= :at AND (a.ended_at IS NULL OR a.ended_at > :at)
 WHERE p.org_id = :org_id
 GROUP BY p.org_id, p.id, p.given_name, p.family_name
 ORDER BY p.family_name, p.given_name, p.id
""")
# Where they hold a role; without one, where the organization began.
_ZONE = text("""
SELECT s.time_zone FROM app.site s WHERE s.org_id = :org_id
 ORDER BY EXISTS (SELECT FROM app.appointment a WHERE (a.org_id, a.site_id, a.person_id) = (s.org_id, s.id, :id)
                     AND a.starts_at <= :at AND (a.ended_at IS NULL OR a.ended_at > :at)) DESC, s.id
 LIMIT 1
""")


async def open_counts(tx: Transaction, person_id: UUID) -> OpenCounts:
    return OpenCounts(**await known_row(tx, _OPEN, id=person_id))


async def supervisors_of(tx: Transaction, person_id: UUID) -> frozenset[UUID]:
    """Who supervises this person now: as one of the staff, or in a match."""
    asked = {"org_id": tx.actor.org_id, "id": person_id, "at": tx.at}
    return frozenset((await tx.connection.execute(_ABOVE, asked)).scalars())


async def candidates(tx: Transaction) -> Mapping[UUID, Candidate]:
    """Everybody who holds a role now, by id and in the order of their names."""
    asked = {"org_id": tx.actor.org_id, "at": tx.at}
    return {
        row["person_id"]: Candidate(**{**row, "roles": frozenset(Role(one) for one in row["roles"])})
        for row in (await tx.connection.execute(_CANDIDATES, asked)).mappings()
    }


async def calendar_of(tx: Transaction, person_id: UUID) -> SchoolCalendar:
    """The days of this person begin and end at their site's midnight."""
    asked = {"org_id": tx.actor.org_id, "id": person_id, "at": tx.at}
    zone = (await tx.connection.execute(_ZONE, asked)).scalar_one_or_none()
    return SchoolCalendar(zone or "UTC")


async def going(tx: Transaction, person_id: UUID) -> Going:
    """Raises `NotFound` for somebody who holds no role now."""
    people = await candidates(tx)
    if person_id not in people:
        raise NotFound
    person = people[person_id]
    return Going(
        person=person,
        counts=await open_counts(tx, person_id),
        covers=able_to_cover(person, people.values()),
        supervisor_ids=await supervisors_of(tx, person_id),
        today=(await calendar_of(tx, person_id)).local_day(tx.at),
    )


# Those who supervise others say it of them.
_UNDER = text("""
SELECT DISTINCT u.person_id FROM (
    SELECT DISTINCT ON (s.person_id) s.person_id, s.holder_id FROM app.person_supervision s
     WHERE s.org_id = :org_id AND s.starts_at <= :at ORDER BY s.person_id, s.starts_at DESC, s.recorded_at DESC) u
 WHERE u.holder_id = :id
 UNION
SELECT m.mentor_id FROM app.match m
  JOIN LATERAL (SELECT s.holder_id FROM app.match_supervision s
       WHERE (s.org_id, s.match_id) = (m.org_id, m.id) AND s.starts_at <= :at
       ORDER BY s.starts_at DESC, s.recorded_at DESC LIMIT 1) above ON true
 WHERE m.org_id = :org_id AND above.holder_id = :id
""")


async def supervised_by(tx: Transaction, person_id: UUID) -> frozenset[UUID]:
    """Whom this person supervises now: as one of the staff, or in a match."""
    asked = {"org_id": tx.actor.org_id, "id": person_id, "at": tx.at}
    return frozenset((await tx.connection.execute(_UNDER, asked)).scalars())
