"""The engine is killed again and again, sooner than one of its cycles takes: does it get on all the same?

The real worker as a process, SIGKILL, and timers that run out meanwhile. The control is a worker that keeps what a cycle
did at the end of it: it never lives to see one.
"""

import asyncio
import random
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from supervision.engine_limits import LIMITS as ENGINE
from supervision.watch_limits import LIMITS as WATCH
from tests.conftest import Database
from tests.drills.lengths import amount, tell
from tests.drills.schools import School, school_on
from tests.drills.test_killed_worker import started, until
from tests.jobs.mail_server import mail_server
from tests.processes import Running
from workflows.platform.engines import engine_for
from workflows.records.doorstep import unscoped
from workflows.records.promises import PROMISES, broken

pytestmark = pytest.mark.drill("F-8")
SEED, TIMERS = amount("seed", 20260914), amount("timers", 40)
KILLS, KILLING_SECONDS = amount("engine_kills", 2), amount("killing_seconds", 0)
LIFE_SECONDS, SPREAD_SECONDS = amount("life_milliseconds", 1300) / 1000, amount("spread_seconds", 2)
# A life is longer or shorter by so much; the longest one is still shorter than a cycle.
_JITTER = 0.15
_CLIMBS = """
SELECT c.work_id, c.rung, c.lap, c.move, c.recorded_at,
       lag(c.recorded_at) OVER w AS before_at, lag(c.next_at) OVER w AS next_at
  FROM app.escalation_change c WHERE c.work_id = ANY($1) AND NOT c.is_passed
WINDOW w AS (PARTITION BY c.work_id ORDER BY c.sequence)
"""
_STAND = """
SELECT count(*) FILTER (WHERE state = 'open' AND next_at IS NOT NULL) AS stand,
       count(*) FILTER (WHERE next_at < clock_timestamp()) AS overdue, clock_timestamp() - min(next_at) AS longest
  FROM app.work WHERE id = ANY($1)
"""


@dataclass(frozen=True, slots=True)
class Found:
    """`kept`, `left`: rungs that had been entered by the last kill, and timers that were overdue then. `well_after`: so
    many seconds after it every promise held and nothing was overdue. `late`: the longest that a timer was overdue.
    """

    kills: int
    kept: int
    left: int
    well_after: float
    late: float
    early: int
    twice: int
    lost: int


class Timers:
    """Escalations of which it is known when each of their timers ran out."""

    def __init__(self, root: Any, works: Sequence[UUID]) -> None:
        self.root, self.works = root, works
        self.hurried: defaultdict[UUID, list[datetime]] = defaultdict(list)

    async def run_out(self, works: Sequence[UUID], seconds: Sequence[float]) -> None:
        """These run out after so many seconds each."""
        now = await self.root.fetchval("SELECT clock_timestamp()")
        due = [(one, now + timedelta(seconds=after)) for one, after in zip(works, seconds, strict=True)]
        await self.root.executemany("UPDATE app.work SET next_at = $2 WHERE id = $1", due)
        for one, at in due:
            self.hurried[one].append(at)

    async def stand(self) -> Any:
        return await self.root.fetchrow(_STAND, self.works)

    async def entered(self) -> tuple[list[timedelta], int]:
        """How long each timer was overdue that led to a rung, and how many rungs were entered a second time."""
        rows = await self.root.fetch(_CLIMBS, self.works)
        places = Counter((row["work_id"], row["rung"], row["lap"]) for row in rows)
        waits = [row["recorded_at"] - self._due(row) for row in rows if row["move"] == "climb"]
        return waits, places.total() - len(places)

    def _due(self, row: Any) -> datetime:
        hurried = [at for at in self.hurried[row["work_id"]] if at > row["before_at"]]
        due: datetime = min([row["next_at"], *hurried])
        return due


async def turns(worker: Running) -> None:
    async def says_so() -> bool:
        return "turns" in worker.said() or worker.process.poll() is not None

    assert await until(says_so), worker.complained()
    assert worker.process.poll() is None, worker.complained()


async def killed_again_and_again(school: School, database: Database, home: Path, weakened: str = "") -> Found:
    chance, works = random.Random(SEED), await school.escalations(TIMERS)
    root, kills, well_after = await database.superuser(), 0, float("inf")
    timers = Timers(root, works)
    # Some run out in the moment of the last kill.
    meanwhile, at_last = works[TIMERS // 4 :], works[: TIMERS // 4]
    await timers.run_out(meanwhile, [chance.uniform(0, SPREAD_SECONDS) for _ in meanwhile])
    async with mail_server() as server:
        end = time.monotonic() + KILLING_SECONDS
        while kills < KILLS or time.monotonic() < end:
            worker = started(database, home, server, weakened)
            await turns(worker)
            await asyncio.sleep(LIFE_SECONDS * chance.uniform(1 - _JITTER, 1 + _JITTER))
            worker.kill()
            kills += 1
        killed_at, (kept, _) = time.monotonic(), await timers.entered()
        await timers.run_out(at_last, [0.0] * len(at_last))
        then = await timers.stand()
        # The weakened one has shown by now whether it gets on.
        if not weakened:
            last = started(database, home, server)
            async with engine_for(database.url("auditor"), pool_size=1, name="tests") as auditor:

                async def is_well() -> bool:
                    return (await timers.stand())["overdue"] == 0 and not await found_by(auditor)

                if await until(is_well, 2 * WATCH.late.total_seconds()):
                    well_after = time.monotonic() - killed_at
            last.kill()
    now, (waits, twice) = await timers.stand(), await timers.entered()
    await root.close()
    return Found(
        kills=kills,
        kept=len(kept),
        left=then["overdue"],
        well_after=well_after,
        late=max(*waits, now["longest"], timedelta(0)).total_seconds(),
        early=sum(one < timedelta(0) for one in waits),
        twice=twice,
        lost=len(works) - now["stand"],
    )


async def found_by(auditor: AsyncEngine) -> list[Any]:
    async with unscoped(auditor) as (connection, at):
        return [one for promise in PROMISES for one in await broken(connection, promise, at=at)]


@pytest.fixture
async def killable(fresh_database: Database, fresh_engine: AsyncEngine) -> School:
    return await school_on(fresh_database, fresh_engine)


async def test_an_engine_that_is_killed_sooner_than_a_cycle_takes_gets_on_all_the_same(
    killable: School, fresh_database: Database, tmp_path: Path
) -> None:
    found = await killed_again_and_again(killable, fresh_database, tmp_path)
    tell(
        "F-8 engine killed again and again", timers=TIMERS, kills=found.kills, kept_by_the_last=found.kept,
        overdue_at_the_last=found.left, all_well_after=f"{found.well_after:.1f} s", longest_overdue=f"{found.late:.1f} s",
        lost=found.lost, entered_twice=found.twice, too_early=found.early, seed=SEED,
    )  # fmt: skip
    assert found.kept
    assert found.well_after <= WATCH.late.total_seconds()
    # No timer stood still for a minute while it was killed, either.
    assert found.late <= WATCH.late.total_seconds()
    assert (found.lost, found.twice, found.early) == (0, 0, 0)
    assert await killable.broken() == []


async def test_control_an_engine_that_keeps_whole_cycles_only_never_gets_on(
    killable: School, fresh_database: Database, tmp_path: Path
) -> None:
    assert ENGINE.cycle.total_seconds() > LIFE_SECONDS * (1 + _JITTER)
    found = await killed_again_and_again(killable, fresh_database, tmp_path, "whole_cycles")
    tell(
        "F-8 control, kept only at the end of the cycle", timers=TIMERS, kills=found.kills,
        kept_by_the_last=found.kept, overdue_at_the_last=found.left, longest_overdue=f"{found.late:.1f} s",
    )  # fmt: skip
    assert found.kept == 0
    assert found.left == TIMERS
