"""On what is measured? One organization of many schools: a hundred thousand open cases, a full list in each school."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from bench.copying import Numbers, Originals, copied, copy_case, copy_schools, originals
from tests.conftest import Database
from tests.world import World
from workflows.records.ids import new_id
from workflows.records.sign_ins import hash_of

STAFF = ("counselor", "direct", "clinical", "mentor", "journey_mentor", "site_id")
_DAYS = 10
_SIGNED_IN = (
    "INSERT INTO sign_in.session (id, token_hash, org_id, actor_id, created_at, last_seen_at, idle_expires_at,"
    " expires_at) VALUES ($1, $2, $3, $4, $5, $5, $6, $6)"
)


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much there is, and how often each way has its turn. With the defaults a run takes some ten minutes."""

    cases: int = 100_000
    schools: int = 200
    list_length: int = 50
    """Recommendations that wait in each school: the supervisor's list."""
    clients: int = 16
    rounds: int = 9
    requests: int = 160
    """What all clients together do in one turn of one way; of the list, which takes longest, a third of it."""

    @property
    def waiting(self) -> int:
        return self.schools * self.list_length

    @property
    def quiet(self) -> int:
        return self.cases - self.waiting


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the two cases that were copied: its numbers, and the ids that follow from them."""

    mentee_id: UUID
    found: Originals
    numbers: Numbers
    named: Mapping[str, tuple[UUID, ...]]
    """What a request names: the match of a quiet case, the work and the firings of a waiting one."""

    def school(self, number: int) -> int:
        return 1 + (number - self.numbers.first) // self.numbers.a_school

    @property
    def last(self) -> int:
        return self.numbers.first + self.numbers.count - 1

    def ids(self, name: str, number: int) -> tuple[UUID, ...]:
        return tuple(copied(one, number) for one in self.named[name])


@dataclass(frozen=True, slots=True)
class Ground:
    """The organization with its two kinds of case, and who is signed in at each school."""

    database: Database
    engine: AsyncEngine
    world: World
    staff: Mapping[str, UUID]
    quiet: Kind
    waiting: Kind
    same: frozenset[UUID]
    """The organization and its policy: the same for every case."""
    sizes: Sizes

    def token(self, name: str, school: int) -> str:
        """The sign-in of this colleague; a school's own."""
        return f"{self.world.org_id.hex}-{name}-{school}"

    def person(self, name: str, school: int) -> UUID:
        return copied(self.staff[name], school)


async def ground_on(database: Database, engine: AsyncEngine, sizes: Sizes) -> Ground:
    """Both cases made by verbs over the last days, then copied: pages go by the database's clock."""
    world = await World.made(database, engine, at=datetime.now(UTC) - timedelta(days=_DAYS))
    staff = {name: getattr(world, name) for name in STAFF}
    quiet_mentee, waiting_mentee, _ = world.students
    named = await _acted(world)
    root = await database.superuser()
    try:
        await root.execute("SET session_replication_role = replica")
        await root.execute("SET synchronous_commit = off")
        quiet = Kind(
            quiet_mentee,
            await originals(root, world.org_id, staff, quiet_mentee),
            Numbers(1, sizes.quiet, -(-sizes.quiet // sizes.schools)),
            named,
        )
        waiting = Kind(
            waiting_mentee,
            await originals(root, world.org_id, staff, waiting_mentee),
            Numbers(sizes.quiet + 1, sizes.waiting, sizes.list_length),
            named,
        )
        await copy_schools(root, quiet.found, sizes.schools)
        for kind in (quiet, waiting):
            await copy_case(root, kind.found, kind.mentee_id, kind.numbers)
        ground = Ground(database, engine, world, staff, quiet, waiting, await _same(root, world), sizes)
        await root.executemany(_SIGNED_IN, list(_sign_ins(ground)))
        await root.execute("VACUUM ANALYZE")
        await root.execute("CHECKPOINT")
    finally:
        await root.close()
    return ground


async def _acted(world: World) -> dict[str, tuple[UUID, ...]]:
    """A quiet case with three sessions and two forms, and one about which somebody has to decide."""
    quiet, match = await world.mentored(world.students[0])
    waiting, other_match = await world.mentored(world.students[1])
    await world.phq_a(quiet, total=6)
    await world.phq_a(waiting, total=9)
    for _ in range(2):
        world.later(days=3)
        await world.log_made(match)
        await world.log_made(other_match)
    world.later(days=2)
    await world.gad_7(quiet, total=4)
    await world.gad_7(waiting, total=6)
    await world.phq_a(waiting, total=16)
    (work,) = await world.work(waiting, "recommendation")
    seen = await world.page_of(work.id)
    return {"match": (match,), "work": (work.id,), "firings": seen.firing_ids}


async def _same(root: Any, world: World) -> frozenset[UUID]:
    versions = await root.fetch("SELECT id FROM app.policy_version WHERE org_id = $1", world.org_id)
    return frozenset((world.org_id, world.administrator, *(row[0] for row in versions)))


def _sign_ins(ground: Ground) -> "list[tuple[object, ...]]":
    at = datetime.now(UTC)
    until = at + timedelta(hours=8)
    return [
        (
            new_id(),
            hash_of(ground.token(name, school)),
            ground.world.org_id,
            ground.person(name, school),
            at,
            until,
        )
        for name in ("mentor", "clinical")
        for school in range(1, ground.sizes.schools + 1)
    ]
