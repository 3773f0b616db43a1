"""Does somebody's worry reach the right people, and does a worry alone never move a step but one?"""

import pytest

from care_steps.steps import Step
from tests.world import World
from workflows.records.refusals import Invalid, NotAllowed


@pytest.mark.parametrize(
    ("kind", "work", "step"),
    [
        ("talk_over", "recommendation", Step.REFERRED),
        ("other_now", "escalation", Step.REFERRED),
        ("active_statement", "escalation", Step.PROFESSIONAL),
        ("weapon", "escalation", Step.PROFESSIONAL),
    ],
)
async def test_each_kind_opens_its_work(world: World, kind: str, work: str, step: Step) -> None:
    episode = await world.refer()
    concern = await world.worry(episode, kind)
    assert [one.kind for one in await world.work(episode)] == [work]
    assert (await world.case(episode)).step is step
    assert await world.audit("raised_concern") == [
        (world.counselor, world.students[0], "concern", concern, "done")
    ]


async def test_the_same_worry_again_joins_the_open_work_and_is_asked_again(world: World) -> None:
    episode = await world.refer()
    await world.worry(episode, "other_now")
    world.later(hours=1)
    await world.worry(episode, "other_now")
    assert len(await world.work(episode)) == 1
    assert await world.fired(episode) == ["R9.cannot_wait", "R9.cannot_wait"]


async def test_a_worry_after_the_escalation_ended_opens_another(world: World) -> None:
    episode = await world.refer()
    await world.worry(episode, "other_now")
    (first,) = await world.work(episode)
    await world.end(first.id, "assessed_safe_for_now")
    assert await world.work(episode) == ()
    world.later(days=1)
    await world.worry(episode, "other_now")
    (second,) = await world.work(episode)
    assert second.id != first.id


async def test_the_mentor_may_raise_one_and_a_stranger_may_not(world: World) -> None:
    episode, _ = await world.mentored()
    await world.worry(episode, by=world.mentor)
    with pytest.raises(NotAllowed, match="Only people who look after this mentee"):
        await world.worry(episode, by=world.stranger)


async def test_a_worry_has_a_kind_and_words(world: World) -> None:
    episode = await world.refer()
    with pytest.raises(Invalid) as no:
        await world.worry(episode, "bad_feeling")
    assert no.value.errors == {"kind": "Say what kind of worry it is."}
    with pytest.raises(Invalid) as no:
        await world.worry(episode, said=" ")
    assert no.value.errors == {"said": "Say in a few words what worries you."}
    with pytest.raises(Invalid) as no:
        await world.worry(episode, "bad_feeling", said=" ")
    assert list(no.value.errors) == ["kind", "said"]
    assert await world.work(episode) == ()


@pytest.mark.parametrize("kind", ["talk_over", "weapon"])
async def test_the_hundredth_worry_about_a_mentee_is_taken_like_the_first(world: World, kind: str) -> None:
    """What a firing rests on is all of them, and no index may be too narrow for it."""
    episode, _ = await world.mentored()
    first = await world.worry(episode, kind)
    await world.plant(
        "INSERT INTO app.concern SELECT (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid()))).*"
        f" FROM app.concern c CROSS JOIN generate_series(2, 99) WHERE c.org_id = $1 AND c.id = '{first}'"
    )
    world.later(hours=1)
    assert await world.worry(episode, kind)
    assert await world.work(episode)
