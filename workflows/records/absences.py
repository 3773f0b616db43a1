"""Which absences are written down, and how much is open of somebody who goes?"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from supervision.absences import TWICE, Candidate, Planned
from triage.calendar import SchoolCalendar
from triage.roles import Role
from workflows.records.refusals import Refused
from workflows.records.rows import known_row
from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class Absence:
    """One absence that is not over, with the names of whoever is away and whoever covers."""

    id: UUID
    person_id: UUID
    name: str
    cover_id: UUID
    cover_name: str
    first_on: date
    last_on: date
    starts_at: datetime
    ends_at: datetime

    @property
    def planned(self) -> Planned:
        return Planned(self.person_id, self.cover_id, self.starts_at, self.ends_at)

    def has_day_of(self, first_on: date, last_on: date) -> bool:
        return self.first_on <= last_on and first_on <= self.last_on


@dataclass(frozen=True, slots=True)
class OpenCounts:
    """How much is open and somebody's own: what goes to the cover while they are away."""

    escalations: int
    recommendations: int
    tasks: int


# One writer at a time: two people who cover for each other are found only by whoever looks second.
_ALONE = text("SELECT pg_advisory_xact_lock(hashtextextended(:org_id || ' absence', 0))")
_ABSENCE: Final = """
SELECT a.id, a.person_id, p.given_name || ' ' || p.family_name AS name, a.cover_id,
       c.given_name || ' ' || c.family_name AS cover_name, a.first_on, a.last_on, a.starts_at, a.ends_at
  FROM app.absence a
  JOIN app.person p ON (p.org_id, p.id) = (a.org_id, a.person_id)
  JOIN app.person c ON (c.org_id, c.id) = (a.org_id, a.cover_id)
 WHERE a.org_id = :org_id AND {which}
"""
_NOT_OVER = text(
    _ABSENCE.format(which="a.ends_at > :at ORDER BY a.starts_at, p.family_name, p.given_name, a.id")
)
_LOCK = text(_ABSENCE.format(which="a.id = :id FOR UPDATE OF a"))
# The absence and its days are one write: a day that is somebody's already takes both back.
_KEEP = text("""
WITH kept AS (
    INSERT INTO app.absence (org_id, id, person_id, cover_id, first_on, last_on, starts_at, ends_at, begun_by, recorded_at)
    VALUES (:org_id, :id, :person_id, :cover_id, :first_on, :last_on, :starts_at, :ends_at, :by, :at)
    RETURNING org_id, id, person_id, first_on, last_on, recorded_at
)
INSERT INTO app.absence_day (org_id, person_id, day, absence_id, recorded_at)
SELECT k.org_id, k.person_id, k.first_on + ahead, k.id, k.recorded_at
  FROM kept k CROSS JOIN generate_series(0, k.last_on - k.first_on) AS ahead
""")
_END = text("""
WITH ended AS (
    UPDATE app.absence SET ends_at = greatest(starts_at, :at), ended_at = :at, ended_by = :by
     WHERE org_id = :org_id AND id = :id AND ends_at > :at
    RETURNING org_id, id
)
DELETE FROM app.absence_day d USING ended e WHERE (d.org_id, d.absence_id) = (e.org_id, e.id) AND d.day >= :today
""")
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


async def absences_not_over(tx: Transaction, *, locked: bool = False) -> tuple[Absence, ...]:
    """Every absence that goes on or is still to come, the next one first. `locked`: nobody else writes one meanwhile."""
    asked = {"org_id": tx.actor.org_id, "at": tx.at}
    if locked:
        await tx.connection.execute(_ALONE, {"org_id": str(tx.actor.org_id)})
    return tuple(Absence(**row) for row in (await tx.connection.execute(_NOT_OVER, asked)).mappings())


async def lock_absence(tx: Transaction, absence_id: UUID) -> Absence:
    return Absence(**await known_row(tx, _LOCK, id=absence_id))


async def keep_absence(tx: Transaction, **row: object) -> None:
    """Raises `Refused` where a day of it is one of another absence of the same person."""
    try:
        await tx.connection.execute(_KEEP, {"org_id": tx.actor.org_id, **row})
    except IntegrityError as twice:
        raise Refused(TWICE) from twice


async def keep_absence_end(tx: Transaction, absence_id: UUID, *, today: date, by: UUID, at: datetime) -> None:
    row = {"id": absence_id, "today": today, "by": by, "at": at}
    await tx.connection.execute(_END, {"org_id": tx.actor.org_id, **row})


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


def of_others(absences: Collection[Absence], person_id: UUID) -> tuple[Planned, ...]:
    """What is planned beside this person's own absences."""
    return tuple(one.planned for one in absences if one.person_id != person_id)
