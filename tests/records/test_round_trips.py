"""What is only written waits for company: does it go in one trip, and never with what it would hide?"""

from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.bare import recorded
from tests.conftest import Database
from tests.world import World
from workflows.records.audit import keep_audit
from workflows.records.scope import Transaction

_TOUCH = text("UPDATE app.episode SET known_at = :known_at WHERE org_id = :org_id AND id = :id")


@pytest.fixture
async def world(module_database: Database, module_engine: AsyncEngine) -> World:
    return await World.made(module_database, module_engine)


async def touch(tx: Transaction, episode_id: UUID) -> None:
    values = {"org_id": tx.actor.org_id, "id": episode_id, "known_at": tx.at}
    await tx.connection.later(_TOUCH, values)


async def noted(world: World) -> list[str]:
    rows = await world.rows("SELECT action FROM app.audit_event WHERE action LIKE 'noted_%' ORDER BY action")
    return [action for (action,) in rows]


async def test_rows_that_are_only_written_go_in_one_statement(world: World) -> None:
    episode = await world.refer()
    with recorded(world.engine) as sent:
        async with world.acting(world.counselor) as tx:
            await keep_audit(tx, "noted_one")
            await touch(tx, episode)
            await keep_audit(tx, "noted_two")
    assert len(sent) == 2  # Who acts, and all three.
    assert await noted(world) == ["noted_one", "noted_two"]


async def test_two_changes_of_one_table_never_go_in_one_statement(world: World) -> None:
    """The second would not see the first, and one of them would be lost without a word."""
    episode = await world.refer()
    with recorded(world.engine) as sent:
        async with world.acting(world.counselor) as tx:
            await touch(tx, episode)
            await touch(tx, episode)
    assert len(sent) == 3


async def test_what_waits_is_lost_with_a_transaction_that_failed(world: World) -> None:
    async def fail() -> None:
        async with world.acting(world.counselor) as tx:
            await keep_audit(tx, "noted_one")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await noted(world) == []
