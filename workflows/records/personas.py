"""Who can be tried in a demo? Everybody with a role in an organisation that was planted for it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from triage.names import folded
from triage.roles import Role
from workflows.records.doorstep import unscoped
from workflows.records.organisations import demo_organisations
from workflows.records.scope import scoped_as

_CAST = text("""
SELECT p.id AS person_id, coalesce(p.preferred_name, p.given_name) || ' ' || p.family_name AS name,
       array_agg(DISTINCT a.role) AS roles, min(a.recorded_at) AS since
  FROM app.person p JOIN app.appointment a ON (a.org_id, a.person_id) = (p.org_id, p.id)
 WHERE p.org_id = :org_id AND a.starts_at <= :at AND (a.ended_at IS NULL OR a.ended_at > :at)
 GROUP BY p.id, 2 ORDER BY since, name, p.id
""")
_ORDER = tuple(Role)


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody made up. `slug` is the name as an address has it."""

    slug: str
    name: str
    roles: tuple[Role, ...]
    org_id: UUID
    person_id: UUID
    organization: str = ""


async def personas(engine: AsyncEngine) -> tuple[Persona, ...]:
    """The cast of every demo organisation; nobody in a database without one."""
    async with unscoped(engine) as (connection, _):
        demos = await demo_organisations(connection)
    found = [one for org_id, name in demos.items() for one in await _cast(engine, org_id, name)]
    return tuple(sorted(_named(found), key=lambda persona: _ORDER.index(persona.roles[0])))


async def _cast(engine: AsyncEngine, org_id: UUID, organization: str) -> list[Persona]:
    async with scoped_as(engine, org_id) as tx:
        rows = (await tx.connection.execute(_CAST, {"org_id": org_id, "at": tx.at})).mappings().all()
    return [
        Persona(
            slug=re.sub(r"[^a-z0-9]+", "-", folded(row["name"])).strip("-") or "somebody",
            name=row["name"],
            roles=tuple(sorted((Role(role) for role in row["roles"]), key=_ORDER.index)),
            org_id=org_id,
            person_id=row["person_id"],
            organization=organization,
        )
        for row in rows
    ]


def _named(found: Sequence[Persona]) -> list[Persona]:
    """Namesakes get a number."""
    named: dict[str, Persona] = {}
    for persona in found:
        slug, number = persona.slug, 1
        while slug in named:
            number += 1
            slug = f"{persona.slug}-{number}"
        named[slug] = replace(persona, slug=slug)
    return list(named.values())
