"""Is what is read together with the lock what would be read one by one, also after waiting for it?"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from care_steps.decisions import Answer, Choice
from care_steps.raw_facts import RawEpisode, with_session
from care_steps.steps import Step
from tests.conftest import Database
from tests.world import CONSENT, World
from workflows.records.episodes import INSTANT, load_case
from workflows.records.facts import gather_one
from workflows.records.holding import hold_match, hold_work
from workflows.records.kept_firings import firings_of_work
from workflows.records.matches import load_match
from workflows.records.offers import live_offer
from workflows.records.refusals import NotFound
from workflows.records.scope import Transaction
from workflows.records.work import load_work, past_firings
from workflows.verbs.decide import decide


@pytest.fixture
async def world(module_database: Database, module_engine: AsyncEngine) -> World:
    return await World.made(module_database, module_engine)


async def recommended(world: World) -> tuple[UUID, UUID, UUID]:
    """Episode, match and work of a case about which somebody has to decide."""
    episode, match = await world.mentored()
    await world.phq_a(episode, total=9)
    world.later(days=2)
    await world.phq_a(episode, total=16)
    (work,) = await world.work(episode, "recommendation")
    return episode, match, work.id


async def test_everything_held_is_what_would_be_read_one_by_one(world: World) -> None:
    episode, match, work = await recommended(world)
    async with world.acting(world.clinical) as tx:
        case = await load_case(tx, episode)
        one_by_one = (
            case,
            await gather_one(tx, episode, case.knows_at(tx.at) - INSTANT),
            await past_firings(tx, episode),
            await load_work(tx, work),
            await firings_of_work(tx, work),
            await live_offer(tx, episode),
            await load_match(tx, match),
        )
    async with world.acting(world.clinical) as tx:
        held = await hold_work(tx, work)
        found = (
            held.case,
            held.raw,
            held.past,
            await load_work(tx, work),
            await firings_of_work(tx, work),
            await live_offer(tx, episode),
        )
        of_match = await hold_match(tx, match)
        assert (*found, await load_match(tx, match)) == one_by_one
        assert (of_match.case, of_match.raw, of_match.past) == (held.case, held.raw, held.past)


@pytest.mark.parametrize("hold", [hold_match, hold_work])
async def test_what_is_not_there_cannot_be_held(
    world: World, hold: Callable[[Transaction, UUID], Awaitable[object]]
) -> None:
    async with world.acting(world.clinical) as tx:
        with pytest.raises(NotFound):
            await hold(tx, world.org_id)


async def test_whoever_waited_for_the_lock_reads_again(world: World) -> None:
    """The statement began before the other one had answered."""
    _, _, work = await recommended(world)
    seen = await world.page_of(work)
    waiting = asyncio.Event()

    async def late() -> str:
        async with world.acting(world.clinical) as tx:
            await waiting.wait()
            await hold_work(tx, work)
            return (await load_work(tx, work)).state

    async with world.acting(world.clinical) as tx:
        await hold_work(tx, work)
        reader = asyncio.create_task(late())
        waiting.set()
        await asyncio.sleep(0.3)
        assert not reader.done(), "nobody waited"
        choice = Choice(Answer.ACCEPT, consent_basis=CONSENT)
        await decide(tx, work_id=work, choice=choice, seen=seen, by=tx.actor, at=tx.at)
    assert await reader == "ended"


async def test_what_was_held_is_read_again_once_something_was_written(world: World) -> None:
    episode, match, _ = await recommended(world)
    async with world.acting(world.direct) as tx:
        before = await hold_match(tx, match)
        await tx.connection.send()
    await world.log_missed(match)
    async with world.acting(world.direct) as tx:
        assert (await hold_match(tx, match)).raw != before.raw
    assert (await world.case(episode)).step is Step.MENTOR


@pytest.mark.parametrize(
    ("made_before", "missed_before", "was_made", "hours_ago"),
    [
        pytest.param(True, 0, True, 0, id="one more made, now"),
        pytest.param(True, 0, True, 100, id="one more made, before the last one"),
        pytest.param(True, 0, False, 0, id="missed after a made one"),
        pytest.param(True, 0, False, 100, id="missed before a made one"),
        pytest.param(True, 1, True, 0, id="made after a missed one"),
        pytest.param(True, 1, False, 0, id="missed twice"),
        pytest.param(False, 0, False, 0, id="the first one missed"),
    ],
)
async def test_what_a_log_adds_is_what_is_then_read(
    world: World, made_before: bool, missed_before: int, was_made: bool, hours_ago: int
) -> None:
    """It may be left to a new reading, but never be something else."""
    episode = await world.refer()
    match = await world.assign(episode)
    world.later(days=7)
    for _ in range(made_before):
        await world.log_made(match)
    world.later(days=1)
    for _ in range(missed_before):
        await world.log_missed(match)
    world.later(days=1)
    held_at = world.now - timedelta(hours=hours_ago)
    async with world.acting(world.direct) as tx:
        before = (await hold_match(tx, match)).raw
    log = world.made_log(held_at) if was_made else world.missed_log(held_at)
    session = await world.log(match, replace(log, is_another=True))
    in_step = (await world.case(episode)).step is before.step
    told = with_session(before, session, held_at=held_at, was_made=was_made, in_step=in_step)
    async with world.acting(world.direct) as tx:
        read = await gather_one(tx, episode, (await load_case(tx, episode)).known_at)
    assert told is None or _without_time(told) == _without_time(read)
    assert (told is None) == bool(missed_before)


def _without_time(raw: RawEpisode) -> RawEpisode:
    return replace(raw, as_of=raw.opened_at)
