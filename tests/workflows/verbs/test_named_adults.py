"""Is somebody who is named in a worry kept from it altogether, by everything they could ask?"""

from uuid import UUID

import pytest
from sqlalchemy import text

from supervision.safety_steps import SaidOfSteps
from tests.world import World
from triage.roles import Role
from workflows.records.refusals import Invalid, NotAllowed, NotFound, Stale
from workflows.records.work import load_work
from workflows.verbs.ask_to_unname import ask_to_unname
from workflows.verbs.record_safety_steps import record_safety_steps
from workflows.verbs.see_concern import see_concern
from workflows.verbs.unname import unname

OF_THE_CONCERN = ("concern.id", "named_adult.concern_id", "audit_event.object_id")
OF_THE_WORK = ("work.id", "escalation_change.work_id", "escalation_notice.work_id", "safety_step.work_id")


async def named(world: World, kind: str = "abuse_or_neglect") -> tuple[UUID, UUID, UUID]:
    """The clinical supervisor who is on call is named. Returns (episode, concern, work)."""
    people = (world.clinical, world.counselor, world.direct, world.administrator)
    await world.can_sign_in(*people)
    episode, _ = await world.mentored()
    concern = await world.worry(episode, kind, said="It was Mrs. Okafor.", names=world.clinical)
    (row,) = await world.rows("SELECT id FROM app.work WHERE cause LIKE 'named:%'")
    return episode, concern, row[0]


async def told(world: World) -> set[object]:
    return {one for (one,) in await world.rows("SELECT person_id FROM app.escalation_notice")}


async def test_others_are_told_at_once_and_the_named_adult_never_however_long_nobody_answers(
    world: World,
) -> None:
    _, _, work = await named(world)
    assert await told(world) == {world.direct}, "neither who is named nor whoever raised it"
    for _ in range(12):
        world.later(hours=2)
        await world.turn()
    assert await told(world) == {world.direct, world.counselor, world.administrator}
    ((owner,),) = await world.rows("SELECT owner_id FROM app.work WHERE id = :id", id=work)
    assert owner == world.direct


async def test_a_second_clinical_supervisor_has_it_where_there_is_one(world: World) -> None:
    second = await world.person("Omar", "Haddad", Role.CLINICAL_SUPERVISOR)
    await world.can_sign_in(second)
    _, _, work = await named(world)
    assert await world.rows("SELECT owner_id FROM app.work WHERE id = :id", id=work) == [(second,)]


async def test_to_the_named_adult_there_is_nothing_of_it_in_any_table(world: World) -> None:
    _, concern, work = await named(world)
    async with world.acting(world.counselor) as tx:
        said = SaidOfSteps(("abuse.listen",), tx.at)
        await record_safety_steps(tx, work_id=work, said=said, by=tx.actor, at=tx.at)
    about = [(concern, one) for one in OF_THE_CONCERN] + [(work, one) for one in OF_THE_WORK]
    for who, is_there in ((world.clinical, False), (world.counselor, True)):
        async with world.acting(who) as tx:
            for id, (table, column) in ((id, one.split(".")) for id, one in about):
                counted = text(f"SELECT count(*) FROM app.{table} WHERE {column} = :id")
                found = (await tx.connection.execute(counted, {"id": id})).scalar_one()
                assert (found > 0) is is_there, f"{table} for {who}"


async def test_they_find_neither_page(world: World) -> None:
    _, concern, work = await named(world)
    async with world.acting(world.clinical) as tx:
        with pytest.raises(NotFound):
            await load_work(tx, work)
        with pytest.raises(NotFound):
            await see_concern(tx, concern_id=concern, by=tx.actor)


async def test_it_is_not_handed_to_them(world: World) -> None:
    second = await world.person("Omar", "Haddad", Role.CLINICAL_SUPERVISOR)
    await world.can_sign_in(second)
    _, _, work = await named(world)
    await world.claim(work, by=second)
    with pytest.raises(Invalid, match="on call for it"):
        await world.hand_over_escalation(work, world.clinical, by=second)


async def test_whoever_covers_for_somebody_and_is_named_is_not_told_in_their_place(world: World) -> None:
    episode, _ = await world.mentored()
    await world.can_sign_in(world.clinical, world.direct, world.administrator)
    await world.away(world.counselor, world.clinical)
    await world.worry(episode, "weapon", names=world.clinical, by=world.direct)
    for _ in range(8):
        world.later(minutes=30)
        await world.turn()
    assert world.clinical not in await told(world)
    assert world.administrator in await told(world)


async def test_no_step_no_count_and_no_rule_is_made_of_it(world: World) -> None:
    episode, _, _ = await named(world, "active_statement")
    assert (await world.case(episode)).version == 2, "an emergency moves nobody because of it"
    assert await world.fired(episode) == []
    world.later(minutes=5)
    assert (await world.sweep()).fired == 0
    await world.phq_a(episode, total=16, by=world.clinical)
    assert await world.replayed() == ()


async def test_the_duty_to_report_stays_with_whoever_heard_it_until_it_is_reported(world: World) -> None:
    episode, concern, work = await named(world)
    (task,) = [one for one in await world.work(episode, "task") if one.action == "report_abuse"]
    assert task.owner_id == world.counselor
    await world.acknowledge(work, by=world.direct)
    assert task.id in [one.id for one in await world.work(episode, "task")], "telling somebody is no report"
    await world.report(concern)
    assert await world.work(episode, "task") == ()


@pytest.mark.parametrize("who", ["counselor", "students"])
async def test_nobody_names_themselves_or_a_student(world: World, who: str) -> None:
    episode, _ = await world.mentored()
    person = world.counselor if who == "counselor" else world.students[1]
    with pytest.raises(Invalid):
        await world.worry(episode, names=person)


async def test_a_mistake_is_undone_by_a_second_person_and_by_nobody_alone(world: World) -> None:
    second = await world.person("Omar", "Haddad", Role.CLINICAL_SUPERVISOR)
    _, concern, work = await named(world)
    ((naming,),) = await world.rows("SELECT id FROM app.named_adult")
    ids = {"concern_id": concern, "naming_id": naming}
    async with world.acting(second) as tx:
        with pytest.raises(NotAllowed, match="Nobody has said"):
            await unname(tx, **ids, by=tx.actor, at=tx.at)
    async with world.acting(world.counselor) as tx:
        with pytest.raises(Invalid):
            await ask_to_unname(tx, **ids, words=" ", by=tx.actor, at=tx.at)
        await ask_to_unname(tx, **ids, words="I meant the caretaker.", by=tx.actor, at=tx.at)
    async with world.acting(world.counselor) as tx:
        with pytest.raises(NotAllowed):
            await unname(tx, **ids, by=tx.actor, at=tx.at)
    async with world.acting(second) as tx:
        await unname(tx, **ids, by=tx.actor, at=tx.at)
        with pytest.raises(Stale):
            await unname(tx, **ids, by=tx.actor, at=tx.at)
    async with world.acting(world.clinical) as tx:
        assert (await load_work(tx, work)).id == work
