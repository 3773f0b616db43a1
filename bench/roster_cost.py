"""What does it cost to take an approved roster over, beside COPY of the same rows into the same tables?

The commit is the verb, from BEGIN to COMMIT: the comparison with what is on record, every row it writes, the staged
rows it forgets, the audit row. COPY has the rows that the commit wrote ready in memory, in binary, and sends them to
the same tables with the same indexes and foreign keys in one transaction, as a superuser, whom row-level security does
not stop. A turn begins on a copy of the same database.
"""

import io
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Final
from uuid import UUID

from bench.databases import copy_of
from bench.rosters import District, district_on, first_package, later_package
from tests.conftest import Database
from workflows.platform.engines import engine_for
from workflows.records.import_states import ImportState
from workflows.records.scope import scoped_as
from workflows.records.tables import metadata
from workflows.verbs.commit_roster import commit_roster

FIRST, AGAIN, COPY = "first import", "again, few changes", "COPY"
MOST: Final = 1.6
"""Of the time of COPY. Ours."""
_WRITTEN: Final = ("site", "person", "student", "roster_link")
_WARM_UP: Final = 1


@dataclass(frozen=True, slots=True)
class RosterSizes:
    """How many students, and how often each way has its turn."""

    students: int = 100_000
    roster_rounds: int = 3


@dataclass(frozen=True, slots=True)
class RosterFigure:
    """Seconds of every turn by way, and the rows of each table."""

    sizes: RosterSizes
    rows: Mapping[str, int]
    seconds: Mapping[str, tuple[float, ...]]

    def per_second(self, way: str) -> float:
        """Students a second."""
        return self.sizes.students / median(self.seconds[way])

    def ratio(self, way: str) -> float:
        """The median as a multiple of COPY's."""
        return median(self.seconds[way]) / median(self.seconds[COPY])


@dataclass(frozen=True, slots=True)
class _Ground:
    """A database where the first roster is approved, and one where it is taken over and the later one approved."""

    before: Database
    after: Database
    district: District
    first: UUID
    later: UUID
    rows: Mapping[str, bytes]


async def roster_figure(database: Database, sizes: RosterSizes, order: random.Random) -> RosterFigure:
    """Prepare, and measure. `database` has the tables and is empty."""
    async with engine_for(database.app_url, pool_size=2, name="bench") as engine:
        root = await database.superuser()
        district = await district_on(root, engine)
        first = await district.approved(first_package(sizes.students))
        await root.close()
    async with copy_of(database, "roster_after") as after:
        at = await _committed(after, district, first)
        rows, counted = await _rows_of(after, at)
        async with engine_for(after.app_url, pool_size=2, name="bench") as engine:
            there = District(engine, district.org_id, district.site_id, district.administrator)
            later = await there.approved(later_package(sizes.students))
        ground = _Ground(database, after, district, first, later, rows)
        return RosterFigure(sizes, counted, await _turns(ground, sizes, order))


async def _turns(
    ground: _Ground, sizes: RosterSizes, order: random.Random
) -> Mapping[str, tuple[float, ...]]:
    ways: Mapping[str, Callable[[_Ground], Awaitable[float]]] = {FIRST: _first, AGAIN: _again, COPY: _copy}
    took: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(_WARM_UP + sizes.roster_rounds):
        for name in order.sample(list(ways), len(ways)):
            seconds = await ways[name](ground)
            if number >= _WARM_UP:
                took[name].append(seconds)
    return {name: tuple(found) for name, found in took.items()}


async def _first(ground: _Ground) -> float:
    async with copy_of(ground.before, "roster_turn") as turn:
        return await _timed_commit(turn, ground.district, ground.first)


async def _again(ground: _Ground) -> float:
    async with copy_of(ground.after, "roster_turn") as turn:
        return await _timed_commit(turn, ground.district, ground.later)


async def _timed_commit(turn: Database, district: District, import_id: UUID) -> float:
    began = time.perf_counter()
    await _committed(turn, district, import_id)
    return time.perf_counter() - began


async def _committed(turn: Database, district: District, import_id: UUID) -> datetime:
    """Returns the instant at which its rows are recorded."""
    async with (
        engine_for(turn.app_url, pool_size=1, name="bench") as engine,
        scoped_as(engine, district.org_id, district.administrator) as tx,
    ):
        state = await commit_roster(tx, import_id=import_id, by=tx.actor, at=tx.at)
        assert state is ImportState.DONE, state
        return tx.at


async def _copy(ground: _Ground) -> float:
    async with copy_of(ground.before, "roster_turn") as turn:
        root = await turn.superuser()
        try:
            began = time.perf_counter()
            async with root.transaction():
                for name in _WRITTEN:
                    await root.copy_to_table(
                        name,
                        schema_name="app",
                        columns=_columns(name),
                        source=io.BytesIO(ground.rows[name]),
                        format="binary",
                    )
            return time.perf_counter() - began
        finally:
            await root.close()


async def _rows_of(database: Database, at: datetime) -> tuple[dict[str, bytes], dict[str, int]]:
    """What the commit wrote, as COPY takes it, and how many rows of each table."""
    root = await database.superuser()
    try:
        found, counted = {}, {}
        for name in _WRITTEN:
            kept = io.BytesIO()
            told = await root.copy_from_query(
                f"SELECT {', '.join(_columns(name))} FROM app.{name} WHERE recorded_at = $1",
                at, output=kept, format="binary",
            )  # fmt: skip
            found[name], counted[name] = kept.getvalue(), int(told.split()[-1])
        await root.execute("VACUUM ANALYZE")
        return found, counted
    finally:
        await root.close()


def _columns(name: str) -> list[str]:
    return [column.name for column in metadata.tables[f"app.{name}"].columns if column.computed is None]
