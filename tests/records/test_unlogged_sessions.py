"""Who is reminded of a session without a log, from when on, and what makes the reminder end?"""

from collections.abc import Callable, Coroutine
from datetime import time, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from supervision.session_limits import LIMITS
from supervision.session_logs import NextSession
from tests.conftest import Database
from tests.world import World
from triage.roles import Role
from workflows.records.unlogged_sessions import UnloggedSession, unlogged_sessions

# The second planned session of the world: a week after the first, half past one in Chicago.
SECOND_AFTER = timedelta(days=7, hours=3, minutes=30)
HOUR = timedelta(hours=1)


@pytest.fixture
async def world(module_database: Database, module_engine: AsyncEngine) -> World:
    return await World.made(module_database, module_engine)


async def of_mentor(world: World, mentor: UUID | None = None) -> tuple[UnloggedSession, ...]:
    async with world.acting(world.mentor) as tx:
        return await unlogged_sessions(tx, mentor_id=mentor or world.mentor)


async def of_supervisor(world: World, supervisor: UUID | None = None) -> tuple[UnloggedSession, ...]:
    async with world.acting(world.direct) as tx:
        return await unlogged_sessions(tx, supervisor_id=supervisor or world.direct)


async def test_the_mentor_is_reminded_on_the_morning_after_and_the_supervisor_told_after_two_days(
    world: World,
) -> None:
    episode, match = await world.mentored()
    planned = world.now + SECOND_AFTER
    remind, tell = LIMITS.remind_after_hours * HOUR, LIMITS.tell_supervisor_after_hours * HOUR
    assert HOUR < remind < tell
    world.now = planned + remind - timedelta(seconds=1)
    assert await of_mentor(world) == ()
    world.now = planned + remind
    (found,) = await of_mentor(world)
    assert (found.match_id, found.number, found.planned_at) == (match, 2, planned)
    assert (found.mentee_name, found.mentor_name) == ("Ava Bennett", "Priya Nair")
    assert await of_supervisor(world) == ()
    calendar = (await world.case(episode)).calendar
    world.now = calendar.wall_time(calendar.local_day(planned) + timedelta(days=1), time(8))
    assert [one.number for one in await of_mentor(world)] == [2]
    world.now = planned + tell
    assert [one.number for one in await of_supervisor(world)] == [2]


async def test_nobody_elses_sessions_are_told(world: World) -> None:
    await world.mentored()
    world.later(days=12)
    assert await of_mentor(world, world.journey_mentor) == ()
    assert await of_supervisor(world, world.clinical) == ()


async def _made(world: World, match: UUID) -> None:
    await world.log_made(match, held_at=world.now - timedelta(days=2))


async def _missed(world: World, match: UUID) -> None:
    await world.log_missed(match, held_at=world.now - timedelta(days=2))


async def _another_day(world: World, match: UUID) -> None:
    await world.log_made(match, held_at=world.now - timedelta(days=1), about=2)


@pytest.mark.parametrize("log", [_made, _missed, _another_day])
async def test_a_log_ends_it_made_or_not_on_the_day_or_another(
    world: World, log: Callable[[World, UUID], Coroutine[Any, Any, None]]
) -> None:
    _, match = await world.mentored()
    world.now += SECOND_AFTER + timedelta(days=2)
    assert len(await of_mentor(world)) == 1
    await log(world, match)
    assert await of_mentor(world) == ()


async def test_what_was_called_off_is_not_missed_and_what_was_moved_is_missed_at_its_new_time(
    world: World,
) -> None:
    match = await world.assign(await world.refer())
    await world.log_made(match, next_session=NextSession(2, "canceled"))
    planned = world.now + SECOND_AFTER
    world.now = planned + timedelta(days=2)
    assert await of_mentor(world) == ()
    at = world.now + timedelta(days=1)
    await world.log_made(match, next_session=NextSession(3, "moved", at))
    world.now = at + timedelta(hours=LIMITS.remind_after_hours) - timedelta(seconds=1)
    assert await of_mentor(world) == ()
    world.now = at + timedelta(hours=LIMITS.remind_after_hours)
    assert [(one.number, one.planned_at) for one in await of_mentor(world)] == [(3, at)]


async def test_on_a_day_on_which_the_school_was_closed_nobody_has_to_say_so(world: World) -> None:
    await world.mentored()
    day = (world.now + SECOND_AFTER).date()
    await world.plant(
        f"INSERT INTO app.closure SELECT $1, gen_random_uuid(), id, '{day}', '{day}', 'Snow', recorded_at"
        " FROM app.site WHERE org_id = $1"
    )
    world.later(days=12)
    assert await of_mentor(world) == ()


async def test_a_first_meeting_that_was_never_logged_counts_and_a_mentor_replaced_is_left_alone(
    world: World,
) -> None:
    episode = await world.refer()
    await world.assign(episode)
    world.later(days=3)
    assert [one.number for one in await of_mentor(world)] == [1]
    other = await world.person("Otto", "Berg", Role.MENTOR)
    await world.certify(other, "clearance", world.now.date() + timedelta(days=100))
    await world.supervise(other, world.direct)
    second = await world.assign(episode, mentor_id=other)
    await world.log_made(second, by=other)
    world.later(days=2)
    assert await of_mentor(world) == ()
