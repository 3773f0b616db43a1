"""What does a sweep without news cost, beside the gathering statement alone?

The sweep is the verb in its transaction, over an organization where nothing has happened since the last one. The
gathering is the statement that the sweep sends, for the same cases in the same parts: its rows are fetched by the bare
driver and left alone. Both are measured at two sizes in the same database, which is made larger in between.
"""

import random
import resource
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.bare import Sent, recorded, send_again
from bench.sweep_ground import SweepGround, sweep_ground
from tests.conftest import Database
from workflows.platform.engines import engine_for
from workflows.records.scope import scoped_as
from workflows.verbs.sweep import sweep

SWEEP, GATHER = "sweep", "gathering alone"
MOST: Final = 2.5
"""Of the time of the gathering. Ours."""
FLAT: Final = 0.2
"""By how much the cost of a case may differ between the two sizes. Ours."""
_GATHERS: Final = "WITH asked AS"


@dataclass(frozen=True, slots=True)
class SweepSizes:
    """How many open cases, first and then; each has twenty sessions. And how often each way has its turn."""

    fewer_swept: int = 10_000
    swept: int = 100_000
    sweep_rounds: int = 3


@dataclass(frozen=True, slots=True)
class SweepFigure:
    """One size: rows, seconds of every turn by way, and the most memory that this process had until then, in MB."""

    cases: int
    sessions: int
    forms: int
    firings: int
    seconds: Mapping[str, tuple[float, ...]]
    memory: int

    @property
    def ratio(self) -> float:
        """The sweep as a multiple of the gathering: the median of the rounds."""
        pairs = zip(self.seconds[SWEEP], self.seconds[GATHER], strict=True)
        return median(whole / part for whole, part in pairs)

    @property
    def microseconds(self) -> float:
        """Of a sweep, for each case."""
        return median(self.seconds[SWEEP]) / self.cases * 1e6


async def sweep_figures(database: Database, sizes: SweepSizes, order: random.Random) -> Sequence[SweepFigure]:
    """Prepare, and measure at both sizes. `database` has the tables and is empty."""
    async with engine_for(database.app_url, pool_size=2, name="bench") as engine:
        ground = await sweep_ground(database, engine)
        found, before = [], 0
        for cases in (sizes.fewer_swept, sizes.swept):
            await ground.grown(before, cases)
            found.append(await _measured(ground, engine, sizes.sweep_rounds, order))
            before = cases
        return found


async def _measured(
    ground: SweepGround, engine: AsyncEngine, rounds: int, order: random.Random
) -> SweepFigure:
    with recorded(engine) as sent:
        cases = (await _swept(ground, engine))[1]
    # The look-up of the organization sets the scope for what follows.
    gathering = [one for number, one in enumerate(sent) if number == 0 or _GATHERS in one.sql]
    took: dict[str, list[float]] = {SWEEP: [], GATHER: []}
    for _ in range(rounds):
        for way in order.sample(list(took), len(took)):
            if way == SWEEP:
                took[way].append((await _swept(ground, engine))[0])
            else:
                took[way].append(await _gathered(ground, gathering))
    sessions, forms, firings = await _counted(ground)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    seconds = {way: tuple(found) for way, found in took.items()}
    return SweepFigure(cases, sessions, forms, firings, seconds, memory)


async def _swept(ground: SweepGround, engine: AsyncEngine) -> tuple[float, int]:
    began = time.perf_counter()
    async with scoped_as(engine, ground.org_id, at=ground.at) as tx:
        swept = await sweep(tx, by=tx.actor, at=tx.at)
    assert (swept.changed, swept.failed) == (0, ()), swept
    return time.perf_counter() - began, swept.cases


async def _gathered(ground: SweepGround, sent: Sequence[Sent]) -> float:
    database = ground.database
    connection = await asyncpg.connect(host=str(database.cluster.sockets), user="app", database=database.name)
    try:
        began = time.perf_counter()
        await send_again(connection, sent)
        return time.perf_counter() - began
    finally:
        await connection.close()


async def _counted(ground: SweepGround) -> tuple[int, int, int]:
    """Sessions, forms and firings."""
    root: Any = await ground.database.superuser()
    try:
        row = await root.fetchrow(
            "SELECT (SELECT count(*) FROM app.session), (SELECT count(*) FROM app.administration),"
            " (SELECT count(*) FROM app.firing)"
        )
        return row[0], row[1], row[2]
    finally:
        await root.close()
