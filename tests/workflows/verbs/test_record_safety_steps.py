"""Is what was done of a safety page kept, by whom and when, and taken back by nobody?"""

from datetime import datetime
from uuid import UUID

import pytest

from supervision.safety_steps import SaidOfSteps, StepState
from tests.world import World
from workflows.records.refusals import Invalid, NotAllowed, NotFound, Refused
from workflows.records.safety_steps import newest, safety_ground, steps_of
from workflows.verbs.record_safety_steps import record_safety_steps


async def write(world: World, work: UUID, *done: str, by: UUID | None = None, **more: str) -> None:
    at: datetime | None = None
    async with world.acting(by or world.counselor, at) as tx:
        said = SaidOfSteps(done, tx.at, **more)
        await record_safety_steps(tx, work_id=work, said=said, by=tx.actor, at=tx.at)


async def holds(world: World, work: UUID) -> dict[str, tuple[StepState, str]]:
    async with world.acting(world.counselor) as tx:
        return {key: (one.state, one.said_by_name) for key, one in newest(await steps_of(tx, [work])).items()}


@pytest.fixture
async def threat(world: World) -> UUID:
    """The escalation that a mentor opened who heard a threat to others."""
    episode, _ = await world.mentored()
    await world.worry(episode, "threat_to_others", by=world.mentor, said="")
    (item,) = await world.work(episode, "escalation")
    assert (item.class_, item.action) == ("P0", "stay_with_mentee"), "as urgent as a threat to oneself"
    return item.id


async def test_a_tick_and_its_correction_both_stay_and_the_newest_holds(world: World, threat: UUID) -> None:
    await write(world, threat, "threat.stay", "threat.call_911", by=world.mentor, who="Ms. Lee")
    world.later(minutes=5)
    await write(world, threat, other="threat.call_911", state="mistake", words="Nobody called.")
    world.later(minutes=5)
    await write(
        world,
        threat,
        other="threat.guardian",
        state="not_done",
        words="No number on file.",
        by=world.clinical,
    )
    assert await holds(world, threat) == {
        "threat.stay": (StepState.DONE, "Priya Nair"),
        "threat.call_911": (StepState.MISTAKE, "Sam Rivera"),
        "threat.guardian": (StepState.NOT_DONE, "Ruth Okafor"),
    }
    assert len(await world.rows("SELECT 1 FROM app.safety_step")) == 4
    assert len(await world.audit("recorded_safety_steps")) == 3
    for statement in ("UPDATE app.safety_step SET state = 'done'", "DELETE FROM app.safety_step"):
        async with world.acting(world.clinical) as tx:
            with pytest.raises(Exception, match="permission denied"):
                await tx.connection.exec_driver_sql(statement)


async def test_nobody_else_writes_and_a_mentor_only_what_a_mentor_reads(world: World, threat: UUID) -> None:
    for who in (world.stranger, world.administrator, world.journey_mentor):
        with pytest.raises((NotAllowed, NotFound)):
            await write(world, threat, "threat.stay", by=who)
    with pytest.raises(Invalid):
        await write(world, threat, "threat.guardian", by=world.mentor)
    assert await holds(world, threat) == {}


async def test_a_screen_counts_its_follow_ups_from_its_own_day_and_they_are_done_after_the_end(
    world: World,
) -> None:
    episode, _ = await world.mentored()
    await world.phq_a(episode, total=2, item_9=1)
    (item,) = await world.work(episode, "escalation")
    async with world.acting(world.clinical) as tx:
        ground = await safety_ground(tx, item.id)
    assert ground is not None
    assert [one.kind for one in ground.pages] == ["self_harm"]
    ((completed_at,),) = await world.rows("SELECT completed_at FROM app.administration")
    assert ground.since == completed_at
    assert not ground.abuse_suspected
    world.later(days=7)
    await write(world, item.id, "self_harm.after_7", by=world.clinical)
    await world.worry(episode, "abuse_or_neglect")
    async with world.acting(world.clinical) as tx:
        ground = await safety_ground(tx, item.id)
    assert ground is not None
    assert ground.abuse_suspected, "from now on nobody is told to call home"


async def test_no_step_and_no_supervisor_who_was_told_ends_the_duty_to_report(world: World) -> None:
    episode, _ = await world.mentored()
    await world.worry(episode, "abuse_or_neglect", by=world.mentor)
    (told,) = await world.work(episode, "escalation")
    (duty,) = [one for one in await world.work(episode, "task") if one.action == "report_abuse"]
    await world.acknowledge(told.id, by=world.clinical)
    await write(world, told.id, "abuse.listen", "abuse.supervisor", "abuse.home", by=world.mentor)
    with pytest.raises(Invalid):
        await write(world, told.id, "abuse.report", by=world.mentor)
    with pytest.raises(Refused):
        await world.end(duty.id, "done", words="I told Ruth.")
    assert duty.id in [one.id for one in await world.work(episode, "task")]
