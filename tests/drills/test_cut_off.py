"""A client hangs up, a connection is cut: does the rest go on, and nothing leak?"""

import asyncio
import random
import socket
import struct
from collections import Counter
from typing import Any
from unittest.mock import patch

import httpx
import pytest
from sqlalchemy import JSON, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.conftest import Database
from tests.drills.lengths import amount, tell
from tests.drills.schools import School
from tests.drills.test_killed_site import Place, place_on, served_database, up
from workflows.platform.engines import engine_for
from workflows.records import scope
from workflows.records.scope import scoped_as

pytestmark = pytest.mark.drill
SEED = amount("seed", 20260914)
_LEFT = """
SELECT count(*) FILTER (WHERE state LIKE 'idle in transaction%') AS stuck, count(*) AS connections
  FROM pg_stat_activity WHERE usename = 'app'
"""
_SEEN = text("SELECT count(*) FROM app.person")
_HANGS_UP = struct.pack("ii", 1, 0)


def hang_up(place: Place, path: str, chance: random.Random) -> None:
    """A request whose client goes away after a random byte, politely or not."""
    whole = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: stepwise={place.token}\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", place.port), timeout=5) as one:
        said = whole[: chance.choice([len(whole), chance.randint(1, len(whole))])]
        one.sendall(said)
        # Nobody answers half a request.
        if said == whole and chance.random() < 0.2:
            one.recv(chance.randint(1, 400))
        if chance.random() < 0.5:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _HANGS_UP)


@pytest.mark.drill("F-19")
async def test_clients_that_hang_up_leave_no_transaction_and_no_connection_behind() -> None:
    requests, chance = amount("requests", 150), random.Random(SEED)
    with served_database() as database:
        place = await place_on(database)
        run = await up(place, place.site)
        paths = ["/", f"/mentees/{place.world.students[0]}", "/work"]
        for begun in range(0, requests, 10):
            many = min(10, requests - begun)
            await asyncio.gather(
                *(asyncio.to_thread(hang_up, place, chance.choice(paths), chance) for _ in range(many)),
                return_exceptions=True,
            )
        await asyncio.sleep(5)
        root = await database.superuser()
        left = await root.fetchrow(_LEFT)
        await root.close()
        async with httpx.AsyncClient(base_url=place.url, cookies={"stepwise": place.token}) as browser:
            answered = (await browser.get("/", follow_redirects=True)).status_code
        run.kill()
    tell(
        "F-19 clients hang up", requests=requests, idle_in_transaction=left["stuck"], connections=left["connections"],
        answers_after_it=answered, seed=SEED,
    )  # fmt: skip
    assert left["stuck"] == 0
    assert left["connections"] <= 10
    assert answered == 200


async def seen_by_the_next(school: School, database: Database) -> int:
    """How many people the next user of a connection sees who has said nothing about an organization."""
    async with engine_for(database.app_url, pool_size=1, name="tests") as engine:
        async with scoped_as(engine, school.world.org_id):
            pass
        async with engine.connect() as connection:
            return int((await connection.execute(_SEEN)).scalar_one())


@pytest.mark.drill("F-19")
async def test_the_next_user_of_a_connection_sees_nothing_of_the_one_before(
    school: School, module_database: Database
) -> None:
    seen = await seen_by_the_next(school, module_database)
    tell("F-19 a connection changes hands", seen_of_the_one_before=seen)
    assert seen == 0


@pytest.mark.drill("F-19")
async def test_control_a_setting_that_outlives_its_transaction_leaks(
    school: School, module_database: Database
) -> None:
    asked: Any = scope._BY_NAME
    sql = str(asked.element.text).replace("org_id::text, true)", "org_id::text, false)")
    leaking = text(sql).columns(appointments=JSON, credentials=JSON, serves=JSON)
    with patch.object(scope, "_BY_NAME", leaking):
        seen = await seen_by_the_next(school, module_database)
    tell("F-19 control, set_config(…, false)", seen_of_the_one_before=seen)
    assert seen


async def cut_while_many_act(
    school: School, engine: AsyncEngine, *, tries: int, pause: tuple[float, float] = (0.5, 1.5)
) -> Counter[str]:
    """Backends are ended, with pauses of so many seconds, while worries are raised, each tried so often."""
    world, done = school.world, Counter[str]()
    episodes = await school.episodes(amount("cut", 12))
    over, chance = asyncio.Event(), random.Random(SEED)

    async def cutting() -> None:
        root = await world.database.superuser()
        while not over.is_set():
            await root.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'app'"
                " AND datname = current_database() AND state <> 'idle' LIMIT 1"
            )
            await asyncio.sleep(chance.uniform(*pause))
        await root.close()

    cut = asyncio.create_task(cutting())
    before, world.engine = world.engine, engine
    for episode in episodes:
        for number in range(tries):
            try:
                await world.worry(episode, "weapon")
            except (SQLAlchemyError, OSError):
                done["cut off"] += 1
                await asyncio.sleep(0.01 * number)
            else:
                done["taken"] += 1
                break
        else:
            done["given up"] += 1
    world.engine = before
    over.set()
    await cut
    return done


@pytest.mark.drill("F-6")
async def test_a_connection_that_is_cut_costs_one_more_try_and_loses_nothing(
    school: School, module_database: Database
) -> None:
    async with engine_for(module_database.app_url, pool_size=4, name="tests") as engine:
        done = await cut_while_many_act(school, engine, tries=12)
    ((kept,),) = await school.world.rows("SELECT count(*) FROM app.concern WHERE org_id = :org_id")
    broken = await school.broken()
    tell(
        "F-6 backends ended",
        taken=done["taken"],
        retries=done["cut off"],
        lost=done["taken"] - kept,
        halves=len(broken),
    )
    assert done["given up"] == 0
    assert kept == done["taken"]
    assert not broken


@pytest.mark.drill("F-6")
async def test_control_without_another_try_some_are_given_up(
    school: School, module_database: Database
) -> None:
    # A cut may fall between two worries, so that a quick machine needs more than one round.
    done, rounds = Counter[str](), 0
    async with engine_for(module_database.app_url, pool_size=4, name="tests") as engine:
        while not done["given up"] and rounds < 10:
            done += await cut_while_many_act(school, engine, tries=1, pause=(0.01, 0.1))
            rounds += 1
    tell("F-6 control, no retry", taken=done["taken"], given_up=done["given up"])
    assert done["given up"]
