"""Is one log of several mentees a log of each of them, with its own worry, and all or nothing?"""

from typing import Any
from uuid import UUID

import pytest

from care_steps.steps import Step
from supervision.session_logs import SessionLog
from tests.world import World
from workflows.records.refusals import Invalid, NotAllowed, NotFound
from workflows.verbs.log_group_session import log_group_session


async def log_together(world: World, logs: dict[UUID, SessionLog], by: UUID | None = None) -> Any:
    async with world.acting(by or world.mentor) as tx:
        return await log_group_session(tx, logs=logs, by=tx.actor, at=tx.at)


async def two(world: World) -> tuple[UUID, UUID]:
    """Two matches of the mentor."""
    first = await world.assign(await world.refer())
    return first, await world.assign(await world.refer(world.students[1]))


async def test_each_mentee_has_a_row_of_their_own_and_one_number_ties_them(world: World) -> None:
    first, second = await two(world)
    kept = await log_together(world, {first: world.made_log(), second: world.made_log()})
    rows = await world.rows("SELECT id, match_id, episode_id, together_id, logged_by FROM app.session")
    assert {row[1]: row[0] for row in rows} == kept
    assert len({row[2] for row in rows}) == 2
    assert len({row[3] for row in rows}) == 1
    assert rows[0][3] is not None
    assert {row[4] for row in rows} == {world.mentor}
    assert len(await world.audit("logged_session")) == 2


async def test_each_first_session_starts_its_own_step(world: World) -> None:
    first, second = await two(world)
    await log_together(world, {first: world.made_log(), second: world.made_log()})
    assert await world.rows("SELECT step FROM app.episode") == [(Step.MENTOR.value,)] * 2


async def test_a_log_of_one_mentee_is_tied_to_nobody(world: World) -> None:
    match = await world.assign(await world.refer())
    await log_together(world, {match: world.made_log()})
    assert await world.rows("SELECT together_id FROM app.session") == [(None,)]


async def test_a_worry_is_about_whom_it_is_about(world: World) -> None:
    first, second = await two(world)
    worried = world.made_log(worry="now", now_kind="active_statement", said="Plainly.")
    await log_together(world, {first: world.made_log(), second: worried})
    assert await world.rows(
        "SELECT e.mentee_id, e.step FROM app.concern c JOIN app.episode e ON e.id = c.episode_id"
    ) == [(world.students[1], Step.PROFESSIONAL.value)]


async def test_when_one_cannot_be_kept_none_is(world: World) -> None:
    first, second = await two(world)
    with pytest.raises(Invalid):
        await log_together(world, {first: world.made_log(), second: world.made_log(topics=())})
    assert await world.rows("SELECT count(*) FROM app.session") == [(0,)]


async def test_what_cannot_wait_about_one_does_not_wait_for_a_question_about_another(world: World) -> None:
    first, second = await two(world)
    await world.log_made(second, by=world.mentor)
    both = {first: world.made_log(worry="now", now_kind="other_now"), second: world.made_log()}
    await log_together(world, both)
    assert await world.rows("SELECT count(*) FROM app.concern") == [(1,)]


async def test_one_log_holds_the_mentees_of_one_mentor(world: World) -> None:
    first = await world.assign(await world.refer())
    other = await world.mentor_with_papers("Otto", "Berg")
    second = await world.assign(await world.refer(world.students[1]), mentor_id=other)
    with pytest.raises(Invalid) as no:
        await log_together(world, {first: world.made_log(), second: world.made_log()}, by=world.direct)
    assert list(no.value.errors) == ["others"]


async def test_a_supervisor_logs_for_the_mentor_and_is_named_on_each(world: World) -> None:
    first, second = await two(world)
    logs = {first: world.made_log(), second: world.made_log()}
    with pytest.raises((NotAllowed, NotFound)):
        await log_together(world, logs, by=world.stranger)
    await log_together(world, logs, by=world.direct)
    assert await world.rows("SELECT logged_by FROM app.session") == [(world.direct,)] * 2
