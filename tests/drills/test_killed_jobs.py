"""The jobs are killed again and again while a list of filled-in forms is taken over: is each form on record once?

The real `stepwise jobs` as a process, and SIGKILL. That a killed one is dead is known after half a minute; here at once.
The control marks a list as taken over when it is through with it.
"""

import asyncio
import random
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from procrastinate import App
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.conftest import Database
from tests.drills.lengths import amount, tell
from tests.drills.schools import School, school_on
from tests.drills.test_killed_worker import until
from tests.processes import Running, launched, stepwise
from tests.workflows.verbs.test_import_answers import PHQ_A, listed
from tests.world import answers
from workflows.jobs.mailing import Nowhere
from workflows.jobs.notices import Sender
from workflows.jobs.queueing import done_by, jobs_at
from workflows.platform.database_urls import driver_url
from workflows.records.ids import new_id
from workflows.verbs.import_answers import import_answers

pytestmark = pytest.mark.drill("L-1")
SEED, FORMS, KILLS = amount("seed", 20260914), amount("listed", 60), amount("jobs_kills", 2)
# A form takes some hundredths of a second.
_LIFE_SECONDS = (0.0, 0.3)
_NAMES = """
SELECT s.number, p.family_name FROM app.episode e
  JOIN app.student s ON (s.org_id, s.person_id) = (e.org_id, e.mentee_id)
  JOIN app.person p ON (p.org_id, p.id) = (s.org_id, s.person_id) WHERE e.id = ANY(:all) ORDER BY e.id
"""
_STANDS = """
SELECT (SELECT count(*) FROM app.administration WHERE org_id = $1) AS kept,
       (SELECT count(*) FROM app.episode e WHERE e.org_id = $1 AND e.id = ANY($2) AND NOT EXISTS (
               SELECT FROM app.administration a WHERE a.episode_id = e.id)) AS missing,
       count(*) FILTER (WHERE state = 'waiting') AS waiting, count(form) AS held,
       count(DISTINCT administration_id) AS ended
  FROM app.answer_import_row WHERE org_id = $1
"""
# As when nobody has heard of it for half a minute, and as if it had not been killed so often yet.
_IS_DEAD = "UPDATE jobs.procrastinate_workers SET last_heartbeat = now() - interval '1 minute'"
_IS_NEW = (
    "UPDATE jobs.procrastinate_jobs SET attempts = 0, scheduled_at = now() WHERE task_name = 'answer_imports'"
)


@dataclass(frozen=True, slots=True)
class Found:
    """`kept`: by each kill, how many forms were on record; then how many are missing, there twice, and held in the list."""

    kept: tuple[int, ...]
    missing: int
    twice: int
    held: int
    ended: int


@asynccontextmanager
async def jobs_of(database: Database, engine: AsyncEngine) -> AsyncIterator[App]:
    nobody = Sender(Nowhere(), "stepwise@school.test", "https://school.test", new_id())
    app = jobs_at(driver_url(database.url("worker")), engine, done_by(nobody))
    async with app.open_async():
        yield app


def started(database: Database, home: Path, weakened: bool) -> Running:
    environment = {
        "STEPWISE_DATABASE_URL": database.app_url,
        "STEPWISE_WORKER_URL": database.url("worker"),
    }
    if weakened:
        return launched([sys.executable, "-m", "tests.drills.weakened.jobs"], home, environment)
    return stepwise(home, "jobs", environment=environment)


async def brought(school: School) -> list[Any]:
    """A list with a form of each of so many mentees, none of which calls for somebody. Their cases."""
    world, episodes = school.world, await school.episodes(FORMS)
    names, today = await world.rows(_NAMES, all=episodes), world.today().isoformat()
    forms = [(tuple(one), today, answers("phq-a", 1 + number % 6)) for number, one in enumerate(names)]
    async with world.acting(world.counselor) as tx:
        await import_answers(
            tx, about=PHQ_A, uploaded=listed(*forms), takes_over=True, by=tx.actor, at=tx.at
        )  # fmt: skip
    return episodes


async def killed_while_it_takes_over(
    school: School, database: Database, home: Path, *, weakened: bool = False
) -> Found:
    world, chance, kept = school.world, random.Random(SEED), list[int]()
    episodes, root = await brought(school), await database.superuser()

    async def stands() -> Any:
        return await root.fetchrow(_STANDS, world.org_id, episodes)

    async with jobs_of(database, world.engine) as app:
        for _ in range(KILLS):
            before, run = (await stands())["kept"], started(database, home, weakened)

            async def goes_on(number: int = before, run: Running = run) -> bool:
                now = await stands()
                return now["kept"] > number or now["waiting"] == 0 or run.process.poll() is not None

            assert await until(goes_on), run.complained()
            await asyncio.sleep(chance.uniform(*_LIFE_SECONDS))
            run.kill()
            kept.append((await stands())["kept"])
            await root.execute(_IS_DEAD)
            await app.tasks["recover"].func(timestamp=1)
            await root.execute(_IS_NEW)
    # The weakened one has shown by now what it does.
    if not weakened:
        last = started(database, home, weakened)

        async def is_through() -> bool:
            return bool((await stands())["waiting"] == 0)

        assert await until(is_through), last.complained()
        last.kill()
    now = await stands()
    await root.close()
    return Found(
        kept=tuple(kept),
        missing=now["missing"],
        twice=now["kept"] - (FORMS - now["missing"]),
        held=now["held"],
        ended=now["ended"],
    )


@pytest.fixture
async def killable(fresh_database: Database, fresh_engine: AsyncEngine) -> School:
    return await school_on(fresh_database, fresh_engine)


async def test_a_list_is_taken_over_once_however_often_whoever_does_it_is_killed(
    killable: School, fresh_database: Database, tmp_path: Path
) -> None:
    found = await killed_while_it_takes_over(killable, fresh_database, tmp_path)
    tell(
        "L-1 jobs killed while a list is taken over", forms=FORMS, kills=KILLS, on_record_by_each_kill=found.kept,
        missing=found.missing, twice=found.twice, still_held=found.held, seed=SEED,
    )  # fmt: skip
    # Each killed one was in the middle of it.
    assert found.kept[0] < FORMS
    assert (found.missing, found.twice, found.held) == (0, 0, 0)
    assert found.ended == FORMS
    assert await killable.broken() == []


async def test_control_a_list_that_is_marked_at_its_end_is_taken_over_again(
    killable: School, fresh_database: Database, tmp_path: Path
) -> None:
    found = await killed_while_it_takes_over(killable, fresh_database, tmp_path, weakened=True)
    tell(
        "L-1 control, marked at the end of the list",
        forms=FORMS,
        kills=KILLS,
        twice=found.twice,
        held=found.held,
    )
    assert found.twice
