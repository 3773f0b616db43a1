"""Who acts, in which roles, for whom besides, and what may they show for it?"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from triage.roles import Role


@dataclass(frozen=True, slots=True)
class Appointment:
    """A role held now; without a site, at every site of the organization."""

    role: Role
    site_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Covered:
    """Somebody whose work another does at this moment. `until`: they are back then; None: they are gone for good.

    `appointments`: the roles that they hold now, which name them without naming a case.
    """

    person_id: UUID
    name: str
    until: datetime | None = None
    appointments: tuple[Appointment, ...] = ()


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person, the escalation policy, or a command of the operator.

    `covers`: those for whom this person stands in at this moment, and no longer.
    """

    org_id: UUID
    person_id: UUID | None
    name: str
    appointments: tuple[Appointment, ...] = ()
    kind: Literal["person", "policy", "system"] = "person"
    credentials: tuple[tuple[str, date], ...] = ()
    covers: tuple[Covered, ...] = ()

    def has(self, role: Role, site_id: UUID | None = None) -> bool:
        """Does the actor hold `role` at `site_id` (or anywhere, when no site is asked about)?"""
        return _holds(self.appointments, role, site_id)

    def serves_as(self, role: Role, site_id: UUID) -> bool:
        """Does the actor hold `role` at this site, or stand in for somebody who does?"""
        return self.has(role, site_id) or any(_holds(one.appointments, role, site_id) for one in self.covers)

    @property
    def does_the_work_of(self) -> tuple[UUID, ...]:
        """The actor, then those for whom the actor stands in."""
        own = () if self.person_id is None else (self.person_id,)
        return (*own, *(one.person_id for one in self.covers))

    def stands_for(self, person_id: UUID | None) -> bool:
        """Is this the actor, or somebody for whom the actor stands in?"""
        return person_id is not None and person_id in self.does_the_work_of

    def holds(self, kind: str, on: date) -> bool:
        """Is a credential of this kind valid on that day, its last day included?"""
        return any(held == kind and on <= until for held, until in self.credentials)


def _holds(appointments: tuple[Appointment, ...], role: Role, site_id: UUID | None) -> bool:
    return any(
        held.role == role and (site_id is None or held.site_id is None or held.site_id == site_id)
        for held in appointments
    )
