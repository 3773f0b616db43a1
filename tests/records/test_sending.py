"""Is what waits to be written there for whoever asks next, and all of it gone with what is taken back?"""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.conftest import Database
from tests.world import World
from workflows.records.audit import keep_audit, last_done_at
from workflows.records.holding import hold_match
from workflows.records.refusals import Refused, Stale
from workflows.records.scope import Transaction, part_of
from workflows.records.sessions import logged_about
from workflows.records.work import keep_end
from workflows.verbs.log_session import log_session


@pytest.fixture
async def world(module_database: Database, module_engine: AsyncEngine) -> World:
    return await World.made(module_database, module_engine)


async def _of_last_week(world: World) -> UUID:
    """A match whose last session was a week ago."""
    _, match = await world.mentored()
    world.later(days=7)
    return match


async def _log(world: World, tx: Transaction, match: UUID) -> UUID:
    return await log_session(tx, match_id=match, log=world.made_log(), by=tx.actor, at=tx.at)


async def test_what_was_written_is_there_for_whoever_asks_next(world: World) -> None:
    async with world.acting(world.counselor) as tx:
        await keep_audit(tx, "was_here")
        assert await last_done_at(tx, "was_here") == tx.at


async def test_what_finds_nothing_to_change_is_refused_and_nothing_of_the_act_stays(world: World) -> None:
    episode = await world.refer()
    await world.gad_7(episode, item_1=None, item_2=None, item_3=None)
    (item,) = await world.work(episode, "task")

    async def end_twice() -> None:
        async with world.acting(world.clinical) as tx:
            await keep_audit(tx, "ended_twice")
            for _ in range(2):
                await keep_end(tx, item.id, by=world.clinical, ended_at=tx.at, outcome="done", words="Safe.")

    with pytest.raises(Stale, match="Somebody has ended this already"):
        await end_twice()
    assert await world.audit("ended_twice") == []
    assert [one.id for one in await world.work(episode)] == [item.id]


async def test_a_part_that_fails_takes_back_what_it_wrote_and_nothing_else(world: World) -> None:
    async def fail(tx: Transaction) -> None:
        async with part_of(tx):
            await keep_audit(tx, "within")
            raise Refused("No.")

    async with world.acting(world.counselor) as tx:
        await keep_audit(tx, "before")
        with pytest.raises(Refused):
            await fail(tx)
        await keep_audit(tx, "after")
    kept = {name: len(await world.audit(name)) for name in ("before", "within", "after")}
    assert kept == {"before": 1, "within": 0, "after": 1}


async def test_what_was_read_ahead_is_read_again_once_something_is_written(world: World) -> None:
    match = await _of_last_week(world)
    async with world.acting(world.mentor) as tx:
        await hold_match(tx, match)
        assert await logged_about(tx, match, tx.at) is None
        logged = await _log(world, tx, match)
        assert await logged_about(tx, match, tx.at) == logged


async def test_whoever_waited_for_a_case_reads_what_was_written_meanwhile(world: World) -> None:
    match = await _of_last_week(world)

    async def wait() -> tuple[UUID | None, int]:
        async with world.acting(world.direct) as tx:
            held = await hold_match(tx, match)
            return await logged_about(tx, match, tx.at), held.raw.contacts.made_in_step

    async with world.acting(world.mentor) as tx:
        before = (await hold_match(tx, match)).raw.contacts.made_in_step
        waiting = asyncio.create_task(wait())
        await asyncio.sleep(0.5)
        assert not waiting.done()
        logged = await _log(world, tx, match)
    assert await waiting == (logged, before + 1)
