"""A school for the drills: two clinical supervisors, everybody can be told, and as many mentees as a drill needs."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from tests.conftest import Database
from tests.jobs.invariants import BROKEN
from tests.world import World
from triage.roles import Role
from workflows.records.ids import new_id
from workflows.records.names import search_name

LONG_AGO = datetime.min.replace(tzinfo=UTC)
_AT_ONCE = 8


@dataclass
class School:
    """`second` is a clinical supervisor like `world.clinical`."""

    world: World
    second: UUID

    async def episodes(self, number: int) -> list[UUID]:
        """So many mentees who were referred."""
        mentees = [new_id() for _ in range(number)]
        at = self.world.now
        await self.world._insert(
            "INSERT INTO app.person (org_id, id, given_name, family_name, search_name, recorded_at)"
            " VALUES ($1, $2, 'Ivo', $3, $4, $5)",
            [(one, f"Drill{one.hex[-6:]}", search_name("Ivo", one.hex[-6:]), at) for one in mentees],
        )
        await self.world._insert(
            "INSERT INTO app.student (org_id, person_id, site_id, number, grade, recorded_at)"
            " VALUES ($1, $2, $3, $4, '07', $5)",
            [(one, self.world.site_id, f"D-{one.hex}", at) for one in mentees],
        )
        return await self._by_turns([self.world.refer(one) for one in mentees])

    async def escalations(self, number: int, *, at: datetime | None = None) -> list[UUID]:
        """So many emergencies, each about a mentee of its own. Returns their work."""
        episodes = await self.episodes(number)
        await self._by_turns([self.world.worry(one, "weapon", at=at) for one in episodes])
        rows = await self.world.rows(
            "SELECT id FROM app.work WHERE kind = 'escalation' AND episode_id = ANY(:episodes) ORDER BY id",
            episodes=episodes,
        )
        return [row[0] for row in rows]

    async def _by_turns(self, acts: list[Any]) -> list[Any]:
        gate = asyncio.Semaphore(_AT_ONCE)

        async def one(act: Any) -> Any:
            async with gate:
                return await act

        return list(await asyncio.gather(*(one(act) for act in acts)))

    async def broken(self, latest: datetime = LONG_AGO) -> list[tuple[Any, ...]]:
        """Promises that do not hold; none may be there."""
        root = await self.world.database.superuser()
        try:
            return [tuple(row) for row in await root.fetch(BROKEN, self.world.org_id, latest)]
        finally:
            await root.close()

    async def history(self, work_id: UUID) -> list[str]:
        rows = await self.world.rows(
            "SELECT move FROM app.escalation_change WHERE work_id = :id AND NOT is_passed ORDER BY sequence",
            id=work_id,
        )
        return [row[0] for row in rows]


async def school_on(database: Database, engine: AsyncEngine, at: datetime | None = None) -> School:
    """Began two days ago, and it is now."""
    now = at or datetime.now(UTC)
    world = await World.made(database, engine, now - timedelta(days=2))
    second = await world.person("Hana", "Sato", Role.CLINICAL_SUPERVISOR)
    await world.certify(second, "trained_screener", world.now.date() + timedelta(days=365))
    await world.can_sign_in(world.clinical, world.counselor, world.administrator, second)
    world.now = now
    return School(world, second)
