"""Which absences are written down and not over?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from supervision.absences import TWICE, Planned
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


def of_others(absences: Collection[Absence], person_id: UUID) -> tuple[Planned, ...]:
    """What is planned beside this person's own absences."""
    return tuple(one.planned for one in absences if one.person_id != person_id)
