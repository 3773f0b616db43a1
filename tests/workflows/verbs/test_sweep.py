"""Does the sweep find what only time brings, and nothing else, however often it runs?"""

import asyncio
from datetime import date, timedelta

import pytest

from care_steps.decisions import Answer, Choice
from care_steps.offers import OfferMove
from care_steps.steps import Step
from tests.world import CONSENT, World
from workflows.records.refusals import NotAllowed
from workflows.verbs.sweep import Swept, sweep

_KEPT = (
    "audit_event",
    "work",
    "firing",
    "decision",
    "step_change",
    "offer_change",
    "session",
    "administration",
)


async def _everything(world: World) -> list[object]:
    """Every row that a sweep could have touched, and when each case last learned something."""
    counts = [await world.rows(f"SELECT count(*), max(xmin::text::bigint) FROM app.{name}") for name in _KEPT]
    return [
        *counts,
        await world.rows("SELECT id, version, known_at, xmin::text FROM app.episode ORDER BY id"),
    ]


async def test_four_weeks_without_a_meeting_open_one_task(world: World) -> None:
    episode, _ = await world.mentored()
    world.later(days=27, hours=23)
    assert await world.sweep() == Swept(cases=1, changed=0, fired=0)
    world.later(hours=1)
    assert await world.sweep() == Swept(cases=1, changed=1, fired=1)
    (item,) = await world.work(episode)
    assert (item.kind, item.action, item.class_, item.owner_id) == (
        "task",
        "find_contact",
        "P3",
        world.direct,
    )
    assert (await world.case(episode)).step is Step.MENTOR
    assert await world.audit("swept") == [(None, world.students[0], "episode", episode, "done")]


async def test_a_second_sweep_writes_nothing(world: World) -> None:
    await world.mentored()
    world.later(days=40)
    await world.sweep()
    before = await _everything(world)
    for _ in range(2):
        assert (await world.sweep()).changed == 0
    assert await _everything(world) == before


async def test_a_mentor_who_never_met_the_mentee_counts_from_the_assignment(world: World) -> None:
    episode = await world.refer()
    world.later(days=60)
    assert (await world.sweep()).changed == 0, "nobody was to be met yet"
    await world.assign(episode)
    world.later(days=28)
    assert (await world.sweep()).fired == 1


async def test_lost_contact_is_urgent_while_a_safety_item_is_open_and_calms_when_it_ends(
    world: World,
) -> None:
    episode, _ = await world.mentored()
    world.later(days=1)
    await world.phq_a(episode, total=4, item_9=1)
    world.later(days=27)
    await world.sweep()
    escalation, task = sorted(await world.work(episode), key=lambda one: one.kind)
    assert (escalation.kind, task.kind, task.class_) == ("escalation", "task", "P1")
    assert sorted(await world.fired(episode)) == ["R3.item_9", "R7.days", "R7.days_safety_open"]
    await world.end(escalation.id, "assessed_safe_for_now")
    assert [one.id for one in await world.work(episode)] == [task.id], "they still have not met"


async def test_the_sweep_ends_what_has_become_silent(world: World) -> None:
    episode, match = await world.mentored()
    world.later(days=28)
    await world.sweep()
    await world.log_made(match)
    assert await world.work(episode) == ()
    world.later(days=28)
    assert (await world.sweep()).fired == 0
    assert await world.work(episode) == ()
    # The fall break of a week lay in between: with its two weekends, nine days that do not count.
    world.later(days=9)
    await world.sweep()
    # By then the step has lasted eight weeks with one session and no measure, and that is work of its own.
    assert sorted([item.action for item in await world.work(episode)]) == ["find_contact", "repair_delivery"]


async def test_all_open_cases_are_swept_and_only_those_with_news_are_touched(world: World) -> None:
    lost, _ = await world.mentored(world.students[0])
    world.later(days=14)
    seen, _ = await world.mentored(world.students[1])
    await world.refer(world.students[2])
    before = (await world.case(seen)).known_at
    world.later(days=14)
    assert await world.sweep() == Swept(cases=3, changed=1, fired=1)
    assert len(await world.work(lost)) == 1
    assert (await world.case(seen)).known_at == before


async def test_two_sweeps_at_once_fire_once(world: World) -> None:
    for mentee in world.students:
        await world.mentored(mentee)
    world.later(days=28)
    done = await asyncio.gather(*(world.sweep() for _ in range(3)))
    assert sum(one.fired for one in done) == 3
    assert await world.rows("SELECT count(*) FROM app.work") == [(3,)]


async def test_after_every_verb_a_sweep_at_the_same_instant_writes_nothing(world: World) -> None:
    async def swept_nothing(after: str) -> None:
        before = await _everything(world)
        assert (await world.sweep()).changed == 0, after
        assert await _everything(world) == before, after

    episode = await world.refer(how_soon="now")
    await swept_nothing("refer_in")
    (item,) = await world.work(episode)
    await world.acknowledge(item.id)
    await swept_nothing("acknowledge")
    await world.end(item.id, "assessed_safe_for_now")
    await swept_nothing("end_work")
    match = await world.assign(episode)
    await swept_nothing("assign")
    await world.log_made(match, worry="talk_over")
    await swept_nothing("log_session")
    world.later(days=1)
    first = await world.phq_a(episode, total=15, item_9=None)
    await swept_nothing("record_administration, blank")
    await world.phq_a(episode, total=15, amends=first)
    await swept_nothing("record_administration, corrected")
    (item,) = await world.work(episode)
    await world.decide(item.id, Choice(Answer.ACCEPT, consent_basis=CONSENT))
    await swept_nothing("decide, accept")
    await world.answer(await world.offer(episode), OfferMove.ACCEPT)
    await swept_nothing("answer_offer")
    await world.worry(episode, "active_statement")
    await swept_nothing("raise_concern, moved at once")
    await world.undo(episode)
    await swept_nothing("undo_emergency")
    await world.worry(episode)
    (item,) = await world.work(episode)
    hold = Choice(Answer.HOLD, hold_reason="awaiting_place", hold_until=date(2026, 10, 30))
    await world.decide(item.id, hold)
    await swept_nothing("decide, hold")
    await world.log_missed(match)
    await world.log_missed(match)
    await swept_nothing("log_session, two missed")
    await world.worry(episode)
    (item,) = [one for one in await world.work(episode) if one.kind == "recommendation"]
    up = Choice(
        Answer.OTHER, step=Step.PROFESSIONAL, override_reasons=("extra_risk_seen",), consent_basis=CONSENT
    )
    await world.decide(item.id, up)
    await world.answer(await world.offer(episode), OfferMove.ACCEPT)
    await world.confirm(await world.offer(episode))
    await swept_nothing("confirm_first_contact")


async def test_a_verb_that_waited_for_the_lock_still_sees_what_came_before(world: World) -> None:
    episode = await world.refer()
    world.later(minutes=1)
    await world.worry(episode, at=world.now)
    await world.worry(episode, at=world.now - timedelta(seconds=20))
    assert (await world.sweep()).changed == 0
    (item,) = await world.work(episode)
    ((newest,),) = await world.rows(
        "SELECT cardinality(evidence) FROM app.firing ORDER BY recorded_at DESC LIMIT 1"
    )
    assert newest == 2
    await world.decide(item.id, Choice(Answer.ACCEPT, consent_basis=CONSENT))


@pytest.mark.parametrize("who", ["counselor", "clinical", "mentor"])
async def test_nobody_sweeps_by_hand_but_an_administrator(world: World, who: str) -> None:
    async with world.acting(getattr(world, who)) as tx:
        with pytest.raises(NotAllowed):
            await sweep(tx, by=tx.actor, at=tx.at)
    async with world.acting(world.administrator) as tx:
        assert await sweep(tx, by=tx.actor, at=tx.at) == Swept(0, 0, 0)
