"""Does the worker itself do what its loops are for, and does killing it lose nothing?"""

import asyncio
import os
import signal
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from sqlalchemy.ext.asyncio import AsyncEngine

from tests.conftest import Database
from tests.processes import Running, stepwise, wait_until
from tests.world import World
from workflows.jobs.clocks import CLOCKS
from workflows.jobs.working import ENGINE, SENDER, UNANSWERED
from workflows.records.heartbeats import ages


async def in_emergency(database: Database, engine: AsyncEngine) -> World:
    world = await World.made(database, engine, datetime.now(UTC) - timedelta(days=2))
    await world.can_sign_in(world.clinical)
    episode, _ = await world.mentored()
    world.now = datetime.now(UTC)
    await world.worry(episode, "weapon")
    return world


def worker(
    database: Database, home: Path, out: Path, more: Mapping[str, str] = MappingProxyType({})
) -> Running:
    environment = {"STEPWISE_DATABASE_URL": database.app_url, "STEPWISE_MAIL_URL": f"folder://{out}", **more}
    return stepwise(home, "worker", environment=environment)


def sent(out: Path) -> int:
    return len(list((out / "new").glob("*"))) if out.exists() else 0


async def test_it_sends_turns_says_so_and_whoever_follows_a_killed_one_goes_on(
    fresh_database: Database, fresh_engine: AsyncEngine, tmp_path: Path
) -> None:
    out = tmp_path / "mail"
    world = await in_emergency(fresh_database, fresh_engine)
    first = worker(fresh_database, tmp_path, out)
    wait_until(lambda: sent(out) == 1, 60)
    first.kill()
    assert set(await ages(fresh_engine)) <= {ENGINE, SENDER, UNANSWERED, CLOCKS}
    await world.plant("UPDATE app.work SET next_at = now() WHERE org_id = $1 AND kind = 'escalation'")
    second = worker(fresh_database, tmp_path, out)
    wait_until(lambda: sent(out) == 2, 60)
    assert await world.rows("SELECT move, rung FROM app.escalation_change ORDER BY sequence") == [
        ("open", 1),
        ("climb", 2),
    ]
    assert second.ask_to_end() == 0, second.complained()
    found = await ages(fresh_engine)
    assert {name for name, age in found.items() if age < timedelta(minutes=1)} == {
        ENGINE,
        SENDER,
        UNANSWERED,
        CLOCKS,
    }
    assert "Traceback" not in first.complained() + second.complained()


async def test_what_else_the_clock_does_runs_beside_it_and_is_begun_anew_when_it_dies(
    fresh_database: Database, fresh_engine: AsyncEngine, tmp_path: Path
) -> None:
    await in_emergency(fresh_database, fresh_engine)
    environment = {"STEPWISE_WORKER_URL": fresh_database.url("worker")}
    running = worker(fresh_database, tmp_path, tmp_path / "mail", environment)
    wait_until(lambda: len(children(running.pid)) == 1, 60)
    (jobs,) = children(running.pid)
    os.kill(jobs, signal.SIGKILL)
    wait_until(lambda: children(running.pid) not in ([], [jobs]), 60)
    await heard(fresh_engine, "job sweep")
    assert running.ask_to_end() == 0, running.complained()
    assert "Traceback" not in running.complained()


async def heard(engine: AsyncEngine, name: str) -> None:
    async with asyncio.timeout(60):
        while True:
            if name in await ages(engine):
                return
            await asyncio.sleep(0.1)


def children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


async def test_a_mail_address_that_cannot_work_is_refused_at_start(
    fresh_database: Database, tmp_path: Path
) -> None:
    environment = {"STEPWISE_DATABASE_URL": fresh_database.app_url, "STEPWISE_MAIL_URL": "mail.example.org"}
    running = stepwise(tmp_path, "worker", environment=environment)
    assert running.process.wait(60) == 1
    assert "STEPWISE_MAIL_URL is like" in running.complained()
