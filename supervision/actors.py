"""Who acts, in which roles, and what may they show for it?"""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from triage.roles import Role


@dataclass(frozen=True, slots=True)
class Appointment:
    """A role held now; without a site, at every site of the organization."""

    role: Role
    site_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person, the escalation policy, or a command of the operator."""

    org_id: UUID
    person_id: UUID | None
    name: str
    appointments: tuple[Appointment, ...] = ()
    kind: Literal["person", "policy", "system"] = "person"
    credentials: tuple[tuple[str, date], ...] = ()

    def has(self, role: Role, site_id: UUID | None = None) -> bool:
        """Does the actor hold `role` at `site_id` (or anywhere, when no site is asked about)?"""
        return any(
            held.role == role and (site_id is None or held.site_id is None or held.site_id == site_id)
            for held in self.appointments
        )

    def holds(self, kind: str, on: date) -> bool:
        """Is a credential of this kind valid on that day, its last day included?"""
        return any(held == kind and on <= until for held, until in self.credentials)
