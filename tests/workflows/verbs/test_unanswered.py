"""Does work that nobody answers reach somebody else, once, in its time, and is that over once it is answered?"""

import asyncio
from datetime import timedelta
from uuid import UUID

from care_steps.decisions import Answer, Choice
from tests.world import World
from workflows.records.facts import gather_one
from workflows.records.work import Work

ABOUT = "SELECT state, owner_id, lane FROM app.work WHERE cause = 'unanswered' ORDER BY opened_at"


async def asked(world: World) -> Work:
    """A recommendation, which is the direct supervisor's and due in five school days."""
    await world.can_sign_in(world.clinical, world.direct)
    episode, _ = await world.mentored()
    await world.phq_a(episode, total=16)
    (item,) = await world.work(episode, "recommendation")
    return item


async def opened(world: World) -> UUID:
    """The same, so long after it was due that somebody else has heard of it."""
    item = await asked(world)
    world.now = item.due_at + timedelta(days=7)
    assert await world.look_for_unanswered() == (1, 0)
    return item.id


async def test_nobody_hears_of_it_before_five_school_days_have_passed_since_it_was_due(world: World) -> None:
    item = await asked(world)
    world.now = item.due_at + timedelta(days=6)
    assert await world.look_for_unanswered() == (0, 0)
    world.later(days=1)
    assert await world.look_for_unanswered() == (1, 0)
    assert await world.rows(ABOUT) == [("open", world.clinical, "routine")]
    told = await world.rows("SELECT DISTINCT person_id FROM app.escalation_notice")
    assert told == [(world.clinical,)], "whoever stands above the one who did not answer"


async def test_a_break_of_the_school_does_not_count(world: World) -> None:
    item = await asked(world)
    first = item.due_at.date() + timedelta(days=1)
    await world.close_school(first, first + timedelta(days=20))
    (moved,) = await world.rows("SELECT due_at FROM app.work WHERE id = :id", id=item.id)
    world.now = moved[0] + timedelta(days=20)
    assert await world.look_for_unanswered() == (0, 0)
    world.later(days=9)
    assert await world.look_for_unanswered() == (1, 0)


async def test_a_second_look_and_four_workers_at_once_tell_nobody_twice(world: World) -> None:
    item = await asked(world)
    world.now = item.due_at + timedelta(days=7)
    found = await asyncio.gather(*(world.look_for_unanswered() for _ in range(4)))
    assert sum(escalated for escalated, _ in found) == 1
    assert await world.look_for_unanswered() == (0, 0)
    assert len(await world.rows(ABOUT)) == 1


async def test_further_work_of_the_case_joins_the_one_that_is_open(world: World) -> None:
    episode, match = await world.mentored()
    await world.can_sign_in(world.clinical, world.direct)
    await world.phq_a(episode, total=16)
    await world.log_made(match, worry="talk_over", said="Sleeps badly.")
    await world.rate_needs(episode, D1=2)
    left = await world.work(episode)
    assert len(left) > 1
    world.now = max(one.due_at for one in left) + timedelta(days=14)
    assert await world.look_for_unanswered() == (len(left), 0)
    assert len(await world.rows(ABOUT)) == 1
    moves = await world.rows("SELECT move FROM app.escalation_change ORDER BY sequence")
    assert moves == [("open",), *[("join",)] * (len(left) - 1)]


async def test_whoever_answers_the_work_ends_it_and_whoever_acknowledges_does_not(world: World) -> None:
    work_id = await opened(world)
    await world.acknowledge(work_id)
    assert await world.look_for_unanswered() == (0, 0)
    await world.decide(work_id, Choice(Answer.ACCEPT, consent_basis="guardian_written"))
    assert await world.look_for_unanswered() == (0, 1)
    assert await world.rows("SELECT state, ended_by, outcome FROM app.work WHERE cause = 'unanswered'") == [
        ("ended", world.clinical, "answered")
    ]


async def test_ended_without_an_answer_it_comes_again_in_its_time(world: World) -> None:
    await opened(world)
    (row,) = await world.rows("SELECT id FROM app.work WHERE cause = 'unanswered'")
    await world.end(row[0], "seen_to")
    assert await world.look_for_unanswered() == (0, 0)
    world.later(days=8)
    assert await world.look_for_unanswered() == (1, 0)
    assert [state for state, *_ in await world.rows(ABOUT)] == ["ended", "open"]


async def test_no_rule_takes_it_for_something_about_safety(world: World) -> None:
    """Else lost contact would be looked into sooner, and a form asked more often."""
    item = await asked(world)
    world.now = item.due_at + timedelta(days=7)
    await world.sweep()
    await world.look_for_unanswered()
    assert (await world.sweep()).fired == 0
    assert await world.replayed() == ()
    async with world.acting(None) as tx:
        raw = await gather_one(tx, item.episode_id, tx.at)
    assert not raw.open_safety_items
