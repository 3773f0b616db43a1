"""Is a rating of needs kept whole, with what it leads to, and does it move nothing by itself?"""

from typing import Any

import pytest

from care_steps.steps import Step
from tests.world import World
from triage.lanes import Lane
from workflows.records.assessments import load_assessment, newest_assessment
from workflows.records.refusals import Invalid, NotAllowed, Refused


async def newest(world: World, episode: object) -> object:
    async with world.acting(None) as tx:
        return await newest_assessment(tx, episode)  # type: ignore[arg-type]


async def test_the_ratings_are_kept_as_given_with_level_lane_step_and_sentence(world: World) -> None:
    episode = await world.refer()
    rated = await world.rate_needs(
        episode, D1=2, D2=0, D3=1, D4=0, D6=4, barriers=("cost", "distrust"), words="Grandmother is ill."
    )
    async with world.acting(None) as tx:
        kept = await load_assessment(tx, rated)
    assert kept.ratings == {"D1": 2, "D2": 0, "D3": 1, "D4": 0, "D6": 4}
    assert (kept.level, kept.is_at_least, kept.cannot_judge) == (3, True, False)
    assert kept.lane is Lane.ROUTINE
    assert kept.proposed_step is Step.JOURNEY
    assert kept.sentence == (
        "The level of need is at least 3. What weighs on them is extreme and still going on. "
        "Level 3 begins with “Supervised journey mentor”."
    )
    assert (kept.barriers, kept.words, kept.by_name) == (
        ("cost", "distrust"), "Grandmother is ill.", "Sam Rivera"
    )  # fmt: skip
    assert kept.policy_version_id is not None


async def test_a_rating_moves_no_step_and_a_routine_one_opens_no_work(world: World) -> None:
    episode = await world.refer()
    await world.rate_needs(episode, D1=2, D2=0, D3=1, D4=0)
    assert (await world.case(episode)).step is Step.REFERRED
    assert await world.work(episode) == ()


async def test_what_nobody_rated_is_not_kept_as_none(world: World) -> None:
    episode = await world.refer()
    await world.rate_needs(episode, D1=1)
    found = await newest(world, episode)
    assert found.ratings == {"D1": 1}  # type: ignore[attr-defined]
    assert found.cannot_judge  # type: ignore[attr-defined]
    assert "Nobody can judge yet" in found.sentence  # type: ignore[attr-defined]


async def test_a_correction_takes_the_place_of_what_it_corrects_and_both_stay(world: World) -> None:
    episode = await world.refer()
    first = await world.rate_needs(episode, D1=3, D2=0, D3=2, D4=0)
    world.later(days=2)
    second = await world.rate_needs(episode, D1=1, D2=0, D3=0, D4=0)
    world.later(days=1)
    corrected = await world.rate_needs(episode, D1=2, D2=0, D3=2, D4=0, amends=first)
    async with world.acting(None) as tx:
        before, after = await load_assessment(tx, first), await load_assessment(tx, corrected)
        newest = await newest_assessment(tx, episode)
    assert (before.amended_by_id, after.happened_at) == (corrected, before.happened_at)
    assert newest is not None
    assert newest.id == second, "a correction of an earlier day is no newer rating"
    with pytest.raises(Refused, match="corrected this assessment meanwhile"):
        await world.rate_needs(episode, amends=first)


async def test_a_correction_belongs_to_the_same_case(world: World) -> None:
    other = await world.rate_needs(await world.refer(world.students[1]))
    episode = await world.refer()
    with pytest.raises(Refused, match="another case"):
        await world.rate_needs(episode, amends=other)


async def test_faults_are_said_at_their_fields_and_nothing_is_kept(world: World) -> None:
    episode = await world.refer()
    refused: list[tuple[dict[str, Any], tuple[str, ...], set[str]]] = [
        ({"D1": 5}, (), {"D1"}),
        ({"D1": 1}, ("weather",), {"barriers"}),
        ({"D1": 1}, ("cost", "cost"), {"barriers"}),
    ]
    for ratings, barriers, fields in refused:
        with pytest.raises(Invalid) as wrong:
            await world.rate_needs(episode, barriers=barriers, **ratings)
        assert set(wrong.value.errors) == fields
    assert await world.rows("SELECT count(*) FROM app.assessment") == [(0,)]


@pytest.mark.parametrize("who", ["mentor", "stranger", "administrator"])
async def test_who_does_not_look_after_the_mentee_rates_nothing(world: World, who: str) -> None:
    episode, _ = await world.mentored()
    with pytest.raises(NotAllowed):
        await world.rate_needs(episode, by=getattr(world, who))


@pytest.mark.parametrize("who", ["counselor", "direct", "clinical"])
async def test_counselor_and_supervisors_rate_and_it_is_in_the_audit(world: World, who: str) -> None:
    episode, _ = await world.mentored()
    rated = await world.rate_needs(episode, by=getattr(world, who))
    assert await world.audit("rated_needs") == [
        (getattr(world, who), world.students[0], "assessment", rated, "done")
    ]


async def test_a_danger_that_is_rated_opens_an_escalation_at_once_and_a_worry_the_same_day(
    world: World,
) -> None:
    danger, worry = await world.refer(), await world.refer(world.students[1])
    await world.rate_needs(danger, D2=4)
    await world.rate_needs(worry, D2=2)
    assert [one.class_ for one in await world.work(danger, "escalation")] == ["P0"]
    assert [one.class_ for one in await world.work(worry, "escalation")] == ["P1"]


async def test_a_primary_domain_that_nobody_rated_opens_tasks_alone_and_no_step_is_moved(
    world: World,
) -> None:
    episode = await world.refer()
    await world.rate_needs(episode, D1=1, D3=0, D4=0)
    assert {one.kind for one in await world.work(episode)} == {"task"}
    assert (await world.case(episode)).step is Step.REFERRED
