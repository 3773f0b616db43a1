"""Does a referral open one case, join the open one, and move nobody?"""

import asyncio
from uuid import UUID

import pytest

from care_steps.steps import Step
from tests.world import World
from triage.roles import Role
from workflows.records.policies import NO_POLICY
from workflows.records.refusals import Invalid, NotAllowed, Refused


async def test_a_referral_opens_a_case_with_its_record(world: World) -> None:
    episode = await world.refer(noticed="Cries in class.", how_soon="this_week")
    case = await world.case(episode)
    assert (case.step, case.version, case.owner_id) == (Step.REFERRED, 1, world.counselor)
    assert await world.rows(
        "SELECT kind, direction, decided_by, from_step, to_step, why FROM app.decision"
    ) == [("open", "in", world.counselor, None, "referred", "Sam Rivera opened a case for Ava Bennett.")]
    assert await world.rows("SELECT sequence, from_step, to_step, move FROM app.step_change") == [
        (1, None, "referred", "open")
    ]
    assert await world.rows("SELECT reasons, noticed, how_soon, referred_by FROM app.referral_in") == [
        (["low_mood"], "Cries in class.", "this_week", world.counselor)
    ]
    assert await world.audit("referred_in") == [
        (world.counselor, world.students[0], "episode", episode, "done")
    ]
    assert await world.work(episode) == ()


async def test_a_second_referral_joins_the_open_case(world: World) -> None:
    first = await world.refer()
    world.later(days=2)
    assert await world.refer(noticed="Again.", reasons=("attendance", "withdrawal")) == first
    assert await world.rows("SELECT count(*) FROM app.episode") == [(1,)]
    assert await world.rows("SELECT count(*) FROM app.referral_in") == [(2,)]
    assert await world.rows("SELECT count(*) FROM app.decision") == [(1,)]


async def test_referrals_at_the_same_moment_open_one_case_and_none_is_lost(world: World) -> None:
    done = await asyncio.gather(*(world.refer() for _ in range(4)))
    assert len(set(done)) == 1
    assert await world.rows("SELECT count(*) FROM app.episode") == [(1,)]
    assert await world.rows("SELECT count(*) FROM app.decision") == [(1,)]
    assert await world.rows("SELECT count(*) FROM app.referral_in") == [(4,)]


async def test_now_opens_an_escalation_and_moves_nobody(world: World) -> None:
    episode = await world.refer(how_soon="now", noticed="He says he cannot go home.")
    (item,) = await world.work(episode)
    assert (item.kind, item.class_, item.lane, item.owner_id) == (
        "escalation",
        "P1",
        "urgent",
        world.clinical,
    )
    assert (await world.case(episode)).step is Step.REFERRED
    assert await world.fired(episode) == ["R9.cannot_wait"]
    assert await world.rows("SELECT kind, said FROM app.concern") == [
        ("other_now", "He says he cannot go home.")
    ]


async def test_now_said_twice_is_one_open_escalation(world: World) -> None:
    episode = await world.refer(how_soon="now")
    (first,) = await world.work(episode)
    await world.acknowledge(first.id)
    world.later(minutes=5)
    await world.refer(how_soon="now")
    (item,) = await world.work(episode)
    assert item.id == first.id
    assert item.state == "open", "a new cause wants to be seen again"
    assert item.due_at == first.due_at


@pytest.mark.parametrize("who", ["stranger", "mentor", "direct", "clinical", "administrator"])
async def test_only_a_counselor_or_a_teacher_of_the_site_refers(world: World, who: str) -> None:
    with pytest.raises(NotAllowed) as no:
        await world.refer(by=getattr(world, who))
    assert (
        no.value.sentence == "Only a school counselor or a teacher of the student’s site may refer a student."
    )
    assert await world.rows("SELECT count(*) FROM app.episode") == [(0,)]


async def test_every_wrong_field_is_named_at_once(world: World) -> None:
    with pytest.raises(Invalid) as no:
        await world.refer(reasons=("low_mood", "made_up"), noticed="  ", how_soon="soon")
    assert no.value.errors == {
        "reasons": "Choose at least one reason.",
        "noticed": "Say what was noticed.",
        "how_soon": "Say how soon somebody should look at this.",
    }
    with pytest.raises(Invalid):
        await world.refer(reasons=())


async def test_nobody_who_left_the_roster_is_referred(world: World) -> None:
    await world.plant("UPDATE app.student SET left_on = '2026-09-01' WHERE org_id = $1")
    with pytest.raises(Refused, match="Ava Bennett has left the school's roster"):
        await world.refer()


async def test_no_case_is_opened_without_a_policy(world: World) -> None:
    bare = await World.made(world.database, world.engine, with_policy=False)
    with pytest.raises(Refused) as no:
        await bare.refer()
    assert no.value.sentence == NO_POLICY


@pytest.fixture
async def teacher(world: World) -> UUID:
    return await world.person("Tess", "Hart", Role.TEACHER)


async def test_a_teacher_opens_a_case_that_a_counselor_looks_after(world: World, teacher: UUID) -> None:
    episode = await world.refer(by=teacher)
    assert (await world.case(episode)).owner_id == world.counselor
    assert await world.rows("SELECT decided_by, decided_as, why FROM app.decision") == [
        (teacher, "teacher", "Tess Hart, who teaches at the school, referred Ava Bennett.")
    ]
    assert await world.audit("referred_in") == [(teacher, world.students[0], "episode", episode, "done")]


async def test_a_teacher_joins_an_open_case_and_changes_no_owner(world: World, teacher: UUID) -> None:
    first = await world.refer()
    assert await world.refer(by=teacher, how_soon="now") == first
    assert (await world.case(first)).owner_id == world.counselor
    (item,) = await world.work(first)
    assert (item.kind, item.owner_id) == ("escalation", world.clinical)


async def test_a_teacher_of_another_school_refers_nobody_here(world: World, teacher: UUID) -> None:
    await world.plant(f"UPDATE app.appointment SET site_id = '{world.other_site_id}' WHERE org_id = $1")
    with pytest.raises(NotAllowed):
        await world.refer(by=teacher)


async def test_the_rule_of_the_site_names_who_looks_after_the_case(world: World) -> None:
    other = await world.person("Ines", "Pohl", Role.COUNSELOR)
    await world.own(other, surnames=("A", "K"))
    assert (await world.case(await world.refer())).owner_id == other, "Bennett"
    assert (await world.case(await world.refer(world.students[2]))).owner_id == world.counselor, "Lopez"


async def test_a_second_referral_leaves_the_case_with_whom_it_has(world: World) -> None:
    episode = await world.refer()
    await world.own(await world.person("Ines", "Pohl", Role.COUNSELOR))
    assert await world.refer() == episode
    assert (await world.case(episode)).owner_id == world.counselor


async def test_where_nobody_would_look_after_it_a_teacher_is_told_so(world: World, teacher: UUID) -> None:
    await world.plant(
        "UPDATE app.appointment SET ended_at = starts_at + interval '1 minute'"
        " WHERE org_id = $1 AND role IN ('counselor', 'clinical_supervisor')"
    )
    with pytest.raises(Refused, match="Nobody looks after the students of Oak Middle yet"):
        await world.refer(by=teacher)
    assert await world.rows("SELECT count(*) FROM app.episode") == [(0,)]
