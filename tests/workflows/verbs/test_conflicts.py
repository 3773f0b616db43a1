"""Are two people who are not to be matched kept apart, and does nobody learn why who should not?"""

from uuid import UUID

import pytest

from tests.world import World
from workflows.records.conflicts import conflicts_of
from workflows.records.refusals import Invalid, NotAllowed, NotFound, Refused
from workflows.verbs.withdraw_conflict import withdraw_conflict


async def withdraw(world: World, episode: UUID, conflict: UUID, *, by: UUID) -> None:
    async with world.acting(by) as tx:
        await withdraw_conflict(tx, episode_id=episode, conflict_id=conflict, by=tx.actor, at=tx.at)


async def test_a_mentor_in_conflict_is_refused_without_the_reason(world: World) -> None:
    episode = await world.refer()
    await world.conflict(episode)
    for act in (world.assign, world.reserve):
        with pytest.raises(Invalid) as no:
            await act(episode)
        assert no.value.errors == {"mentor_id": "Priya Nair is not available for this mentee."}


async def test_a_conflict_binds_one_mentee_and_one_mentor(world: World) -> None:
    episode = await world.refer()
    await world.conflict(episode)
    await world.assign(await world.refer(world.students[1]))
    await world.assign(episode, mentor_id=world.journey_mentor)


async def test_a_withdrawn_conflict_keeps_nobody_apart_and_stays_on_record(world: World) -> None:
    episode = await world.refer()
    conflict = await world.conflict(episode)
    await withdraw(world, episode, conflict, by=world.counselor)
    await world.assign(episode)
    assert await world.rows("SELECT reason, withdrawn_at = :at FROM app.mentor_conflict", at=world.now) == [
        ("related", True)
    ]
    assert len(await world.audit("withdrew_conflict")) == 1


async def test_it_stands_once_and_may_be_declared_again_after_it_was_withdrawn(world: World) -> None:
    episode = await world.refer()
    conflict = await world.conflict(episode)
    with pytest.raises(Refused, match="on record already"):
        await world.conflict(episode)
    await withdraw(world, episode, conflict, by=world.counselor)
    await world.conflict(episode)


@pytest.mark.parametrize(
    ("reason", "words", "fine"),
    [
        pytest.param("related", "", True, id="a reason of the list"),
        pytest.param("", "", False, id="no reason"),
        pytest.param("made_up", "", False, id="a reason nobody knows"),
        pytest.param("other", " ", False, id="another reason without words"),
        pytest.param("other", "He coaches her brother.", True, id="another reason with words"),
    ],
)
async def test_a_conflict_has_a_reason(world: World, reason: str, words: str, fine: bool) -> None:
    episode = await world.refer()
    if fine:
        await world.conflict(episode, reason=reason, words=words)
        return
    with pytest.raises(Invalid) as no:
        await world.conflict(episode, reason=reason, words=words)
    assert set(no.value.errors) == {"reason"}


async def test_who_is_no_mentor_has_no_conflict(world: World) -> None:
    episode = await world.refer()
    with pytest.raises(Invalid) as no:
        await world.conflict(episode, world.counselor)
    assert no.value.errors == {"mentor_id": "Choose a mentor."}


async def test_a_conflict_ends_no_match(world: World) -> None:
    episode, match = await world.mentored()
    world.later(days=1)
    await world.conflict(episode)
    await world.log_made(match)
    assert (await world.case(episode)).serving_match_id == match


@pytest.mark.parametrize("who", ["stranger", "mentor", "administrator"])
async def test_only_those_who_look_after_the_mentee_declare_and_withdraw(world: World, who: str) -> None:
    episode = await world.refer()
    with pytest.raises(NotAllowed):
        await world.conflict(episode, by=getattr(world, who))
    conflict = await world.conflict(episode)
    with pytest.raises(NotAllowed):
        await withdraw(world, episode, conflict, by=getattr(world, who))


async def test_a_direct_supervisor_withdraws_what_they_declared_and_nothing_else(world: World) -> None:
    episode, _ = await world.mentored()
    mine = await world.conflict(episode, by=world.direct)
    other = await world.conflict(episode, world.journey_mentor)
    await withdraw(world, episode, mine, by=world.direct)
    with pytest.raises(NotAllowed, match="or whoever declared it may withdraw it"):
        await withdraw(world, episode, other, by=world.direct)


async def test_a_conflict_of_another_mentee_is_not_there(world: World) -> None:
    episode, other = await world.refer(), await world.refer(world.students[1])
    conflict = await world.conflict(other)
    with pytest.raises(NotFound):
        await withdraw(world, episode, conflict, by=world.counselor)
    async with world.acting(None) as tx:
        assert [one.id for one in await conflicts_of(tx, world.students[1])] == [conflict]
