"""Are a mentor's terms set by those who run the program, and does the newest row hold?"""

import pytest

from supervision.clearance import Mentor
from tests.world import World
from workflows.records.mentors import MentorTerms, mentors_for
from workflows.records.refusals import Invalid, NotAllowed
from workflows.verbs.set_mentor_terms import set_mentor_terms


async def mentor(world: World) -> Mentor:
    episode = await world.refer()
    case = await world.case(episode)
    async with world.acting(world.counselor) as tx:
        (found,) = await mentors_for(tx, case, mentor_id=world.mentor)
    return found


async def test_the_newest_terms_hold(world: World) -> None:
    assert (await mentor(world)).most_mentees is None
    await world.set_terms(world.mentor, most_mentees=3)
    world.later(days=1)
    await world.set_terms(
        world.mentor, most_mentees=2, weekdays=("tuesday", "friday"), strengths=("low_mood",)
    )
    found = await mentor(world)
    assert found.most_mentees == 2
    assert found.weekdays == {1, 4}
    assert found.strengths == {"low_mood"}
    assert len(await world.audit("set_mentor_terms")) == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"most_mentees": -1}, "most_mentees"),
        ({"most_mentees": 2, "weekdays": ("someday",)}, "weekdays"),
        ({"most_mentees": 2, "strengths": ("chess",)}, "strengths"),
    ],
)
async def test_terms_that_cannot_be_are_refused_at_their_field(
    world: World, change: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as no:
        await world.set_terms(world.mentor, **change)  # type: ignore[arg-type]
    assert set(no.value.errors) == {field}


async def test_who_is_no_mentor_has_no_terms(world: World) -> None:
    with pytest.raises(Invalid):
        await world.set_terms(world.counselor, most_mentees=2)


@pytest.mark.parametrize("who", ["counselor", "direct", "clinical", "mentor", "stranger"])
async def test_only_those_who_run_the_program_set_terms(world: World, who: str) -> None:
    async with world.acting(getattr(world, who)) as tx:
        with pytest.raises(NotAllowed):
            await set_mentor_terms(tx, person_id=world.mentor, terms=MentorTerms(9), by=tx.actor, at=tx.at)


async def test_what_a_mentor_has_had_and_knows_is_counted(world: World) -> None:
    episode, _ = await world.mentored()
    await world.assign(await world.refer(world.students[1]))
    found = await mentor(world)
    assert (found.mentees_before, found.open_matches, found.meets_now, found.met_before) == (
        2,
        1,
        True,
        False,
    )
    world.later(days=1)
    await world.assign(episode, mentor_id=world.journey_mentor)
    found = await mentor(world)
    assert (found.meets_now, found.met_before) == (False, True)
