"""Is work taken on by who can act on it, and ended by a person who says how?"""

import asyncio

import pytest

from tests.world import World
from workflows.records.refusals import Invalid, NotAllowed, Refused, Stale


async def test_acknowledged_is_not_resolved(world: World) -> None:
    episode, _ = await world.in_emergency()
    (item,) = await world.work(episode)
    await world.acknowledge(item.id)
    (item,) = await world.work(episode)
    assert (item.state, item.acknowledged_by, item.acknowledged_at) == (
        "acknowledged",
        world.clinical,
        world.now,
    )
    assert await world.audit("acknowledged") == [(world.clinical, world.students[0], "work", item.id, "done")]


async def test_of_two_who_acknowledge_one_is_told_who_has_it(world: World) -> None:
    episode, _ = await world.in_emergency()
    (item,) = await world.work(episode)
    done = await asyncio.gather(*(world.acknowledge(item.id) for _ in range(2)), return_exceptions=True)
    (late,) = [one for one in done if one is not None]
    assert isinstance(late, Stale)
    assert late.sentence == "Ruth Okafor has this already."


@pytest.mark.parametrize("who", ["mentor", "stranger", "counselor", "administrator"])
async def test_nobody_takes_an_escalation_on_who_could_not_resolve_it(world: World, who: str) -> None:
    episode, _ = await world.in_emergency()
    (item,) = await world.work(episode)
    with pytest.raises(NotAllowed):
        await world.acknowledge(item.id, by=getattr(world, who))
    with pytest.raises(NotAllowed):
        await world.end(item.id, "assessed_safe_for_now", by=getattr(world, who))
    (item,) = await world.work(episode)
    assert item.state == "open"


async def test_an_escalation_ends_with_an_outcome_in_words(world: World) -> None:
    episode, _ = await world.in_emergency()
    (item,) = await world.work(episode)
    with pytest.raises(Invalid) as no:
        await world.end(item.id, "done", words=" ")
    assert no.value.errors == {
        "outcome": "Say how it ended.",
        "words": "Say in a sentence what was done.",
    }
    with pytest.raises(NotAllowed, match="Only a clinical supervisor may resolve an escalation"):
        await world.end(item.id, "safety_plan_made", by=world.direct)
    await world.end(item.id, "safety_plan_made")
    assert await world.rows("SELECT state, outcome, outcome_words, ended_by FROM app.work") == [
        ("ended", "safety_plan_made", "Talked with the student.", world.clinical)
    ]
    assert await world.audit("ended_escalation") == [
        (world.clinical, world.students[0], "work", item.id, "done")
    ]
    with pytest.raises(Stale, match="Ruth Okafor has ended this already"):
        await world.end(item.id, "safety_plan_made")
    with pytest.raises(Stale, match="Ruth Okafor has ended this already"):
        await world.acknowledge(item.id)


async def test_a_task_may_be_ended_by_the_supervisor_and_the_owner_of_the_case(world: World) -> None:
    for who, mentee in zip(("direct", "counselor", "clinical"), world.students, strict=True):
        episode, match = await world.mentored(mentee)
        world.later(days=1)
        await world.log_missed(match)
        await world.log_missed(match)
        (item,) = await world.work(episode)
        with pytest.raises(NotAllowed, match="Only the owner of this task or a supervisor"):
            await world.end(item.id, "contact_made", by=world.mentor)
        await world.end(item.id, "contact_made", by=getattr(world, who))
        assert await world.work(episode) == ()


async def test_a_task_that_a_person_ended_is_not_opened_again_on_the_same_evidence(world: World) -> None:
    episode, match = await world.mentored()
    await world.log_missed(match)
    await world.log_missed(match)
    (item,) = await world.work(episode)
    await world.end(item.id, "contact_made")
    world.later(days=1)
    assert (await world.sweep()).changed == 0
    await world.log_missed(match)
    assert len(await world.work(episode)) == 1, "a third missed session is new evidence"


async def test_a_recommendation_is_not_ended_but_decided(world: World) -> None:
    episode = await world.refer()
    await world.worry(episode)
    (item,) = await world.work(episode)
    with pytest.raises(Refused, match="A recommendation is answered by a decision"):
        await world.end(item.id, "done")
