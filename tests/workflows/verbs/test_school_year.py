"""Does a closure move what may move, does a new school year touch no case, and is somebody there during a break?"""

import asyncio
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from care_steps.decisions import Answer, Choice
from care_steps.freezing import freeze
from supervision.readings import read_episode
from supervision.rolling_over import RollOver
from tests.conftest import Database
from tests.world import MONDAY, World
from workflows.records.closures import site_year
from workflows.records.facts import gather_one
from workflows.records.policies import load_policy
from workflows.records.refusals import Invalid, NotAllowed, Refused, Stale
from workflows.records.roll_overs import planned_for
from workflows.verbs.replay import replay
from workflows.verbs.roll_over import roll_over
from workflows.verbs.see_break_list import BreakList, see_break_list

TUESDAY = date(2026, 9, 15)


async def routine(world: World) -> UUID:
    """A case with a recommendation that is due in five school days. Returns the episode."""
    episode, _ = await world.mentored()
    await world.worry(episode)
    return episode


async def test_a_snow_day_moves_what_is_due_in_school_days_by_one(world: World) -> None:
    episode = await routine(world)
    (before,) = await world.work(episode)
    world.later(hours=2)
    assert await world.close_school(TUESDAY) == 1
    (after,) = await world.work(episode)
    assert after.due_at - before.due_at == timedelta(days=1)
    assert [row[0] for row in await world.audit("declared_closure")] == [world.administrator]


async def test_safety_keeps_its_time_whatever_closes(world: World) -> None:
    episode, _ = await world.mentored()
    await world.worry(episode, "other_now")
    await world.phq_a(episode, total=3, item_9=1)
    before = {one.id: one.due_at for one in await world.work(episode, "escalation")}
    assert len(before) == 2
    world.later(minutes=5)
    await world.close_school(MONDAY.date(), MONDAY.date() + timedelta(days=9), name="Flood")
    assert {one.id: one.due_at for one in await world.work(episode, "escalation")} == before


async def test_what_is_late_stays_late_and_what_comes_later_is_counted_on_the_new_calendar(
    world: World,
) -> None:
    episode = await routine(world)
    (late,) = await world.work(episode)
    world.now = late.due_at + timedelta(hours=1)
    closed = world.now.date() + timedelta(days=1)
    assert await world.close_school(closed) == 0
    assert [one.due_at for one in await world.work(episode)] == [late.due_at]
    other = await world.refer(world.students[1])
    await world.worry(other)
    (new,) = await world.work(other)
    case = await world.case(other)
    assert (closed, closed) in case.calendar.closures
    assert new.due_at == case.calendar.due_at(world.now, amount=5, unit="school_days")


async def test_a_closure_reevaluates_nothing_by_itself(world: World) -> None:
    episode = await routine(world)
    before = await world.fired(episode)
    world.later(hours=1)
    await world.close_school(TUESDAY, TUESDAY + timedelta(days=6), name="Flood")
    assert await world.fired(episode) == before
    assert (await world.sweep()).fired == 0


async def test_what_was_found_out_before_a_closure_is_derived_again_without_it(world: World) -> None:
    episode = await routine(world)
    for days in (1, 40):
        world.later(days=days)
        await world.close_school(world.now.date(), world.now.date() + timedelta(days=6), name="Flood")
        await world.phq_a(episode, total=4)
        await world.sweep()
    async with world.acting(None) as tx:
        found = await replay(tx, by=tx.actor)
    assert found.firings >= 1
    assert found.differences == ()


async def test_a_closure_is_known_after_everything_that_was_known(world: World) -> None:
    episode = await routine(world)
    known = (await world.case(episode)).known_at
    await world.close_school(TUESDAY, at=known)
    ((declared,),) = await world.rows("SELECT recorded_at FROM app.closure WHERE name = 'Snow day'")
    assert declared > known
    assert (await world.case(episode)).known_at >= declared


@pytest.mark.parametrize("who", ["counselor", "clinical", "direct", "mentor", "stranger"])
async def test_only_an_administrator_closes_a_school(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        await world.close_school(TUESDAY, by=getattr(world, who))


@pytest.mark.parametrize(
    ("days", "name", "field"),
    [((0, -1), "Snow", "last_on"), ((-40, 0), "Snow", "first_on"), ((0, 0), " ", "name")],
)
async def test_what_is_wrong_with_a_closure_is_said_at_its_field(
    world: World, days: tuple[int, int], name: str, field: str
) -> None:
    first, last = (TUESDAY + timedelta(days=passed) for passed in days)
    with pytest.raises(Invalid) as refused:
        await world.close_school(first, last, name=name)
    assert field in refused.value.errors


# Before a break, and the first day back. The world's fall break lies on the 35th to 39th day, Monday to Friday.

BREAK = date(2026, 10, 19)


async def near_break(world: World) -> UUID:
    """A case with an open safety item, ten days before the fall break."""
    episode, _ = await world.mentored()
    world.now = datetime(2026, 10, 9, 15, 0, tzinfo=UTC)
    await world.worry(episode, "other_now")
    return episode


async def listed(world: World, which: Any = "before", by: UUID | None = None) -> tuple[BreakList, ...]:
    async with world.acting(by or world.counselor) as tx:
        return await see_break_list(tx, which=which, by=tx.actor, at=tx.at)


async def test_whoever_has_an_open_safety_item_stands_on_the_list_until_somebody_is_named(
    world: World,
) -> None:
    episode = await near_break(world)
    ((one),) = await listed(world)
    assert one.near.first_on == BREAK
    assert [line.episode_id for line in one.without_contact] == [episode]
    assert one.lines[0].safety.runs_until is not None
    await world.name_contact(episode)
    ((one),) = await listed(world)
    assert one.without_contact == ()
    assert (one.lines[0].contact_name, one.lines[0].contact_phone) == ("Ruth Okafor", "555 0144")
    assert [row[1] for row in await world.audit("set_break_contact")] == [world.students[0]]


async def test_somebody_named_later_takes_the_place_and_the_first_stays_on_record(world: World) -> None:
    episode = await near_break(world)
    await world.name_contact(episode)
    world.later(days=1)
    await world.name_contact(episode, world.direct, phone="555 0177")
    ((one),) = await listed(world)
    assert one.lines[0].contact_phone == "555 0177"
    assert len(await world.rows("SELECT 1 FROM app.break_contact WHERE org_id = :org_id")) == 2


async def test_a_case_without_a_recent_safety_item_needs_nobody(world: World) -> None:
    await world.mentored()
    world.now = datetime(2026, 10, 9, 15, 0, tzinfo=UTC)
    ((one),) = await listed(world)
    assert len(one.lines) == 1
    assert one.needing == frozenset()


async def test_there_is_no_list_when_no_break_is_near(world: World) -> None:
    episode, _ = await world.mentored()
    assert await listed(world) == ()
    with pytest.raises(Refused, match="No break is near"):
        await world.name_contact(episode)


async def test_a_direct_supervisor_sees_the_own_mentees_and_a_stranger_none(world: World) -> None:
    await near_break(world)
    await world.refer(world.students[1])
    ((mine),) = await listed(world, by=world.direct)
    assert len(mine.lines) == 1
    ((all_of_them),) = await listed(world)
    assert len(all_of_them.lines) == 2
    assert await listed(world, by=world.stranger) == ()
    with pytest.raises(NotAllowed):
        await listed(world, by=world.mentor)


@pytest.mark.parametrize(
    ("changes", "field"), [({"phone": "none"}, "phone"), ({"person_id": "mentor"}, "person_id")]
)
async def test_a_contact_that_is_nobody_is_refused_at_its_field(
    world: World, changes: dict[str, str], field: str
) -> None:
    episode = await near_break(world)
    asked = {**changes, "person_id": getattr(world, changes.get("person_id", "clinical"))}
    with pytest.raises(Invalid) as refused:
        await world.name_contact(episode, **asked)
    assert list(refused.value.errors) == [field]


@pytest.mark.parametrize("who", ["mentor", "administrator", "stranger"])
async def test_only_those_who_look_after_the_mentee_name_somebody(world: World, who: str) -> None:
    episode = await near_break(world)
    with pytest.raises(NotAllowed):
        await world.name_contact(episode, by=getattr(world, who))


async def test_the_sweep_of_the_first_day_back_opens_no_routine_work_that_the_break_alone_caused(
    world: World,
) -> None:
    """Last met 29 days ago by the calendar, three weeks of which the school was closed."""
    episode, match = await world.mentored()
    world.now = datetime(2026, 12, 10, 15, 0, tzinfo=UTC)
    await world.log_made(match)
    world.later(days=1)
    await world.close_school(date(2026, 12, 14), date(2027, 1, 3), name="Winter break")
    before = await world.fired(episode)
    for day in (4, 8):
        world.now = datetime(2027, 1, day, 15, 0, tzinfo=UTC)
        await world.sweep()
    fired = (await world.fired(episode))[len(before) :]
    assert [row for row in fired if row.startswith("R7")] == []
    ((back),) = await listed(world, "after")
    assert [line.episode_id for line in back.lines] == [episode]


async def test_without_a_break_the_same_days_are_a_lost_contact(world: World) -> None:
    episode, match = await world.mentored()
    world.now = datetime(2026, 12, 10, 15, 0, tzinfo=UTC)
    await world.log_made(match)
    await world.sweep(at=datetime(2027, 1, 8, 15, 0, tzinfo=UTC))
    assert "R7.days" in await world.fired(episode)


# A new school year.

SUMMER = datetime(2027, 8, 16, 15, 0, tzinfo=UTC)


async def go_over(
    world: World, *, last: str = "08", seen: int | None = None, by: UUID | None = None
) -> RollOver:
    async with world.acting(by or world.administrator) as tx:
        site = await site_year(tx, world.site_id)
        planned = await planned_for(tx, site, last)
        return await roll_over(
            tx,
            site_id=world.site_id,
            last=last,
            seen_students=planned.raised if seen is None else seen,
            by=tx.actor,
            at=tx.at,
        )


async def grades(world: World) -> list[str]:
    return [row[0] for row in await world.rows("SELECT grade FROM app.student ORDER BY number")]


UNTOUCHED = (
    "episode", "step_change", "work", "firing", "decision", "offer", "match", "session", "planned_session",
    "administration", "concern", "closure", "break_contact", "person", "appointment", "policy_version",
)  # fmt: skip


async def everything(world: World) -> Mapping[str, list[tuple[Any, ...]]]:
    """Every row about care and people, as text."""
    return {
        table: await world.rows(f"SELECT x::text FROM app.{table} x WHERE x.org_id = :org_id ORDER BY 1")
        for table in UNTOUCHED
    }


async def facts(world: World, at: datetime) -> dict[UUID, Any]:
    """What is known of every case at this instant, frozen."""
    found = {}
    for (episode,) in await world.rows("SELECT id FROM app.episode WHERE org_id = :org_id"):
        async with world.acting(None, at) as tx:
            raw = await gather_one(tx, episode, at)
            case = await world.case(episode)
            version = await load_policy(tx, case.policy_version_id)
            found[episode] = freeze(read_episode(version.policy, version.id, raw, at).facts)
    return found


async def test_a_new_school_year_raises_grades_and_changes_no_fact_of_any_case(world: World) -> None:
    episode, match = await world.mentored()
    await world.phq_a(episode, total=9)
    world.later(days=7)
    await world.log_missed(match)
    await world.phq_a(episode, total=16)
    (item,) = await world.work(episode, "recommendation")
    await world.decide(item.id, Choice(Answer.ACCEPT, consent_basis="guardian_written"))
    other = await world.refer(world.students[1])
    await world.worry(other, "other_now")
    world.now = SUMMER
    await world.sweep()
    before, known = await everything(world), await facts(world, SUMMER)
    found = await go_over(world)
    assert (found.raised, found.leaving, found.school_year) == (3, 0, "2027-28")
    assert await grades(world) == ["08", "08", "08"]
    assert await everything(world) == before
    assert await facts(world, SUMMER) == known
    assert (await world.sweep()).fired == 0
    assert [row[0] for row in await world.audit("rolled_over")] == [world.administrator]


async def test_the_last_grade_is_listed_and_nobody_is_closed(world: World) -> None:
    episode = await world.refer()
    world.now = SUMMER
    found = await go_over(world, last="07")
    assert (found.raised, found.leaving) == (0, 3)
    assert await grades(world) == ["07", "07", "07"]
    assert (await world.case(episode)).step.value == "referred"


async def test_a_school_goes_over_once_a_year(world: World) -> None:
    world.now = SUMMER
    await go_over(world)
    with pytest.raises(Refused, match="already"):
        await go_over(world)
    world.now = SUMMER.replace(year=2028)
    await go_over(world, last="12")
    assert await grades(world) == ["09", "09", "09"]


async def test_in_the_year_in_which_a_school_begins_its_grades_are_right(world: World) -> None:
    with pytest.raises(Refused, match="began with Stepwise"):
        await go_over(world)
    assert await grades(world) == ["07", "07", "07"]


async def test_whoever_came_in_this_year_is_not_raised(world: World) -> None:
    world.now = SUMMER
    await world.plant(
        "UPDATE app.student SET recorded_at = '2027-08-02' WHERE org_id = $1 AND number = 'S-2'"
    )
    assert (await go_over(world)).raised == 2
    assert await grades(world) == ["08", "07", "08"]


async def test_a_preview_that_is_not_true_any_more_is_refused(world: World) -> None:
    world.now = SUMMER
    with pytest.raises(Stale):
        await go_over(world, seen=2)
    assert await grades(world) == ["07", "07", "07"]


@pytest.mark.parametrize("who", ["counselor", "clinical", "direct", "mentor"])
async def test_only_an_administrator_begins_a_school_year(world: World, who: str) -> None:
    world.now = SUMMER
    with pytest.raises(NotAllowed):
        await go_over(world, by=getattr(world, who))


async def test_two_who_begin_the_same_year_at_once_raise_the_grades_once(
    module_database: Database, module_engine: AsyncEngine
) -> None:
    world = await World.made(module_database, module_engine)
    world.now = SUMMER
    found = await asyncio.gather(go_over(world), go_over(world), return_exceptions=True)
    assert [type(one) for one in found if isinstance(one, Exception)] in ([Refused], [Stale])
    assert await grades(world) == ["08", "08", "08"]
