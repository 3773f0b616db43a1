"""On what is measured? Two organizations: one with many quiet cases, one with a full worklist."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from bench.crowd import copy_case, copy_students
from tests.conftest import Database
from tests.world import World


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much there is, and how often each way has its turn. The defaults take about a minute."""

    quiet_cases: int = 2000
    recommendations: int = 60
    rounds: int = 60
    sweeps: int = 4
    warm_up: int = 2


@dataclass(frozen=True, slots=True)
class Ground:
    """`matches` of the quiet cases; `work` are recommendations, each of another mentee."""

    database: Database
    engine: AsyncEngine
    quiet: World
    matches: tuple[UUID, ...]
    busy: World
    work: tuple[UUID, ...]


async def ground_on(database: Database, engine: AsyncEngine, sizes: Sizes) -> Ground:
    """Both organizations, the cases made by verbs two hours ago: pages go by the database's clock."""
    began = datetime.now(UTC) - timedelta(hours=2)
    quiet = await World.made(database, engine, at=began)
    await quiet.mentored()
    await copy_case(database, quiet.org_id, quiet.students[0], sizes.quiet_cases - 1)
    matches = await quiet.rows("SELECT id FROM app.match WHERE org_id = :org_id ORDER BY id")
    busy = await World.made(database, engine, at=began)
    work = await _recommended(busy, sizes.recommendations)
    return Ground(database, engine, quiet, tuple(one for (one,) in matches), busy, work)


async def _recommended(world: World, number: int) -> tuple[UUID, ...]:
    """So many mentees about whom somebody has to decide."""
    found = []
    for student in await copy_students(world.database, world.org_id, world.students[0], number):
        episode, _ = await world.mentored(student)
        await world.phq_a(episode, total=16, at=world.now + timedelta(hours=1))
        (item,) = await world.work(episode, "recommendation")
        found.append(item.id)
    return tuple(found)
