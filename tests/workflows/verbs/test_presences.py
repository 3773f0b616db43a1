"""Is it kept who is with a young person in danger, as it was said, for as long as somebody has to be?"""

from uuid import UUID

import pytest

from supervision.beside import Said
from tests.world import World
from workflows.records.presences import presences_of
from workflows.records.refusals import Invalid, NotAllowed, Refused, Stale
from workflows.verbs.say_presence import say_presence


async def say(world: World, work: UUID, said: str, *, by: UUID, with_whom: str = "") -> None:
    async with world.acting(by) as tx:
        await say_presence(tx, work_id=work, said=said, with_whom=with_whom, by=tx.actor, at=tx.at)


async def said_of(world: World, work: UUID) -> list[tuple[str, str, str]]:
    async with world.acting(None) as tx:
        return [(one.said, one.with_whom, one.said_by_name) for one in await presences_of(tx, work)]


@pytest.fixture
async def raised(world: World) -> UUID:
    """An escalation that the mentor's worry opened."""
    episode, _ = await world.mentored()
    await world.worry(episode, "active_statement", by=world.mentor)
    (item,) = await world.work(episode, "escalation")
    return item.id


async def test_everything_said_stays_and_the_newest_stands_first(world: World, raised: UUID) -> None:
    await say(world, raised, "with_me", by=world.mentor)
    world.later(minutes=5)
    await say(world, raised, "with_other", by=world.counselor, with_whom=" Ms. Lee, the nurse ")
    world.later(minutes=5)
    await say(world, raised, "unknown", by=world.clinical)
    assert await said_of(world, raised) == [
        (Said.UNKNOWN, "", "Ruth Okafor"),
        (Said.WITH_OTHER, "Ms. Lee, the nurse", "Sam Rivera"),
        (Said.WITH_ME, "", "Priya Nair"),
    ]
    assert len(await world.audit("said_presence")) == 3


async def test_nothing_said_can_be_taken_back_or_rewritten(world: World, raised: UUID) -> None:
    await say(world, raised, "with_me", by=world.mentor)
    for statement in ("UPDATE app.presence SET said = 'unknown'", "DELETE FROM app.presence"):
        async with world.acting(world.clinical) as tx:
            with pytest.raises(Exception, match="permission denied"):
                await tx.connection.exec_driver_sql(statement)


@pytest.mark.parametrize("who", ["counselor", "direct", "clinical", "mentor"])
async def test_who_looks_after_them_and_who_raised_it_may_say(world: World, raised: UUID, who: str) -> None:
    await say(world, raised, "with_me", by=getattr(world, who))


@pytest.mark.parametrize("who", ["stranger", "administrator", "journey_mentor"])
async def test_nobody_else_may_say(world: World, raised: UUID, who: str) -> None:
    with pytest.raises(NotAllowed):
        await say(world, raised, "with_me", by=getattr(world, who))


async def test_a_mentor_who_did_not_raise_it_learns_nothing_of_it(world: World) -> None:
    episode, _ = await world.mentored()
    await world.phq_a(episode, total=2, item_9=1)
    (item,) = await world.work(episode, "escalation")
    with pytest.raises(NotAllowed):
        await say(world, item.id, "with_me", by=world.mentor)


async def test_somebody_else_has_a_name(world: World, raised: UUID) -> None:
    with pytest.raises(Invalid) as no:
        await say(world, raised, "with_other", by=world.mentor)
    assert list(no.value.errors) == ["with_whom"]
    assert await said_of(world, raised) == []


async def test_a_name_is_kept_only_when_it_is_somebody_else(world: World, raised: UUID) -> None:
    await say(world, raised, "with_me", by=world.mentor, with_whom="Ms. Lee")
    assert await said_of(world, raised) == [(Said.WITH_ME, "", "Priya Nair")]


async def test_after_the_end_nobody_has_to_be_with_them(world: World, raised: UUID) -> None:
    await say(world, raised, "with_me", by=world.mentor)
    await world.end(raised, "assessed_safe_for_now")
    with pytest.raises(Stale, match="Ruth Okafor has ended this already"):
        await say(world, raised, "unknown", by=world.mentor)


async def test_an_acknowledged_escalation_still_asks_who_is_with_them(world: World, raised: UUID) -> None:
    await world.acknowledge(raised)
    await say(world, raised, "with_me", by=world.mentor)


async def test_nobody_has_to_stay_because_of_a_task(world: World) -> None:
    episode, _ = await world.mentored()
    await world.gad_7(episode, item_1=None, item_2=None, item_3=None)
    (item,) = await world.work(episode, "task")
    with pytest.raises(Refused):
        await say(world, item.id, "with_me", by=world.clinical)
