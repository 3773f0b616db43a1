"""Is nothing done and nothing looked at without its row in the audit trail? (assurance: no row, no page and no change)"""

import json
from uuid import UUID

import pytest
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

from care_steps.decisions import Answer, Choice
from care_steps.offers import OfferMove
from tests.conftest import Database
from tests.world import World
from workflows.verbs.explain import explain
from workflows.verbs.see_case import see_case


@pytest.fixture
async def world(fresh_database: Database, fresh_engine: AsyncEngine) -> World:
    return await World.made(fresh_database, fresh_engine)


async def kept(world: World) -> list[tuple[str, UUID | None, UUID | None]]:
    """Action, mentee and actor of every row, oldest first."""
    found = await world.rows("SELECT action, mentee_id, actor_id FROM app.audit_event ORDER BY at, id")
    return [(action, mentee, actor) for action, mentee, actor in found]


async def test_every_act_of_a_case_leaves_its_row_with_who_and_about_whom(world: World) -> None:
    episode, _ = await world.mentored()
    world.later(days=7)
    await world.phq_a(episode, total=16)
    (item,) = await world.work(episode, "recommendation")
    decision = await world.decide(item.id, Choice(Answer.ACCEPT, consent_basis="guardian_written"))
    await world.answer(await world.offer(episode), OfferMove.ACCEPT)
    await world.worry(episode, "active_statement", said="Said it plainly.")
    (escalation,) = await world.work(episode, "escalation")
    await world.acknowledge(escalation.id)
    await world.undo(episode)
    async with world.acting(world.counselor) as tx:
        await explain(tx, record_id=decision, by=tx.actor)
    done = [(action, actor) for action, mentee, actor in await kept(world) if mentee == world.students[0]]
    assert [action for action, _ in done] == [
        "referred_in", "told_applicant", "assigned", "logged_session", "recorded_administration", "decided",
        "offer_accepted", "raised_concern", "moved_at_once", "acknowledged", "undid_emergency", "saw_decision",
    ]  # fmt: skip
    assert all(actor is not None for _, actor in done)


async def test_the_audit_trail_holds_ids_and_no_words(world: World) -> None:
    said = "CNRY nobody reads this in the trail"
    episode, match = await world.mentored()
    await world.log_made(match, worry="talk_over", said=said, note=said)
    await world.worry(episode, said=said)
    whole = await world.rows("SELECT to_jsonb(a)::text FROM app.audit_event a")
    assert whole
    assert not [row for (row,) in whole if "CNRY" in row or "Bennett" in row]
    for (payload,) in await world.rows("SELECT payload FROM app.audit_event"):
        assert json.dumps(json.loads(payload), sort_keys=True, separators=(",", ":")) == payload


async def without_audit(world: World) -> None:
    root = await world.database.superuser()
    await root.execute("REVOKE INSERT ON app.audit_event FROM app")
    await root.close()


async def test_an_act_that_cannot_be_audited_is_not_done(world: World) -> None:
    episode, match = await world.mentored()
    counted = "SELECT (SELECT count(*) FROM app.episode), (SELECT count(*) FROM app.session), count(*) FROM app.concern"
    before = await world.rows(counted)
    await without_audit(world)
    for act in (
        world.refer(world.students[1]),
        world.log_made(match),
        world.worry(episode, "active_statement", said="Said it plainly."),
    ):
        with pytest.raises(ProgrammingError) as refusal:
            await act
        assert "audit_event" in str(refusal.value)
    assert await world.rows(counted) == before
    assert (await world.case(episode)).version == 2


async def test_a_look_that_cannot_be_audited_shows_nothing(world: World) -> None:
    await world.mentored()
    await without_audit(world)
    with pytest.raises(ProgrammingError):
        # A page is sent once its transaction has ended.
        async with world.acting(world.counselor) as tx:
            await see_case(tx, by=tx.actor, mentee_id=world.students[0])


async def test_a_row_belongs_to_the_transaction_of_its_act(world: World) -> None:
    """What is rolled back was not done, and leaves no row."""
    await world.mentored()
    before = await kept(world)
    async with world.acting(world.counselor) as tx:
        await see_case(tx, by=tx.actor, mentee_id=world.students[0])
        await tx.connection.rollback()
    assert await kept(world) == before
    async with world.acting(world.counselor) as tx:
        await see_case(tx, by=tx.actor, mentee_id=world.students[0])
    assert await kept(world) == [*before, ("saw_episode", world.students[0], world.counselor)]
