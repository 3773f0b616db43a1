"""Is what is read beside each other the same as what each reads alone, in as few round trips as the longest takes?"""

import asyncio
from typing import Any

import pytest
from sqlalchemy import JSON, TextClause, TextualSelect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.bare import recorded
from tests.conftest import Database
from tests.world import World
from workflows.records.asked_beside import ALONE
from workflows.records.audit import keep_audit
from workflows.records.refusals import NotFound
from workflows.records.scope import Transaction
from workflows.records.side_by_side import SideBySide

# Every type that a list of ours has, in an order that is not that of the rows; one without any row; two names alike.
PEOPLE = text(
    "SELECT id, given_name, id, ARRAY[id, id] AS ids, ARRAY[given_name] AS names, recorded_at, recorded_at::date AS day,"
    " 1.5 AS share, NULL AS nothing, '' AS empty, true AS is_so, json_build_array(1, id) AS list, interval '1 day' AS long"
    " FROM app.person WHERE org_id = :org_id ORDER BY family_name DESC, id"
)
SITES = text("SELECT json_build_array(name) AS list, name FROM app.site WHERE org_id = :org_id").columns(
    list=JSON
)
NONE = text("WITH none AS (SELECT 1 AS one WHERE :never) SELECT one FROM none")


@pytest.fixture
async def world(module_database: Database, module_engine: AsyncEngine) -> World:
    return await World.made(module_database, module_engine)


async def read(
    tx: Transaction, statement: TextClause | TextualSelect, **values: Any
) -> list[tuple[Any, ...]]:
    asked = values or {"org_id": tx.actor.org_id}
    return [tuple(row) for row in await tx.connection.execute(statement, asked)]


async def test_each_finds_what_it_finds_alone(world: World) -> None:
    async with world.acting(world.counselor) as tx:
        alone = [await read(tx, one) for one in (PEOPLE, SITES)]
        with recorded(world.engine) as sent:
            async with SideBySide(tx) as asked:
                people, sites = asked.of(read(tx, PEOPLE)), asked.of(read(tx, SITES))
                none, again = asked.of(read(tx, NONE, never=False)), asked.of(read(tx, SITES))
    assert len(sent) == 1
    assert [people.found, sites.found] == alone
    assert [[type(value) for value in row] for row in people.found] == [
        [type(value) for value in row] for row in alone[0]
    ]
    assert (none.found, again.found) == ([], alone[1])


async def test_who_asks_twice_waits_for_nobody_who_asks_once_and_a_part_may_have_parts(world: World) -> None:
    async def twice(tx: Transaction) -> int:
        return len(await read(tx, SITES)) + len(await read(tx, PEOPLE))

    async def inside(tx: Transaction) -> int:
        async with SideBySide(tx) as asked:
            one, two = asked.of(twice(tx)), asked.of(read(tx, SITES))
        return one.found + len(two.found)

    async def nothing() -> int:
        return 7

    async with world.acting(world.counselor) as tx:
        people, sites = len(await read(tx, PEOPLE)), len(await read(tx, SITES))
        with recorded(world.engine) as sent:
            async with SideBySide(tx) as asked:
                first, second, third = asked.of(inside(tx)), asked.of(read(tx, SITES)), asked.of(nothing())
    assert len(sent) == 2
    assert (first.found, len(second.found), third.found) == (people + 2 * sites, sites, 7)


async def test_what_was_written_before_is_there_and_who_writes_keeps_its_place(world: World) -> None:
    events = text(
        "SELECT action FROM app.audit_event WHERE org_id = :org_id AND action LIKE 'noted%' ORDER BY action"
    )

    async def writes(tx: Transaction) -> list[tuple[Any, ...]]:
        await read(tx, SITES)
        await keep_audit(tx, "noted_two")
        return await read(tx, events)

    async with world.acting(world.counselor) as tx:
        await keep_audit(tx, "noted_one")
        async with SideBySide(tx) as asked:
            before, after = asked.of(read(tx, events)), asked.of(writes(tx))
    assert before.found == [("noted_one",)]
    assert after.found == [("noted_one",), ("noted_two",)]


async def test_what_one_of_them_raises_is_raised_and_no_other_goes_on(world: World) -> None:
    done = []

    async def fails(tx: Transaction) -> None:
        await read(tx, SITES)
        raise NotFound

    async def goes_on(tx: Transaction) -> None:
        await read(tx, SITES)
        await read(tx, SITES)
        done.append(True)

    async def both(tx: Transaction) -> None:
        async with SideBySide(tx) as asked:
            asked.of(fails(tx))
            asked.of(goes_on(tx))

    async with world.acting(world.counselor) as tx:
        with pytest.raises(NotFound):
            await both(tx)
        assert done == []
        assert await read(tx, SITES), "and the transaction goes on"


SLEEP = text("SELECT pg_sleep(20)").execution_options(**ALONE)


async def asleep_beside(tx: Transaction) -> None:
    """One waits for the database, one for its turn, and one has not begun."""

    async def slept() -> None:
        await read(tx, SITES)
        await tx.connection.execute(SLEEP)

    async with SideBySide(tx) as asked:
        asked.of(read(tx, SITES))
        asked.of(slept())
        asked.of(read(tx, PEOPLE))


async def test_what_the_database_ends_is_told_as_it_is_told_alone(world: World) -> None:
    async def page() -> None:
        async with world.acting(world.counselor) as tx:
            await tx.connection.execute(text("SET LOCAL statement_timeout = '300ms'"))
            await asleep_beside(tx)

    with pytest.raises(DBAPIError, match="statement timeout"):
        await page()
    assert await _answers(world)


async def test_whoever_goes_away_in_the_middle_leaves_a_connection_that_answers(world: World) -> None:
    async def page() -> None:
        async with world.acting(world.counselor) as tx:
            await asleep_beside(tx)

    asked = asyncio.create_task(page())
    await asyncio.sleep(0.5)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    assert await _answers(world)


async def _answers(world: World) -> bool:
    async with world.acting(world.counselor) as tx:
        return bool(await read(tx, SITES))
