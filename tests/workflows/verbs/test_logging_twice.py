"""Is a session that is logged already asked about, instead of being kept twice in silence?"""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.world import World
from workflows.records.refusals import Invalid
from workflows.verbs.log_session import LoggedBefore
from workflows.verbs.strike_session import strike_session


async def again(world: World, match: UUID, **changes: Any) -> UUID:
    """The same match logged again; nobody says that it is another session unless asked."""
    return await world.log_made(match, by=world.mentor, **{"is_another": False, **changes})


async def sessions(world: World) -> int:
    ((number,),) = await world.rows("SELECT count(*) FROM app.session")
    return int(number)


async def test_the_second_log_of_a_session_is_asked_about_with_the_first(world: World) -> None:
    match = await world.assign(await world.refer())
    first = await again(world, match)
    world.later(hours=2)
    with pytest.raises(LoggedBefore) as asked:
        await again(world, match)
    assert asked.value.session_id == first
    assert list(asked.value.errors) == ["is_another"]
    assert isinstance(asked.value, Invalid)
    assert await sessions(world) == 1


async def test_whoever_says_that_it_is_another_is_believed(world: World) -> None:
    match = await world.assign(await world.refer())
    await again(world, match)
    world.later(hours=2)
    await again(world, match, is_another=True)
    assert await sessions(world) == 2


@pytest.mark.parametrize(
    ("apart", "is_asked"),
    [
        pytest.param(timedelta(hours=12), True, id="half a day apart is the same planned session"),
        pytest.param(timedelta(hours=12, seconds=1), False, id="more than that is not"),
    ],
)
async def test_it_is_asked_within_half_a_day_as_with_planned_sessions(
    world: World, apart: timedelta, is_asked: bool
) -> None:
    match = await world.assign(await world.refer())
    await again(world, match)
    world.later(seconds=apart.total_seconds())
    if is_asked:
        with pytest.raises(LoggedBefore):
            await again(world, match)
    else:
        await again(world, match)


async def test_a_supervisor_who_logs_what_the_mentor_has_logged_is_asked_too(world: World) -> None:
    match = await world.assign(await world.refer())
    await again(world, match)
    world.later(hours=1)
    with pytest.raises(LoggedBefore):
        await world.log_missed(match, by=world.direct, is_another=False)


async def test_a_session_with_another_mentee_at_the_same_time_is_another(world: World) -> None:
    for student in world.students[:2]:
        await again(world, await world.assign(await world.refer(student)))
    assert await sessions(world) == 2


async def test_a_log_that_was_undone_asks_nothing(world: World) -> None:
    _, match = await world.mentored()
    world.later(days=7)
    session = await again(world, match)
    async with world.acting(world.mentor) as tx:
        await strike_session(tx, session_id=session, by=tx.actor, at=tx.at)
    world.later(minutes=5)
    await again(world, match)


async def test_what_cannot_wait_is_kept_without_a_question(world: World) -> None:
    episode, match = await world.mentored()
    world.later(days=7)
    await again(world, match)
    await again(world, match, worry="now", now_kind="active_statement", said="Said it plainly.")
    assert await world.work(episode, "escalation")
