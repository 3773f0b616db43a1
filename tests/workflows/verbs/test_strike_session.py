"""Is a log that is taken back struck out, counted nowhere and never lost, and only while it is fresh?"""

from datetime import timedelta
from uuid import UUID

import pytest

from care_steps.facts import derive
from supervision.session_limits import LIMITS
from tests.care_steps.episodes import SETTINGS
from tests.world import World
from workflows.records.facts import gather_one
from workflows.records.mentee_lines import mentee_lines
from workflows.records.planned_sessions import planned_to_log
from workflows.records.refusals import NotAllowed, Refused
from workflows.records.sessions import load_session, versions_of
from workflows.verbs.replay import replay
from workflows.verbs.strike_session import strike_session

LIMIT = timedelta(minutes=LIMITS.undo_minutes)


async def strike(world: World, session_id: UUID, by: UUID | None = None) -> UUID:
    async with world.acting(by or world.mentor) as tx:
        return await strike_session(tx, session_id=session_id, by=tx.actor, at=tx.at)


async def second_log(world: World) -> tuple[UUID, UUID, UUID]:
    """A mentee at step 1 and a second session just logged: (episode, match, session)."""
    episode, match = await world.mentored()
    world.later(days=7, hours=4)
    return episode, match, await world.log_made(match, by=world.mentor)


async def made_in_step(world: World, episode: UUID) -> int:
    async with world.acting(None) as tx:
        return (await gather_one(tx, episode, tx.at + timedelta(seconds=1))).contacts.made_in_step


async def differences(world: World) -> int:
    async with world.acting(None) as tx:
        return len((await replay(tx, by=tx.actor)).differences)


async def test_a_log_that_is_taken_back_stays_and_says_by_whom(world: World) -> None:
    _, _, session = await second_log(world)
    world.later(minutes=2)
    await strike(world, session)
    async with world.acting(None) as tx:
        first, struck = await versions_of(tx, session)
    assert (first.id, first.is_struck, first.amended_by_id) == (session, False, struck.id)
    assert (struck.is_struck, struck.amends, struck.logged_by) == (True, session, world.mentor)
    assert struck.recorded_at >= world.now
    assert await world.audit("struck_session") == [
        (world.mentor, world.students[0], "session", session, "done")
    ]


async def test_it_counts_nowhere(world: World) -> None:
    episode, match, session = await second_log(world)
    assert await made_in_step(world, episode) == 2
    last_made = world.now
    await strike(world, session)
    assert await made_in_step(world, episode) == 1
    async with world.acting(world.mentor) as tx:
        (line,) = await mentee_lines(tx, mentor_id=world.mentor)
        assert line.last_made_at is not None
        assert line.last_made_at < last_made
        planned = await planned_to_log(tx, match)
    assert planned is not None, "the planned session waits for its log again"


async def test_a_missed_session_that_is_taken_back_is_no_missed_contact(world: World) -> None:
    episode, match = await world.mentored()
    for _ in range(2):
        world.later(days=7)
        session = await world.log_missed(match, by=world.mentor)
    async with world.acting(None) as tx:
        before = await gather_one(tx, episode, tx.at + timedelta(seconds=1))
    await strike(world, session)
    async with world.acting(None) as tx:
        raw = await gather_one(tx, episode, tx.at + timedelta(seconds=1))
    assert (len(before.contacts.missed_in_a_row), len(raw.contacts.missed_in_a_row)) == (2, 1)
    assert derive(raw, SETTINGS) != derive(before, SETTINGS)


async def test_what_was_known_before_is_still_known_as_it_was(world: World) -> None:
    episode, _, session = await second_log(world)
    known_before = world.now + timedelta(seconds=30)
    world.later(minutes=2)
    await strike(world, session)
    async with world.acting(None) as tx:
        assert (await gather_one(tx, episode, known_before)).contacts.made_in_step == 2
    assert await differences(world) == 0


async def test_a_worry_stays_whatever_is_taken_back(world: World) -> None:
    episode, match = await world.mentored()
    world.later(days=7)
    session = await world.log_made(
        match, by=world.mentor, worry="now", now_kind="active_statement", said="Said it plainly."
    )
    before = [(one.id, one.state) for one in await world.work(episode)]
    assert await world.work(episode, "escalation")
    await strike(world, session)
    assert [(one.id, one.state) for one in await world.work(episode)] == before
    assert await world.rows("SELECT kind, said FROM app.concern") == [
        ("active_statement", "Said it plainly.")
    ]
    swept = await world.sweep()
    assert swept.fired == 0
    assert await differences(world) == 0


async def test_it_can_be_logged_anew(world: World) -> None:
    episode, match, session = await second_log(world)
    await strike(world, session)
    await world.log_made(match, by=world.mentor)
    assert await made_in_step(world, episode) == 2


# When not.


async def test_nobody_takes_back_what_was_logged_longer_ago(world: World) -> None:
    _, _, session = await second_log(world)
    world.later(seconds=LIMIT.total_seconds())
    logged = world.now
    world.later(seconds=1)
    with pytest.raises(Refused, match="Correct it instead"):
        await strike(world, session)
    world.now = logged
    await strike(world, session)


async def test_only_whoever_logged_it_takes_it_back(world: World) -> None:
    _, _, session = await second_log(world)
    for person in (world.direct, world.clinical, world.counselor, world.stranger, world.journey_mentor):
        with pytest.raises(NotAllowed):
            await strike(world, session, by=person)
    assert await world.rows("SELECT count(*) FROM app.session WHERE is_struck") == [(0,)]


async def test_a_supervisor_takes_back_what_they_logged_on_behalf(world: World) -> None:
    _, match = await world.mentored()
    world.later(days=7)
    session = await world.log_made(match, by=world.direct)
    with pytest.raises(NotAllowed):
        await strike(world, session, by=world.mentor)
    await strike(world, session, by=world.direct)


async def test_a_session_that_began_a_step_is_not_taken_back(world: World) -> None:
    match = await world.assign(await world.refer())
    session = await world.log_made(match, by=world.mentor)
    with pytest.raises(Refused, match="Ask a clinical supervisor"):
        await strike(world, session)


async def test_it_is_taken_back_once(world: World) -> None:
    _, _, session = await second_log(world)
    await strike(world, session)
    with pytest.raises(Refused, match="undone already"):
        await strike(world, session)
    assert await world.rows("SELECT count(*) FROM app.session WHERE is_struck") == [(1,)]


async def test_the_log_s_page_shows_it_by_its_first_id(world: World) -> None:
    _, _, session = await second_log(world)
    struck = await strike(world, session)
    async with world.acting(None) as tx:
        assert (await load_session(tx, session)).amended_by_id == struck
        assert [one.id for one in await versions_of(tx, struck)] == [session, struck]
