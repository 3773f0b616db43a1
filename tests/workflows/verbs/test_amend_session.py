"""Is a wrong log corrected by a new row, with what was there still readable and everything counted again?"""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from care_steps.steps import Step
from supervision.session_logs import SessionLog
from tests.world import World
from workflows.records.facts import gather_one
from workflows.records.refusals import Invalid, NotAllowed, Refused, Stale
from workflows.records.sessions import LoggedSession, versions_of
from workflows.verbs.amend_session import amend_session
from workflows.verbs.replay import replay
from workflows.verbs.strike_session import strike_session

WHY = "I mixed up two sessions."


async def amend(
    world: World, session: UUID, log: SessionLog, *, by: UUID | None = None, why: str = WHY
) -> UUID:
    async with world.acting(by or world.mentor) as tx:
        return await amend_session(tx, session_id=session, log=log, why=why, by=tx.actor, at=tx.at)


async def logged(world: World, **changes: Any) -> tuple[UUID, UUID, UUID, SessionLog]:
    """A mentee at step 1 and a second session logged: (episode, match, session, log)."""
    episode, match = await world.mentored()
    world.later(days=7)
    log = world.made_log(world.now - timedelta(hours=1), **changes)
    session = await world.log(match, log, by=world.mentor)
    world.later(days=1)
    return episode, match, session, log


async def versions(world: World, session: UUID) -> tuple[LoggedSession, ...]:
    async with world.acting(None) as tx:
        return await versions_of(tx, session)


async def counted(world: World, episode: UUID) -> tuple[int, int]:
    """Sessions made in the step, and missed in a row."""
    async with world.acting(None) as tx:
        contacts = (await gather_one(tx, episode, tx.at + timedelta(seconds=1))).contacts
    return contacts.made_in_step, len(contacts.missed_in_a_row)


async def test_the_new_row_says_what_is_right_and_the_old_one_stays(world: World) -> None:
    _, _, session, log = await logged(world)
    amended = await amend(world, session, replace(log, minutes=20))
    old, new = await versions(world, session)
    assert (old.id, old.minutes, old.amended_by_id) == (session, log.minutes, amended)
    assert (new.id, new.minutes, new.amends, new.why_amended) == (amended, 20, session, WHY)
    assert new.logged_by == world.mentor
    assert await world.audit("amended_session") == [
        (world.mentor, world.students[0], "session", amended, "done")
    ]


async def test_it_is_counted_once_and_as_corrected(world: World) -> None:
    episode, _, session, log = await logged(world)
    assert await counted(world, episode) == (2, 0)
    missed = SessionLog(held_at=log.held_at, was_made=False, worry="no", whose_cause="illness")
    amended = await amend(world, session, missed)
    assert await counted(world, episode) == (1, 1)
    await amend(world, amended, log)
    assert await counted(world, episode) == (2, 0)
    assert len(await versions(world, session)) == 3


async def test_what_was_known_then_is_still_derived(world: World) -> None:
    _, _, session, log = await logged(world)
    await amend(world, session, replace(log, minutes=20))
    async with world.acting(None) as tx:
        assert (await replay(tx, by=tx.actor)).differences == ()
    assert (await world.sweep()).fired == 0


async def test_a_worry_goes_on_and_is_not_raised_again(world: World) -> None:
    episode, _, session, log = await logged(
        world, worry="now", now_kind="active_statement", said="Said it plainly."
    )
    before = await world.fired(episode)
    amended = await amend(world, session, replace(log, minutes=20, worry="no", now_kind=None, said=""))
    _, new = await versions(world, amended)
    assert (new.worry, new.concern_kind, new.said) == ("now", "active_statement", "Said it plainly.")
    assert await world.rows("SELECT count(*) FROM app.concern") == [(1,)]
    assert await world.fired(episode) == before
    assert await world.work(episode, "escalation")


async def test_a_session_that_was_made_after_all_starts_the_step(world: World) -> None:
    episode = await world.refer()
    match = await world.assign(episode)
    session = await world.log_missed(match)
    assert (await world.case(episode)).step is Step.REFERRED
    await amend(world, session, world.made_log())
    assert (await world.case(episode)).step is Step.MENTOR


async def test_that_the_first_session_was_made_is_not_taken_back_by_a_correction(world: World) -> None:
    match = await world.assign(await world.refer())
    session = await world.log_made(match, by=world.mentor)
    missed = SessionLog(held_at=world.now, was_made=False, worry="no", whose_cause="illness")
    with pytest.raises(Invalid) as refusal:
        await amend(world, session, missed)
    assert list(refusal.value.errors) == ["met"]
    amended = await amend(world, session, replace(world.made_log(), minutes=20))
    with pytest.raises(Invalid):
        await amend(world, amended, missed)


@pytest.mark.parametrize(
    ("changes", "why", "field"),
    [
        pytest.param({"minutes": 20}, " ", "why", id="a correction has a reason"),
        pytest.param({}, WHY, "", id="something is different"),
        pytest.param({"minutes": 0}, WHY, "minutes", id="a log that could not be logged is no correction"),
        pytest.param({"held_days": 60}, WHY, "held_on", id="not before there was a mentor"),
        pytest.param({"held_days": -5}, WHY, "held_on", id="nor a day that has not come"),
    ],
)
async def test_a_correction_that_cannot_be_taken_is_named(
    world: World, changes: dict[str, Any], why: str, field: str
) -> None:
    _, _, session, log = await logged(world)
    held_at = log.held_at - timedelta(days=changes.pop("held_days", 0))
    with pytest.raises(Invalid) as refusal:
        await amend(world, session, replace(log, held_at=held_at, **changes), why=why)
    assert list(refusal.value.errors) == [field]
    assert len(await versions(world, session)) == 1


async def test_only_the_newest_log_is_corrected(world: World) -> None:
    _, _, session, log = await logged(world)
    await amend(world, session, replace(log, minutes=20))
    with pytest.raises(Stale):
        await amend(world, session, replace(log, minutes=25))


async def test_what_was_undone_is_not_corrected(world: World) -> None:
    _, match = await world.mentored()
    world.later(days=7)
    log = world.made_log()
    session = await world.log(match, log, by=world.mentor)
    async with world.acting(world.mentor) as tx:
        struck = await strike_session(tx, session_id=session, by=tx.actor, at=tx.at)
    for one in (session, struck):
        with pytest.raises(Refused, match="undone"):
            await amend(world, one, replace(log, minutes=20))


async def test_the_mentor_a_supervisor_and_whoever_logged_it_may_correct_it_and_nobody_else(
    world: World,
) -> None:
    _, _, session, log = await logged(world)
    for person in (world.counselor, world.journey_mentor, world.stranger, world.administrator):
        with pytest.raises(NotAllowed):
            await amend(world, session, replace(log, minutes=20), by=person)
    newest = session
    for minutes, person in enumerate((world.mentor, world.direct, world.clinical), start=20):
        newest = await amend(world, newest, replace(log, minutes=minutes), by=person)
    assert [one.logged_by for one in await versions(world, session)] == [
        world.mentor, world.mentor, world.direct, world.clinical,
    ]  # fmt: skip
