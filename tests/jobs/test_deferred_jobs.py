"""Is a job there exactly when what makes it necessary is, and is it done whatever dies or fails?"""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
from procrastinate import App
from sqlalchemy.ext.asyncio import AsyncEngine

from supervision.job_schedule import SCHEDULE, Job
from tests.conftest import Database
from tests.processes import Running, stepwise
from tests.world import World
from workflows.jobs.mailing import Nowhere
from workflows.jobs.notices import Sender
from workflows.jobs.queueing import done_by, jobs_at
from workflows.jobs.sweeping import Unfinished
from workflows.platform.database_urls import driver_url
from workflows.records.deferred_jobs import defer, standing_jobs
from workflows.records.heartbeats import ages
from workflows.records.ids import new_id

NOBODY = Sender(Nowhere(), "stepwise@school.test", "https://stepwise.school.test", new_id())
BEGUN = "status = 'doing' AND task_name = 'sweep'"


@pytest.fixture
async def world(fresh_database: Database, fresh_engine: AsyncEngine) -> World:
    world = await World.made(fresh_database, fresh_engine, datetime.now(UTC) - timedelta(days=2))
    await world.plant("DELETE FROM jobs.procrastinate_jobs WHERE args ->> 'org_id' = $1::uuid::text")
    return world


@pytest.fixture
async def app(fresh_database: Database, fresh_engine: AsyncEngine) -> AsyncIterator[App]:
    app = jobs_at(driver_url(fresh_database.url("worker")), fresh_engine, done_by(NOBODY))
    async with app.open_async():
        yield app


async def jobs(world: World) -> list[tuple[object, ...]]:
    return await seen(
        world,
        "SELECT task_name, status::text, attempts, args::text, scheduled_at - now() FROM jobs.procrastinate_jobs"
        " WHERE task_name = 'sweep' ORDER BY id",
    )


async def seen(world: World, question: str) -> list[tuple[object, ...]]:
    """What stands where no role of the site may look."""
    root = await world.database.superuser()
    try:
        return [tuple(row) for row in await root.fetch(question)]
    finally:
        await root.close()


async def done_once(app: App) -> None:
    await app.run_worker_async(wait=False, delete_jobs="successful", install_signal_handlers=False)


async def deferred(world: World) -> None:
    async with world.acting(None, datetime.now(UTC)) as tx:
        await defer(tx, Job.SWEEP)


async def test_a_job_is_there_once_what_makes_it_necessary_is_committed(world: World, app: App) -> None:
    await deferred(world)
    ((_, status, _, args, _),) = await jobs(world)
    assert status == "todo"
    assert json.loads(str(args)) == {"org_id": str(world.org_id)}
    await done_once(app)
    assert await jobs(world) == []
    assert "job sweep" in await ages(world.engine)


async def test_what_is_taken_back_leaves_no_job(world: World) -> None:
    async def given_up() -> None:
        async with world.acting(None, datetime.now(UTC)) as tx:
            await defer(tx, Job.SWEEP)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await given_up()
    assert await jobs(world) == []


async def test_two_that_wait_take_nothing_back(world: World) -> None:
    await deferred(world)
    await deferred(world)
    assert len(await jobs(world)) == 2


async def test_what_is_due_tomorrow_waits(world: World, app: App) -> None:
    async with world.acting(None, datetime.now(UTC)) as tx:
        await defer(tx, Job.SWEEP, due_at=tx.at + timedelta(days=1))
    await done_once(app)
    assert [row[1] for row in await jobs(world)] == ["todo"]
    assert (await standing_jobs(world.engine))["sweep"].late == timedelta(0)


async def test_a_new_policy_is_held_against_every_case_before_the_next_time(
    fresh_database: Database, fresh_engine: AsyncEngine
) -> None:
    world = await World.made(fresh_database, fresh_engine, datetime.now(UTC))
    assert [row[1] for row in await jobs(world)] == ["todo"]


async def test_what_fails_is_tried_ever_later_told_and_given_up(
    world: World, fresh_database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    async def fails(engine: AsyncEngine, org_id: UUID) -> None:
        raise Unfinished("Zanzibar")

    await deferred(world)
    app = jobs_at(driver_url(fresh_database.url("worker")), world.engine, {Job.SWEEP: fails})
    async with app.open_async():
        for attempt, wait in enumerate((*SCHEDULE.waits, None), start=1):
            await done_once(app)
            ((_, status, attempts, _, left),) = await jobs(world)
            assert (status, attempts) == ("todo" if wait else "failed", attempt)
            if wait:
                assert isinstance(left, timedelta)
                assert wait - timedelta(seconds=20) < left <= wait
            await world.plant(
                "UPDATE jobs.procrastinate_jobs SET scheduled_at = now() WHERE $1::uuid IS NOT NULL"
            )
    assert (await standing_jobs(world.engine))["sweep"].failed == 1
    told = capsys.readouterr()
    assert "job_failed" in told.out + told.err
    assert "Zanzibar" not in told.out + told.err


async def test_the_time_begins_one_for_each_organization_and_none_that_waits_already(
    world: World, app: App
) -> None:
    everywhere = app.tasks["sweep_everywhere"]
    for slot in (1, 2):
        await everywhere.func(timestamp=slot)
    assert [row[3] for row in await jobs(world)] == [json.dumps({"org_id": str(world.org_id)})]


async def test_the_site_may_put_a_job_there_and_neither_read_what_it_is_about_nor_change_it(
    world: World, fresh_database: Database
) -> None:
    await deferred(world)
    connection = await asyncpg.connect(
        host=str(fresh_database.cluster.sockets), user="app", database=fresh_database.name
    )
    try:
        for refused in (
            "SELECT args FROM jobs.procrastinate_jobs",
            "UPDATE jobs.procrastinate_jobs SET status = 'failed'",
            "DELETE FROM jobs.procrastinate_jobs",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(refused)
    finally:
        await connection.close()


def test_every_job_has_a_time_and_somebody_who_does_it() -> None:
    assert set(SCHEDULE.jobs) == set(done_by(NOBODY)) == set(Job)


async def test_what_a_killed_process_had_begun_is_begun_again(
    world: World, fresh_database: Database, app: App, tmp_path: Path
) -> None:
    """A job that waits for a lock while its process is killed: another does it, once nobody has heard of the first."""
    root = await fresh_database.superuser()
    running: list[Running] = []
    try:
        async with root.transaction():
            await root.execute("LOCK TABLE app.episode IN ACCESS EXCLUSIVE MODE")
            await deferred(world)
            running.append(jobs_process(fresh_database, tmp_path))
            await until(world, f"SELECT count(*) >= 1 FROM jobs.procrastinate_jobs WHERE {BEGUN}")
            running[0].kill()
        await root.execute(
            "UPDATE jobs.procrastinate_workers SET last_heartbeat = now() - interval '1 minute'"
        )
        await app.tasks["recover"].func(timestamp=1)
        # The schedule goes by the clock on the wall, and may have put a sweep of its own behind it.
        left, *_ = await jobs(world)
        assert (left[1], left[2]) == ("todo", 1)
        await done_once(app)
        assert await jobs(world) == []
    finally:
        await root.close()


async def test_the_process_takes_up_what_waits_and_ends_when_asked(
    world: World, fresh_database: Database, tmp_path: Path
) -> None:
    await deferred(world)
    running = jobs_process(fresh_database, tmp_path)
    await until(world, "SELECT count(*) = 1 FROM sign_in.heartbeat WHERE name = 'job sweep'")
    assert await asyncio.to_thread(running.ask_to_end) == 0, running.complained()
    assert "Traceback" not in running.complained()


async def until(world: World, question: str) -> None:
    async with asyncio.timeout(60):
        while True:
            ((is_so,),) = await seen(world, question)
            if is_so:
                return
            await asyncio.sleep(0.1)


def jobs_process(database: Database, home: Path) -> Running:
    environment = {"STEPWISE_DATABASE_URL": database.app_url, "STEPWISE_WORKER_URL": database.url("worker")}
    return stepwise(home, "jobs", environment=environment)
