"""Is a form asked on its day, again on the next school day, and then of the supervisor, and does a plan keep its reasons?"""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from care_steps.consents import ConsentKind, ConsentMove
from care_steps.measuring import DueMeasure, due_measures
from care_steps.plan_changes import Asking
from care_steps.policy import default_text, load
from care_steps.steps import Step
from tests.conftest import Database
from tests.world import SHIPPED_POLICY, World
from triage.roles import Role
from workflows.records.episodes import load_case
from workflows.records.facts import gather_one
from workflows.records.measure_plans import newest_attempts, plan_lines
from workflows.records.refusals import Invalid, NotAllowed, Refused
from workflows.verbs.measures_due import measures_due
from workflows.verbs.see_measuring import Measuring, see_measuring
from workflows.verbs.set_measure_plan import set_measure_plan

WEEKLY = Asking(7, "counselor", "guardian_written")


@pytest.fixture
async def world(module_database: Database, module_engine: AsyncEngine) -> World:
    """With the whole of the shipped policy, the rows about forms that are due included."""
    return await World.made(module_database, module_engine, policy=SHIPPED_POLICY)


@pytest.fixture
async def episode(world: World) -> UUID:
    return (await world.mentored())[0]


async def due(world: World, episode: UUID) -> dict[str, DueMeasure]:
    async with world.acting(world.counselor) as tx:
        found = await measures_due(tx, await load_case(tx, episode))
    return {one.planned.instrument_id: one for one in found}


async def listed(world: World, person: UUID | None = None) -> Measuring:
    async with world.acting(person or world.counselor) as tx:
        return await see_measuring(tx, by=tx.actor, at=tx.at)


async def tasks(world: World, episode: UUID) -> list[tuple[str, UUID]]:
    found = await world.rows(
        "SELECT w.action, w.owner_id FROM app.work w WHERE w.episode_id = :id AND w.kind = 'task'"
        " AND w.state <> 'ended' ORDER BY w.recorded_at",
        id=episode,
    )
    return [(action, owner) for action, owner in found]


# Missed, asked again, and then the supervisor.


async def test_a_form_missed_on_its_day_is_asked_again_the_next_school_day_and_then_reaches_the_supervisor(
    world: World, episode: UUID
) -> None:
    await world.sweep()
    assert await tasks(world, episode) == [], "on its day it is on the list, and nobody is late"
    await world.miss_measure(episode, reason="absent")
    (line,) = (await listed(world)).lines
    assert {one.due.planned.instrument_id: one.on for one in line.asks} == {
        "phq-a": date(2026, 9, 15),
        "gad-7": date(2026, 9, 14),
    }
    world.later(days=1)
    await world.sweep()
    assert await tasks(world, episode) == [("ask_due_form", world.counselor)]
    world.later(days=1)
    await world.sweep()
    assert await tasks(world, episode) == [
        ("ask_due_form", world.counselor),
        ("see_to_due_form", world.direct),
    ]
    assert (await world.case(episode)).step is Step.MENTOR, "what is missing moves no step"
    await world.phq_a(episode, total=3)
    assert len(await tasks(world, episode)) == 2, "the other form is still due"
    await world.gad_7(episode, total=3)
    assert await tasks(world, episode) == [], "given late is given"
    assert await world.replayed() == ()


async def test_what_the_family_said_no_to_is_not_asked_and_not_missed_and_due_again_when_they_agree(
    world: World, episode: UUID
) -> None:
    mother, both = await world.contact(), {"phq-a", "gad-7"}
    world.later(days=2)
    await world.sweep()
    assert len(await tasks(world, episode)) == 2
    await world.consent({ConsentKind.QUESTIONNAIRES: ConsentMove.REFUSE}, mother)
    assert await tasks(world, episode) == [], "nobody is late with what nobody may ask"
    world.later(days=6)
    await world.sweep()
    assert await tasks(world, episode) == []
    (line,) = (await listed(world)).lines
    assert line.asks == ()
    assert {one.planned.instrument_id for one in line.not_asked} == both
    with pytest.raises(Invalid, match="nobody missed it"):
        await world.miss_measure(episode, reason="consent_missing")
    await world.letter(mother, ConsentKind.QUESTIONNAIRES)
    await world.consent({ConsentKind.QUESTIONNAIRES: ConsentMove.GIVE}, mother)
    assert {one.due_on for one in (await due(world, episode)).values()} == {world.today()}
    assert await tasks(world, episode) == [], "it is due from today on, and late for nobody"
    world.later(days=1)
    await world.sweep()
    assert await tasks(world, episode) == [("ask_due_form", world.counselor)]
    assert await world.replayed() == ()


async def test_a_no_after_a_notice_is_of_a_day_that_has_come_and_holds_back_its_own_forms(
    world: World, episode: UUID
) -> None:
    notice = await world.announce("phq-a")
    with pytest.raises(Invalid) as early:
        await world.opt_out(notice, said_on=world.today() + timedelta(days=1))
    assert list(early.value.errors) == ["said_on"]
    await world.opt_out(notice)
    (line,) = (await listed(world)).lines
    assert [one.due.planned.instrument_id for one in line.asks] == ["gad-7"]
    assert [one.planned.instrument_id for one in line.not_asked] == ["phq-a"]
    mother = await world.contact()
    world.later(days=1)
    await world.consent({ConsentKind.QUESTIONNAIRES: ConsentMove.GIVE}, mother)
    assert (await due(world, episode))["phq-a"].due_on == world.today()
    with pytest.raises(Invalid, match="agreed in writing later"):
        await world.opt_out(notice)


async def test_what_was_given_in_time_asks_nobody(world: World, episode: UUID) -> None:
    await world.phq_a(episode, total=3)
    await world.gad_7(episode, total=3)
    world.later(days=13)
    assert (await world.sweep()).fired == 0
    assert {one.due_on for one in (await due(world, episode)).values()} == {date(2026, 9, 28)}
    world.later(days=2)
    await world.sweep()
    assert await tasks(world, episode) == [("ask_due_form", world.counselor)]


async def test_the_task_is_theirs_who_ask(world: World, episode: UUID) -> None:
    await world.gad_7(episode, total=3)
    await world.plan_measure(episode, asking=Asking(14, "direct_supervisor", "guardian_written"))
    world.later(days=1)
    await world.sweep()
    assert await tasks(world, episode) == [("ask_due_form", world.direct)]
    world.later(days=1)
    await world.sweep()
    assert [owner for _, owner in await tasks(world, episode)] == [world.direct, world.clinical]


async def test_a_weekend_and_a_break_make_nothing_late(world: World, episode: UUID) -> None:
    for form in (world.phq_a, world.gad_7):
        await form(episode, total=3)
    found = (await due(world, episode))["phq-a"].due_on
    await world.close_school(found, found + timedelta(days=6), name="Storm")
    moved = (await due(world, episode))["phq-a"].due_on
    assert moved > found
    async with world.acting(None) as tx:
        assert (await load_case(tx, episode)).calendar.is_school_day(moved)


async def test_a_sweep_after_every_act_writes_nothing(world: World, episode: UUID) -> None:
    world.later(days=1)
    await world.sweep()
    assert (await world.sweep()).fired == 0
    await world.miss_measure(episode)
    assert (await world.sweep()).fired == 0
    await world.plan_measure(episode, asking=WEEKLY)
    assert (await world.sweep()).fired == 0


# The plan.


async def test_a_plan_keeps_who_changed_it_and_why(world: World, episode: UUID) -> None:
    await world.plan_measure(episode, asking=WEEKLY, why="  He sleeps badly.  ", by=world.direct)
    world.later(days=1)
    await world.plan_measure(episode, why="The clinic asks it now.", by=world.clinical)
    async with world.acting(world.counselor) as tx:
        lines = await plan_lines(tx, episode)
    assert [(one.interval_days, one.why, one.set_by_name) for one in lines] == [
        (None, "The clinic asks it now.", "Ruth Okafor"),
        (7, "  He sleeps badly.  ", "Maya Chen"),
    ]
    assert set(await due(world, episode)) == {"gad-7"}
    assert [row[:2] for row in await world.audit("set_measure_plan")] == [
        (world.direct, world.students[0]),
        (world.clinical, world.students[0]),
    ]


async def test_what_is_not_asked_any_more_ends_its_task(world: World, episode: UUID) -> None:
    await world.gad_7(episode, total=3)
    world.later(days=1)
    await world.sweep()
    assert len(await tasks(world, episode)) == 1
    await world.plan_measure(episode)
    assert await tasks(world, episode) == []


async def test_a_plan_holds_as_it_was_known(world: World, episode: UUID) -> None:
    before = world.now
    world.later(days=3)
    await world.plan_measure(episode, asking=WEEKLY)
    policy = load(default_text())
    async with world.acting(None) as tx:
        now = await gather_one(tx, episode, (await load_case(tx, episode)).known_at)
    async with world.acting(None, before) as tx:
        then = await gather_one(tx, episode, before + timedelta(hours=1))
    assert [len(one.plan_changes) for one in (then, now)] == [0, 1]
    intervals = [
        {
            one.planned.instrument_id: one.planned.interval_days
            for one in due_measures(raw, policy.measures, pause_from=5)
        }
        for raw in (then, now)
    ]
    assert [one["phq-a"] for one in intervals] == [14, 7]


@pytest.mark.parametrize("who", ["mentor", "administrator", "stranger"])
async def test_nobody_else_changes_a_plan_or_notes_what_was_missed(
    world: World, episode: UUID, who: str
) -> None:
    person = getattr(world, who)
    with pytest.raises(NotAllowed):
        await world.plan_measure(episode, asking=WEEKLY, by=person)
    with pytest.raises(NotAllowed):
        await world.miss_measure(episode, by=person)


async def test_only_a_person_changes_a_plan(world: World, episode: UUID) -> None:
    async with world.acting(None) as tx:
        with pytest.raises(NotAllowed):
            await set_measure_plan(
                tx, episode_id=episode, instrument_id="phq-a", asking=WEEKLY, why="x", by=tx.actor, at=tx.at
            )


async def test_a_change_that_is_not_whole_is_not_kept(world: World, episode: UUID) -> None:
    with pytest.raises(Invalid) as wrong:
        await world.plan_measure(episode, "shoes", Asking(0, "mentor", "no_consent_recorded"), why=" ")
    assert set(wrong.value.errors) == {"instrument_id", "interval_days", "asked_by", "consent_basis", "why"}
    assert await world.rows("SELECT 1 FROM app.measure_plan") == []


async def test_a_form_that_is_not_planned_cannot_be_missed(world: World, episode: UUID) -> None:
    with pytest.raises(Invalid):
        await world.miss_measure(episode, "who-5")
    with pytest.raises(Invalid):
        await world.miss_measure(episode, reason="forgot")
    assert await world.rows("SELECT 1 FROM app.measure_attempt") == []


async def test_the_newest_attempt_is_the_one_that_is_shown(world: World, episode: UUID) -> None:
    await world.miss_measure(episode, reason="absent")
    world.later(hours=1)
    await world.miss_measure(episode, reason="did_not_want", by=world.direct)
    async with world.acting(world.counselor) as tx:
        found = await newest_attempts(tx, [episode])
    assert [(one.reason, one.by_name) for one in found.values()] == [("did_not_want", "Maya Chen")]


async def test_a_closed_case_has_no_plan_to_change(world: World, episode: UUID) -> None:
    await world.close(episode)
    with pytest.raises(Refused, match="closed"):
        await world.plan_measure(episode, asking=WEEKLY)
    assert await due(world, episode) == {}


# The list.


async def test_the_list_holds_exactly_what_each_case_says(world: World, episode: UUID) -> None:
    other, _ = await world.mentored(world.students[1])
    await world.phq_a(other, total=2)
    await world.refer(world.students[2])
    world.later(days=1)
    found = await listed(world)
    assert (found.in_care, found.is_cut) == (2, False)
    said = {
        (line.mentee.episode_id, ask.due.planned.instrument_id): ask.due
        for line in found.lines
        for ask in line.asks
    }
    expected = {
        (one, name): form for one in (episode, other) for name, form in (await due(world, one)).items()
    }
    until = date(2026, 9, 21)
    assert said == {key: form for key, form in expected.items() if form.due_on <= until}
    assert len(said) == 3


async def test_a_supervisor_sees_their_matches_and_a_stranger_nobody(world: World, episode: UUID) -> None:
    assert [one.mentee.episode_id for one in (await listed(world, world.direct)).lines] == [episode]
    assert [one.mentee.episode_id for one in (await listed(world, world.clinical)).lines] == [episode]
    assert (await listed(world, world.stranger)).lines == ()
    for person in (world.mentor, world.administrator):
        with pytest.raises(NotAllowed, match="Only counselors and supervisors"):
            await listed(world, person)


async def test_whoever_holds_both_roles_sees_each_mentee_once(world: World, episode: UUID) -> None:
    await world.appoint(world.direct, Role.COUNSELOR)
    world.later(minutes=1)
    assert len((await listed(world, world.direct)).lines) == 1
