"""Does a write that is cut off leave a half behind, does a crowd of escalations hide one, and does a frozen process?"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from tests.clocked import Died
from tests.conftest import Database
from tests.drills.lengths import amount, percentile, tell
from tests.drills.schools import School
from tests.drills.weakened import two_transactions
from tests.jobs.mail_server import mail_server
from tests.world import World
from workflows.jobs.mailing import SmtpServer
from workflows.jobs.notices import Sender
from workflows.jobs.sending import send_waiting
from workflows.jobs.turning import turn
from workflows.jobs.working import work_on
from workflows.platform.engines import engine_for
from workflows.platform.errors import is_passing
from workflows.records.episodes import lock_case
from workflows.records.escalation_notices import lease_notices
from workflows.records.ids import new_id
from workflows.verbs.claim import claim

pytestmark = pytest.mark.drill
# A concern without its escalation, an escalation without a word to anybody, any of them without its audit row.
_HALVES = """
SELECT (SELECT count(*) FROM app.concern c WHERE c.org_id = $1 AND c.kind = 'weapon' AND NOT EXISTS (
            SELECT FROM app.work w WHERE w.episode_id = c.episode_id AND w.kind = 'escalation'))
     + (SELECT count(*) FROM app.concern c WHERE c.org_id = $1 AND NOT EXISTS (
            SELECT FROM app.audit_event a WHERE a.object_id = c.id))
     + (SELECT count(*) FROM app.work w WHERE w.org_id = $1 AND w.kind = 'escalation' AND NOT EXISTS (
            SELECT FROM app.escalation_notice n WHERE n.work_id = w.id))
"""

_FIRST_NOTICE = """
SELECT min(n.sent_at) - w.opened_at FROM app.work w
  JOIN app.escalation_notice n ON n.work_id = w.id AND n.way = 'mail'
 WHERE w.kind = 'escalation' AND w.id <> ALL (:before) GROUP BY w.id, w.opened_at
"""


@asynccontextmanager
async def that_dies(url: str) -> AsyncIterator[tuple[AsyncEngine, list[int]]]:
    """An engine that ends before the statement whose number counts down to nothing."""
    engine, left = create_async_engine(url, pool_size=1), [0]

    @event.listens_for(engine.sync_engine, "before_cursor_execute")
    def _counts(*_: Any) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise Died

    try:
        yield engine, left
    finally:
        await engine.dispose()


async def in_one(world: World, episode: UUID) -> None:
    await world.worry(episode, "weapon")


async def torn(
    school: School, database: Database, worry: Callable[[World, UUID], Awaitable[Any]]
) -> tuple[int, int]:
    """A concern that ends before its first, its second, ... statement. Places, and half records that were left."""
    world, places, halves = school.world, 0, 0
    whole = world.engine
    (*episodes,) = await school.episodes(24)
    root = await database.superuser()
    async with that_dies(database.app_url) as (engine, left):
        for number, episode in enumerate(episodes, 1):
            world.engine, left[0] = engine, number
            try:
                await worry(world, episode)
                break
            except Died:
                places += 1
            finally:
                world.engine = whole
            halves += await root.fetchval(_HALVES, world.org_id) > 0
    await root.close()
    return places, halves


@pytest.mark.drill("F-2")
async def test_wherever_it_ends_a_concern_is_there_whole_or_not_at_all(
    school: School, module_database: Database
) -> None:
    places, halves = await torn(school, module_database, in_one)
    tell("F-2 ends before each statement", places=places, all_or_nothing=f"{places - halves}/{places}")
    assert places >= 5
    assert halves == 0


@pytest.mark.drill("F-2")
async def test_control_without_one_transaction_halves_are_left(
    school: School, module_database: Database
) -> None:
    places, halves = await torn(school, module_database, two_transactions.worry)
    tell(
        "F-2 control, two transactions",
        places=places,
        all_or_nothing=f"{places - halves}/{places}",
    )
    assert halves


@pytest.mark.drill("F-38")
async def test_of_a_crowd_within_a_minute_everybody_is_told_and_the_gravest_first(school: School) -> None:
    number, world = amount("crowd", 40), school.world
    episodes = await school.episodes(number)
    began = time.monotonic()
    await school._by_turns([world.phq_a(one, total=3, item_9=1) for one in episodes[::2]])
    await school._by_turns([world.worry(one, "weapon") for one in episodes[1::2]])
    written = time.monotonic() - began
    async with mail_server() as server:
        by = Sender(
            SmtpServer("127.0.0.1", server.port), "stepwise@school.test", "https://school.test", new_id()
        )
        for _ in range(20):
            sent = await send_waiting(world.engine, [world.org_id], by)
            if sent.sent == sent.failed == 0:
                break
    rows = await world.rows(
        "SELECT w.id, min(n.sent_at) - min(n.recorded_at), w.class, min(n.sent_at) FROM app.work w"
        " JOIN app.escalation_notice n ON n.work_id = w.id AND n.way = 'mail'"
        " WHERE w.kind = 'escalation' AND w.episode_id = ANY(:all) GROUP BY w.id, w.class",
        all=episodes,
    )
    times = [row[1].total_seconds() for row in rows if row[1] is not None]
    gravest = max(row[3] for row in rows if row[2] == "P0")
    behind = sum(row[3] < gravest for row in rows if row[2] != "P0")
    tell(
        "F-38 a crowd at once", escalations=len(rows), written_in=f"{written:.1f} s", told=len(times),
        first_notice_p99=f"{percentile(times, 0.99):.1f} s", less_grave_before_the_gravest=behind,
    )  # fmt: skip
    assert len(rows) == len(times) == number
    assert percentile(times, 0.99) <= 60
    assert await school.broken() == []


async def told(school: School, number: int, *, at_once: int, pause: float) -> list[float]:
    """Emergencies are raised by so many people at once, each of whom waits a while after one, while the worker's own
    loops go on. How long it took until the first message about each was handed over, in seconds; for ever for one of
    which nobody was told.
    """
    episodes, world, ended = iter(await school.episodes(number)), school.world, asyncio.Event()
    before = await world.rows("SELECT id FROM app.work WHERE kind = 'escalation'")

    async def raises() -> None:
        for one in episodes:
            await world.worry(one, "weapon", at=datetime.now(UTC))
            await asyncio.sleep(pause)

    async def times() -> list[timedelta | None]:
        rows = await world.rows(_FIRST_NOTICE, before=[row[0] for row in before])
        return [row[0] for row in rows]

    async with mail_server() as server:
        by = Sender(
            SmtpServer("127.0.0.1", server.port), "stepwise@school.test", "https://school.test", new_id()
        )
        working = asyncio.create_task(work_on(world.engine, by, ended))
        await asyncio.gather(*(raises() for _ in range(at_once)))
        for _ in range(120):
            if all(one is not None for one in await times()):
                break
            await asyncio.sleep(1)
        ended.set()
        await working
    return [one.total_seconds() if one is not None else float("inf") for one in await times()]


@pytest.mark.drill("F-38")
async def test_while_they_come_the_first_message_about_each_is_soon_on_its_way(school: School) -> None:
    number = amount("crowd", 40)
    times = await told(school, number, at_once=8, pause=0)
    tell(
        "F-38 told while they come",
        escalations=len(times),
        first_notice_p99=f"{percentile(times, 0.99):.1f} s",
    )
    assert len(times) == number
    assert percentile(times, 0.99) <= 60


@pytest.mark.drill("F-38")
async def test_at_ordinary_load_the_first_message_is_on_its_way_within_ten_seconds(school: School) -> None:
    number = amount("ordinary", 4)
    times = await told(school, number, at_once=1, pause=1)
    p99 = percentile(times, 0.99)
    tell(
        "F-38 told at ordinary load",
        escalations=len(times),
        one_each="second",
        first_notice_p99=f"{p99:.1f} s",
    )
    assert len(times) == number
    # Of the requirement; a machine that does other work at the same time is not held to it in the short drill.
    assert p99 <= amount("ordinary_seconds", 30)


@pytest.mark.drill("F-38")
async def test_control_what_is_dropped_on_throttle_is_missed(school: School) -> None:
    """A limit of ten a minute, the rest dropped, as a chat's interface would have it."""
    works = await school.escalations(14)
    async with school.world.acting(None) as tx:
        taken = await lease_notices(tx, owner=new_id(), most=10, lease=timedelta(minutes=1))
    missed = set(works) - {one.work_id for one in taken}
    tell("F-38 control, drop on throttle", escalations=len(works), never_told=len(missed))
    assert missed


async def behind_a_frozen_one(school: School, engine: AsyncEngine) -> tuple[float, bool, int]:
    """Somebody stands still with the row of a case. Seconds until a claim says so, whether it may be tried again, and
    how many rungs are entered meanwhile.
    """
    world = school.world
    (work,) = await school.escalations(1, at=world.now - timedelta(minutes=6))
    before = world.engine
    ((episode,),) = await world.rows("SELECT episode_id FROM app.work WHERE id = :id", id=work)
    async with world.acting(world.clinical) as frozen:
        await lock_case(frozen, episode)
        climbed = (await turn(before, [world.org_id])).climbed
        world.engine, began, again = engine, time.monotonic(), False
        try:
            async with asyncio.timeout(8), world.acting(world.clinical) as tx:
                await claim(tx, work_id=work, by=tx.actor, at=tx.at)
        except TimeoutError:
            again = False
        except SQLAlchemyError as fault:
            again = is_passing(fault)
        finally:
            world.engine = before
        waited = time.monotonic() - began
    return waited, again, climbed


@pytest.mark.drill("F-10")
async def test_behind_a_process_that_stands_still_one_is_told_in_time_and_the_ladder_goes_on(
    school: School,
) -> None:
    waited, again, climbed = await behind_a_frozen_one(school, school.world.engine)
    tell("F-10 frozen with a row", waited=f"{waited:.1f} s", told_to_try_again=again, rungs_entered=climbed)
    assert waited <= 6
    assert again
    assert climbed == 1


@pytest.mark.drill("F-10")
async def test_control_without_a_lock_timeout_one_waits_on(school: School, module_database: Database) -> None:
    async with engine_for(module_database.app_url + "", name="tests") as engine:

        @event.listens_for(engine.sync_engine, "begin")
        def _waits_for_ever(connection: Any) -> None:
            connection.exec_driver_sql("SET LOCAL lock_timeout = 0")

        waited, again, _ = await behind_a_frozen_one(school, engine)
    tell("F-10 control, no lock_timeout", waited=f"at least {waited:.1f} s", told_to_try_again=again)
    assert waited > 6
