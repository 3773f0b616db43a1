"""Who is this person, and which roles do they hold?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import text

from supervision.departure_access import Taker
from triage.roles import Role
from workflows.records.rows import known_row
from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class Student:
    """A person on a roster; `open_episode_id` when a case is open."""

    person_id: UUID
    site_id: UUID
    site_name: str
    name: str
    roster_name: str
    number: str | None
    grade: str | None
    left_on: date | None
    open_episode_id: UUID | None
    homeroom: str | None = None
    family_name: str = ""


STUDENT = """
SELECT p.id AS person_id, s.site_id, site.name AS site_name,
       coalesce(p.preferred_name, p.given_name) || ' ' || p.family_name AS name,
       p.given_name || ' ' || p.family_name AS roster_name, s.number, s.grade, s.left_on,
       e.id AS open_episode_id, s.homeroom, p.family_name
  FROM app.student s
  JOIN app.person p ON (p.org_id, p.id) = (s.org_id, s.person_id)
  JOIN app.site site ON (site.org_id, site.id) = (s.org_id, s.site_id)
  LEFT JOIN app.episode e ON (e.org_id, e.mentee_id) = (s.org_id, s.person_id) AND e.step <> 'closed'
 WHERE s.org_id = :org_id AND {which}
"""
"""Everything about a student; `which` says about whom."""
_BY_ID = text(STUDENT.format(which="s.person_id = :id"))


async def load_student(tx: Transaction, person_id: UUID) -> Student:
    return Student(**await known_row(tx, _BY_ID, id=person_id))


_ROLES = text("""
SELECT a.role FROM app.appointment a WHERE (a.org_id, a.person_id) = (:org_id, :id)
   AND a.starts_at <= :at AND (a.ended_at IS NULL OR a.ended_at > :at)
""")


async def roles_of(tx: Transaction, person_id: UUID) -> frozenset[Role]:
    """The roles this person holds now, at any site."""
    asked = {"org_id": tx.actor.org_id, "id": person_id, "at": tx.at}
    return frozenset(Role(role) for role in (await tx.connection.execute(_ROLES, asked)).scalars())


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Somebody who holds a role, whether they have chosen a password, and the last day of somebody who leaves."""

    person_id: UUID
    name: str
    roles: tuple[Role, ...]
    can_sign_in: bool
    last_day_on: date | None

    @property
    def taker(self) -> Taker:
        """As somebody who might take something over."""
        return Taker(self.name, self.roles, self.last_day_on)


_STAFF = text("""
SELECT p.id AS person_id, p.given_name || ' ' || p.family_name AS name, array_agg(DISTINCT a.role) AS roles,
       EXISTS (SELECT FROM sign_in.identity i WHERE i.org_id = p.org_id AND i.person_id = p.id
                  AND i.password_hash IS NOT NULL AND i.disabled_at IS NULL) AS can_sign_in,
       (SELECT d.last_day_on FROM app.departure d
         WHERE (d.org_id, d.person_id) = (p.org_id, p.id) AND d.ended_at IS NULL) AS last_day_on
  FROM app.person p
  JOIN app.appointment a ON (a.org_id, a.person_id) = (p.org_id, p.id)
       AND a.starts_at <= :at AND (a.ended_at IS NULL OR a.ended_at > :at)
 WHERE p.org_id = :org_id
 GROUP BY p.org_id, p.id, p.given_name, p.family_name
 ORDER BY can_sign_in, p.family_name, p.given_name, p.id
""")


async def staff(tx: Transaction) -> tuple[StaffMember, ...]:
    """Everybody who holds a role now; first those who cannot sign in yet."""
    found = await tx.connection.execute(_STAFF, {"org_id": tx.actor.org_id, "at": tx.at})
    return tuple(
        StaffMember(
            row.person_id, row.name, tuple(Role(one) for one in row.roles), row.can_sign_in, row.last_day_on
        )
        for row in found
    )


async def taker_of(tx: Transaction, person_id: UUID) -> Taker:
    """Somebody who might take something over; without a role when they hold none now."""
    return next((one.taker for one in await staff(tx) if one.person_id == person_id), Taker())


_NAMES = text("""
SELECT id, given_name || ' ' || family_name AS name FROM app.person WHERE org_id = :org_id AND id = ANY(:ids)
""")


async def names_of(tx: Transaction, person_ids: Iterable[UUID | None]) -> Mapping[UUID, str]:
    """The names of these people, by id; None asks for nobody."""
    asked = {"org_id": tx.actor.org_id, "ids": [one for one in person_ids if one is not None]}
    return {row.id: row.name for row in await tx.connection.execute(_NAMES, asked)}


_PHONE = text("SELECT phone FROM app.person WHERE org_id = :org_id AND id = :id")


async def phone_of(tx: Transaction, person_id: UUID) -> str:
    """The telephone on file, or nothing."""
    return ((await known_row(tx, _PHONE, id=person_id))["phone"] or "").strip()


_WORK_PHONE = text("SELECT work_phone FROM app.person WHERE org_id = :org_id AND id = :id")
_KEEP_WORK_PHONE = text("UPDATE app.person SET work_phone = :number WHERE org_id = :org_id AND id = :id")


async def work_phone_of(tx: Transaction) -> str | None:
    """By which number whoever acts said that they are reached."""
    found: str | None = (await known_row(tx, _WORK_PHONE, id=tx.actor.person_id))["work_phone"]
    return found


async def keep_work_phone(tx: Transaction, person_id: UUID, number: str | None) -> None:
    asked = {"org_id": tx.actor.org_id, "id": person_id, "number": number}
    await tx.connection.execute(_KEEP_WORK_PHONE, asked)
