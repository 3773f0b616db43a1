"""Does a decision show what came in after it and had happened before, without a word of it being rewritten?"""

import re
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from care_steps.decisions import Answer, Choice
from care_steps.hindsight import Hindsight
from tests.conftest import Database
from tests.pages.case_pages import signed_in, words
from tests.web import site_on
from tests.world import CONSENT, World
from workflows.platform.cli.why import said
from workflows.records.explanations import Explanation
from workflows.verbs.explain import explain
from workflows.verbs.replay import replay


@pytest.fixture
async def world(module_database: Database, module_engine: AsyncEngine) -> World:
    """An organization that began forty days ago: pages go by the clock of the database."""
    return await World.made(module_database, module_engine, datetime.now(UTC) - timedelta(days=40))


async def asked(world: World, decision: UUID) -> Explanation:
    async with world.acting(world.clinical) as tx:
        return await explain(tx, record_id=decision, by=tx.actor)


async def late(world: World, decision: UUID) -> Hindsight | None:
    return (await asked(world, decision)).known_since


async def decided(world: World) -> tuple[UUID, UUID, UUID]:
    """A case whose mentor asked, and the decision to hold it: (episode, match, decision)."""
    episode, match = await world.mentored()
    world.later(days=20)
    await world.worry(episode)
    (item,) = await world.work(episode, "recommendation")
    until = (world.now + timedelta(days=5)).date()
    hold = Choice(Answer.HOLD, hold_reason="awaiting_assessment", hold_until=until)
    decision = await world.decide(item.id, hold)
    world.later(days=1)
    return episode, match, decision


async def test_nothing_is_late_while_nothing_came_in(world: World) -> None:
    episode, match, decision = await decided(world)
    await world.log_made(match)
    await world.phq_a(episode, total=16)
    assert await late(world, decision) is None


async def test_a_session_entered_late_stands_as_known_now(world: World) -> None:
    _, match, decision = await decided(world)
    await world.log_made(match, held_at=world.now - timedelta(days=3))
    found = await late(world, decision)
    assert found is not None
    said_then = {one.now.name: (one.then.said, one.now.said) for one in found.facts}
    assert said_then["days_since_last_made_contact"][0].startswith("20")
    assert said_then["days_since_last_made_contact"][1].startswith("2 ")
    assert said_then["sessions_made"][0].startswith("1")
    assert said_then["sessions_made"][1].startswith("2")


async def test_a_form_entered_late_says_which_rule_would_have_fired(world: World) -> None:
    episode, _, decision = await decided(world)
    await world.phq_a(episode, total=16, completed_at=world.now - timedelta(days=2))
    found = await late(world, decision)
    assert found is not None
    assert any(one.would_fire and one.row_id.startswith("R5") for one in found.rules)
    # And it asks about the case today, as every new fact does.
    assert any(row.startswith("R5") for row in await world.fired(episode))


async def test_what_was_decided_and_moved_since_is_not_late(world: World) -> None:
    episode, _, decision = await decided(world)
    await world.worry(episode, "weapon")
    assert await late(world, decision) is None


async def test_what_was_moved_to_another_student_is_not_known_now(world: World) -> None:
    await world.mentored(world.students[1])
    episode, _ = await world.mentored()
    form = await world.phq_a(episode, total=16)
    (item,) = await world.work(episode, "recommendation")
    decision = await world.decide(item.id, Choice(Answer.ACCEPT, consent_basis=CONSENT))
    world.later(days=1)
    await world.misfile("administration", form, world.students[1])
    found = await late(world, decision)
    assert found is not None
    told = " ".join(said(await asked(world, decision)))
    scores = re.findall(r"[^.:;]*\b16\b(?! UTC|:)[^.:;]*", re.sub(r"\S*[0-9a-f]-\S+|\d+:\d+", "", told))
    assert not scores
    assert str(form) not in told
    assert "came from a record that belongs to somebody else" in told


async def test_nothing_is_rewritten(world: World) -> None:
    episode, match, decision = await decided(world)
    before = await world.rows("SELECT d::text FROM app.decision d WHERE id = :id", id=decision)
    await world.log_made(match, held_at=world.now - timedelta(days=3))
    await world.phq_a(episode, total=16, completed_at=world.now - timedelta(days=2))
    assert await late(world, decision) is not None
    assert await world.rows("SELECT d::text FROM app.decision d WHERE id = :id", id=decision) == before
    async with world.acting(None) as tx:
        assert (await replay(tx, by=tx.actor)).differences == ()


async def test_page_and_command_say_the_same(world: World, module_database: Database) -> None:
    episode, _, decision = await decided(world)
    await world.phq_a(episode, total=16, completed_at=world.now - timedelta(days=2))
    told = " ".join(said(await asked(world, decision)))
    assert "Known then: not asked. Known now: 16 points." in told
    async with site_on(module_database) as site:
        page = words(await (await signed_in(site, world, world.clinical)).get(f"/decisions/{decision}"))
    assert "Known then, and known now" in page
    assert "The decision stays as it was made." in page
    assert "would have fired:" in page


RECORDS = """
SELECT 'decision', d.id, to_jsonb(d)::text FROM app.decision d WHERE d.org_id = :org_id
UNION ALL SELECT 'firing', f.id, to_jsonb(f)::text FROM app.firing f WHERE f.org_id = :org_id
UNION ALL SELECT 'step_change', c.id, to_jsonb(c)::text FROM app.step_change c WHERE c.org_id = :org_id
"""


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_comes_in_late_is_told_with_the_decision_and_rewrites_nothing(
    world: World, seed: int
) -> None:
    """Forms, sessions and worries of any day before the decision, in any order."""
    random = Random(seed)
    episode, match, decision = await decided(world)
    for _ in range(4):
        before = set(await world.rows(RECORDS))
        happened = world.now - timedelta(days=random.uniform(1.2, 19))
        match random.choice(("phq_a", "gad_7", "session")):
            case "session":
                await world.log_made(match, held_at=happened)
            case form:
                await getattr(world, form)(episode, total=random.randint(0, 21), completed_at=happened)
        world.later(minutes=random.randint(1, 600))
        assert before <= set(await world.rows(RECORDS)), "what was decided, fired or moved reads as it did"
        found = await late(world, decision)
        assert found is not None
        assert found.facts
    async with world.acting(None) as tx:
        assert (await replay(tx, by=tx.actor)).differences == ()
