"""What is swept? Open cases with twenty sessions each, of three kinds, made by verbs over ten weeks and copied.

Eight of ten are quiet. In one of ten a recommendation waits, in one of ten nobody has met the mentee for four weeks
and somebody has to find out why: there, past firings are read and compared, as in a real school.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from bench.copying import Numbers, Originals, copy_case, copy_schools, originals
from bench.ground import STAFF
from tests.conftest import Database
from tests.world import World

_SESSIONS: Final = 20
_DAYS_BETWEEN: Final = 3
_FORM_EVERY: Final = 4
_SCHOOLS: Final = 200
SHARES: Final[Mapping[str, int]] = {"quiet": 8, "waiting": 1, "lost": 1}
"""Of ten cases."""


@dataclass(frozen=True, slots=True)
class SweepGround:
    """The organization, the instant at which it is swept, and one case of each kind to copy."""

    database: Database
    org_id: UUID
    at: datetime
    found: Mapping[str, tuple[UUID, Originals]]

    async def grown(self, before: int, cases: int) -> None:
        """Copy until there are so many cases, where there are `before` already."""
        root = await self.database.superuser()
        try:
            await root.execute("SET session_replication_role = replica")
            await root.execute("SET synchronous_commit = off")
            first = before + 1
            for kind, (mentee_id, found) in self.found.items():
                count = (cases - before) * SHARES[kind] // sum(SHARES.values())
                await copy_case(root, found, mentee_id, Numbers(first, count, -(-count // _SCHOOLS)))
                first += count
            await root.execute("VACUUM ANALYZE")
            await root.execute("CHECKPOINT")
        finally:
            await root.close()


async def sweep_ground(database: Database, engine: AsyncEngine) -> SweepGround:
    """The three cases, swept until nothing is news, and the schools of their copies."""
    world = await World.made(database, engine)
    mentees = dict(zip(SHARES, world.students, strict=True))
    begun = {kind: await world.mentored(mentee) for kind, mentee in mentees.items()}
    for number in range(1, _SESSIONS):
        world.later(days=_DAYS_BETWEEN)
        for kind, (episode, match) in begun.items():
            await _went_on(world, kind, number, episode, match)
    world.later(days=1)
    while (await world.sweep()).changed:
        pass
    root = await database.superuser()
    try:
        await root.execute("SET session_replication_role = replica")
        staff = {name: getattr(world, name) for name in STAFF}
        found = {
            kind: (mentee, await originals(root, world.org_id, staff, mentee))
            for kind, mentee in mentees.items()
        }
        await copy_schools(root, found["quiet"][1], _SCHOOLS)
    finally:
        await root.close()
    return SweepGround(database, world.org_id, world.now, found)


async def _went_on(world: World, kind: str, number: int, episode: UUID, match: UUID) -> None:
    """The session with this number, and a form every other week. Who is lost met twice as often, and then no more."""
    met = {"lost": 2 if number < _SESSIONS // 2 else 0}.get(kind, 1)
    for _ in range(met):
        await world.log_made(match)
    if number % _FORM_EVERY == 0:
        worse = kind == "waiting" and number > _SESSIONS // 2
        await world.phq_a(episode, total=16 if worse else 6)
        await world.gad_7(episode, total=4)
