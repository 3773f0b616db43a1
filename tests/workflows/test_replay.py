"""Is every decision derived again from what was known then, and does replay see when somebody changed the past?"""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from care_steps.decisions import Answer, Choice
from care_steps.offers import OfferMove
from care_steps.steps import Step
from tests.conftest import Database
from tests.world import World
from workflows.verbs.replay import Replayed, replay


async def replayed(world: World) -> Replayed:
    async with world.acting(None) as tx:
        return await replay(tx, by=tx.actor)


async def lived(world: World) -> World:
    """Three cases with every kind of decision: open, start, accept, hold, other, emergency, undo."""
    ava, match = await world.mentored(world.students[0])
    world.later(days=7)
    await world.phq_a(ava, total=4)
    world.later(days=7)
    await world.log_made(match, worry="talk_over", said="Sleeps badly.")
    await world.phq_a(ava, total=16)
    world.later(hours=1)
    (item,) = await world.work(ava, "recommendation")
    await world.decide(item.id, Choice(Answer.ACCEPT, consent_basis="guardian_written"))
    await world.answer(await world.offer(ava), OfferMove.ACCEPT)
    journey = await world.assign(ava, Step.JOURNEY)
    world.later(days=7)
    await world.log_made(journey)

    noah, match = await world.mentored(world.students[1])
    world.later(days=1)
    await world.gad_7(noah, total=16)
    (item,) = await world.work(noah, "recommendation")
    until = (world.now + timedelta(days=10)).date()
    await world.decide(item.id, Choice(Answer.HOLD, hold_reason="awaiting_assessment", hold_until=until))
    world.later(days=3)
    await world.worry(noah)
    (item,) = await world.work(noah, "recommendation")
    await world.decide(
        item.id,
        Choice(
            Answer.OTHER,
            step=Step.PROFESSIONAL,
            override_reasons=("extra_risk_seen",),
            override_words="Known from last year.",
            consent_basis="guardian_written",
        ),
    )
    await world.phq_a(noah, total=3, item_9=1)
    await world.phq_a(noah, total=3, item_9=None)

    mia, _ = await world.in_emergency(world.students[2])
    world.later(hours=2)
    await world.undo(mia)
    return world


@pytest.fixture(scope="module")
async def world(module_database: Database, module_engine: AsyncEngine) -> World:
    return await lived(await World.made(module_database, module_engine))


async def test_everything_recorded_is_derived_again_without_a_difference(world: World) -> None:
    found = await replayed(world)
    assert found.differences == ()
    kinds = await world.rows("SELECT DISTINCT kind FROM app.decision")
    assert {kind for (kind,) in kinds} == {"open", "start", "accept", "hold", "other", "emergency", "undo"}
    ((decisions, firings),) = await world.rows(
        "SELECT (SELECT count(*) FROM app.decision), (SELECT count(*) FROM app.firing)"
    )
    assert (found.decisions, found.firings) == (decisions, firings)
