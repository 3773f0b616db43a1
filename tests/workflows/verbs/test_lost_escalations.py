"""Can anybody lose what was said about safety: by closing, moving, correcting, or by entering something else?"""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from care_steps.steps import Step
from tests.world import World
from workflows.records.refusals import Stale
from workflows.verbs.record_administration import FilledForm


async def kinds(world: World, episode: UUID) -> list[str]:
    return sorted(one.kind for one in await world.work(episode))


async def test_nobody_closes_over_a_danger_that_came_after_they_opened_the_page(world: World) -> None:
    episode, _ = await world.mentored()
    closing = world.closing(reason="transferred_care", no_measure="measured_elsewhere")
    await world.phq_a(episode, total=4, item_9=1)
    with pytest.raises(Stale):
        await world.close(episode, closing, by=world.clinical, seen_firings=[])
    assert await kinds(world, episode) == ["escalation"]


async def test_nobody_closes_over_a_second_cause_that_joined_the_danger_they_saw(world: World) -> None:
    episode, _ = await world.in_emergency()
    seen = [one for (one,) in await world.rows("SELECT id FROM app.firing WHERE class = 'P0'")]
    world.later(minutes=5)
    await world.worry(episode, "weapon")
    closing = world.closing(reason="transferred_care", no_measure="measured_elsewhere")
    with pytest.raises(Stale):
        await world.close(episode, closing, by=world.clinical, seen_firings=seen)
    assert await kinds(world, episode) == ["escalation"]


async def test_an_older_form_entered_late_does_not_answer_what_the_newer_one_left_open(world: World) -> None:
    episode, _ = await world.mentored()
    world.later(days=10)
    await world.phq_a(episode, total=4, item_9=None)
    await world.phq_a(episode, total=4, completed_at=world.now - timedelta(days=8))
    (task,) = await world.work(episode)
    assert (task.kind, task.class_) == ("task", "P1")
    world.later(hours=1)
    await world.phq_a(episode, total=4)
    assert await world.work(episode) == ()


async def test_a_correction_of_the_day_answers_what_its_own_form_left_open(world: World) -> None:
    episode, _ = await world.mentored()
    world.later(days=10)
    form = await world.phq_a(episode, total=4, item_9=None)
    await world.phq_a(episode, total=4, amends=form, completed_at=world.now - timedelta(days=1))
    assert await world.work(episode) == ()


async def test_a_yes_that_was_corrected_before_the_form_moved_is_heard_with_the_right_student(
    world: World,
) -> None:
    ava, _ = await world.mentored(world.students[0])
    noah, _ = await world.mentored(world.students[1])
    world.later(days=1)
    first = await world.phq_a(ava, total=4, item_9=2)
    newest = await world.phq_a(ava, total=4, item_9=0, amends=first)
    world.later(hours=1)
    await world.misfile("administration", newest, world.students[1])
    assert await kinds(world, noah) == ["escalation"]
    assert await world.fired(noah) == ["R3.item_9"]
    assert (await world.sweep()).changed == 0
    assert await world.replayed() == ()


async def test_an_imminent_answer_that_was_corrected_before_the_form_moved_is_heard_and_moves_nobody(
    world: World,
) -> None:
    ava, _ = await world.mentored(world.students[0])
    noah, _ = await world.mentored(world.students[1])
    world.later(days=1)
    await world.plant("UPDATE sign_in.organisation SET is_demo = true WHERE id = $1")
    said = {"1": "yes", "2": "no", "3": "no", "4": "no"}
    form = FilledForm("asq", said | {"5": "yes"}, completed_at=world.now)
    first = await world.fill_in(ava, form)
    newest = await world.fill_in(ava, replace(form, answers=said | {"5": "no"}, amends=first))
    await world.misfile("administration", newest, world.students[1])
    assert (await world.case(noah)).step is Step.MENTOR
    assert "P0" in {one.class_ for one in await world.work(noah, "escalation")}
    assert (await world.sweep()).changed == 0
    assert await world.replayed() == ()


async def test_a_blank_that_was_corrected_before_the_form_moved_asks_nobody_again(world: World) -> None:
    ava, _ = await world.mentored(world.students[0])
    noah, _ = await world.mentored(world.students[1])
    world.later(days=1)
    first = await world.phq_a(ava, total=4, item_9=None)
    newest = await world.phq_a(ava, total=4, item_9=0, amends=first)
    await world.misfile("administration", newest, world.students[1])
    assert await world.work(noah) == ()
    assert await world.replayed() == ()


@pytest.mark.parametrize("reason", ["transferred_care", "deceased"])
async def test_a_danger_that_only_the_closing_ended_is_open_again_when_the_case_is(
    world: World, reason: str
) -> None:
    episode, _ = await world.mentored()
    await world.phq_a(episode, total=4, item_9=1)
    (before,) = await world.work(episode)
    closing = world.closing(reason=reason)
    await world.close(episode, closing, by=world.clinical)
    world.later(days=3)
    assert await world.work(episode) == ()
    await world.reopen(episode)
    (after,) = await world.work(episode)
    assert (after.kind, after.action, after.class_) == ("escalation", before.action, before.class_)
    assert (after.owner_id, after.due_at) == (world.clinical, world.now)
    assert (await world.sweep()).changed == 0
    assert await world.replayed() == ()


async def test_what_is_asked_again_is_joined_by_what_comes_later_and_closed_over_again_it_comes_back_once(
    world: World,
) -> None:
    episode, _ = await world.in_emergency()
    closing = world.closing(reason="transferred_care", no_measure="measured_elsewhere")
    await world.close(episode, closing, by=world.clinical)
    await world.reopen(episode)
    assert (await world.case(episode)).step is Step.REFERRED
    await world.worry(episode, "weapon")
    (item,) = await world.work(episode)
    assert (item.kind, item.class_) == ("escalation", "P0")
    assert (await world.case(episode)).step is Step.PROFESSIONAL
    world.later(hours=1)
    await world.close(episode, closing, by=world.clinical)
    await world.reopen(episode)
    assert await kinds(world, episode) == ["escalation"]
    assert await world.replayed() == ()


async def test_a_danger_that_a_person_answered_stays_answered_when_the_case_is_reopened(world: World) -> None:
    episode, _ = await world.mentored()
    await world.phq_a(episode, total=4, item_9=1)
    (item,) = await world.work(episode)
    await world.end(item.id, "not_confirmed")
    await world.close(episode, world.closing())
    await world.reopen(episode)
    assert await world.work(episode, "escalation") == ()
