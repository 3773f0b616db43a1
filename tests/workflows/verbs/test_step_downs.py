"""Does less help come with a plan, a first check and a second thought, and does the way down reach its end?"""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from care_steps.decisions import Answer, Choice
from care_steps.offers import OfferMove
from care_steps.steps import Step
from tests.world import CONSENT, World
from workflows.records.refusals import Invalid, NotAllowed
from workflows.verbs.replay import replay


async def with_a_professional(world: World) -> tuple[UUID, UUID]:
    """A mentee who stepped up twice, whose mentor has a question: the episode, and the recommendation."""
    episode, match = await world.mentored()
    await world.phq_a(episode, total=16)
    (item,) = await world.work(episode)
    up = Choice(
        Answer.OTHER, step=Step.PROFESSIONAL, override_reasons=("extra_risk_seen",), consent_basis=CONSENT
    )
    await world.decide(item.id, up)
    await world.answer(await world.offer(episode), OfferMove.ACCEPT)
    await world.confirm(await world.offer(episode))
    return episode, await asked(world, match)


async def asked(world: World, match: UUID) -> UUID:
    """The mentor asks to talk it over."""
    world.later(days=1)
    await world.log_made(match, worry="talk_over")
    (episode,) = {
        row[0] for row in await world.rows("SELECT episode_id FROM app.match WHERE id = :id", id=match)
    }
    return (await world.work(episode, "recommendation"))[0].id


async def down_to(world: World, episode: UUID, item: UUID, step: Step) -> UUID:
    """Decided, accepted, with a mentor for the lower step, and met once: the new match."""
    await world.decide(item, world.less(step))
    await world.answer(await world.offer(episode), OfferMove.ACCEPT)
    match = await world.assign(episode, step)
    await world.log_made(match)
    return match


async def test_the_way_down_leads_from_the_professional_to_the_mentor(world: World) -> None:
    episode, item = await with_a_professional(world)
    assert (await world.case(episode)).step is Step.PROFESSIONAL
    journey = await down_to(world, episode, item, Step.JOURNEY)
    case = await world.case(episode)
    assert (case.step, case.serving_match_id) == (Step.JOURNEY, journey)
    mentor = await down_to(world, episode, await asked(world, journey), Step.MENTOR)
    case = await world.case(episode)
    assert (case.step, case.serving_match_id, case.owner_id) == (Step.MENTOR, mentor, world.counselor)
    assert case.standing.direct_supervisor_id == world.direct
    async with world.acting(None) as tx:
        assert (await replay(tx, by=tx.actor)).differences == ()


async def test_the_first_check_is_work_of_whoever_signed_it_due_on_that_day(world: World) -> None:
    episode, item = await with_a_professional(world)
    decision = await world.decide(item, world.less(Step.JOURNEY))
    day = world.now.date() + timedelta(days=1)
    assert await world.rows("SELECT next_due FROM app.decision WHERE id = :id", id=decision) == [
        ([{"what": "Look after the step down", "owner": "Ruth Okafor", "on": str(day)}],)
    ]
    assert not [one for one in await world.work(episode) if one.action == "first_check"]
    await world.answer(await world.offer(episode), OfferMove.ACCEPT)
    await world.log_made(await world.assign(episode, Step.JOURNEY))
    (check,) = [one for one in await world.work(episode) if one.action == "first_check"]
    case = await world.case(episode)
    assert (check.owner_id, check.kind) == (world.clinical, "task")
    assert case.calendar.local_day(check.due_at) == day
    assert (await world.sweep()).changed == 0
    await world.end(check.id, "done", by=world.clinical)


async def test_nobody_but_a_clinical_supervisor_signs_less_help(world: World) -> None:
    _, item = await with_a_professional(world)
    with pytest.raises(NotAllowed):
        await world.decide(item, world.less(Step.JOURNEY), by=world.direct)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"safety_plan": " "}, "safety_plan"), ({"first_check_on": None}, "first_check_on")],
    ids=["without a plan", "without a first check"],
)
async def test_less_help_is_not_kept_with_a_part_missing(
    world: World, changes: dict[str, Any], field: str
) -> None:
    _, item = await with_a_professional(world)
    with pytest.raises(Invalid) as no:
        await world.decide(item, replace(world.less(Step.JOURNEY), **changes))
    assert set(no.value.errors) == {field}


async def test_who_returns_to_a_step_begins_it_with_no_session(world: World) -> None:
    episode, match = await world.mentored()
    await world.phq_a(episode, total=16)
    (item,) = await world.work(episode)
    await world.decide(item.id, Choice(Answer.ACCEPT, consent_basis=CONSENT))
    await world.answer(await world.offer(episode), OfferMove.ACCEPT)
    journey = await world.assign(episode, Step.JOURNEY)
    await world.log_made(journey)
    await down_to(world, episode, await asked(world, journey), Step.MENTOR)
    await asked(world, (await world.case(episode)).serving_match_id or match)
    ((facts,),) = await world.rows("SELECT facts FROM app.firing ORDER BY recorded_at DESC, id DESC LIMIT 1")
    assert facts["step"]["value"] == "paraprofessional_mentor"
    assert facts["sessions_made"]["value"] == 2


async def better(world: World, episode: UUID, match: UUID) -> UUID:
    """Two good scores in a row, and met each week: the recommendation that comes of it."""
    for _ in range(2):
        world.later(days=7)
        await world.log_made(match)
        await world.phq_a(episode, total=3)
    (item,) = await world.work(episode, "recommendation")
    return item.id


async def test_two_good_scores_in_a_row_propose_the_end_and_closing_accepts_it(world: World) -> None:
    episode, match = await world.mentored()
    await world.phq_a(episode, total=12)
    item = await better(world, episode, match)
    assert (await world.fired(episode))[-1] == "R10.phq_a"
    with pytest.raises(Invalid) as no:
        await world.decide(item, Choice(Answer.ACCEPT, consent_basis=CONSENT))
    assert set(no.value.errors) == {"answer"}
    with pytest.raises(NotAllowed):
        await world.close(episode, world.closing(), by=world.counselor)
    decision = await world.close(episode, world.closing(), by=world.clinical)
    assert await world.rows(
        "SELECT recommended_step, chosen_step, rule_ids, work_id FROM app.decision WHERE id = :id",
        id=decision,
    ) == [("closed", "closed", ["R10"], item)]
    assert await world.replayed() == ()


async def test_two_good_scores_on_the_second_step_propose_the_first(world: World) -> None:
    episode, match = await world.mentored()
    await world.phq_a(episode, total=16)
    (item,) = await world.work(episode, "recommendation")
    await world.decide(item.id, Choice(Answer.ACCEPT, consent_basis=CONSENT))
    await world.answer(await world.offer(episode), OfferMove.ACCEPT)
    journey = await world.assign(episode, Step.JOURNEY)
    await world.log_made(journey)
    work = await better(world, episode, journey)
    down = world.less(Step.MENTOR)
    accepted = replace(down, answer=Answer.ACCEPT, step=None, override_reasons=())
    with pytest.raises(Invalid) as no:
        await world.decide(work, replace(accepted, safety_plan="", first_check_on=None))
    assert set(no.value.errors) == {"safety_plan", "first_check_on"}
    await world.decide(work, accepted)
    await world.answer(await world.offer(episode), OfferMove.ACCEPT)
    await world.log_made(await world.assign(episode))
    assert (await world.case(episode)).step is Step.MENTOR
    assert match is not None
    assert await world.replayed() == ()
