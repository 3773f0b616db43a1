"""Does the pool hand out only connections that still lead to the server?"""

import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.conftest import Database
from workflows.platform.engines import engine_for

_WHO = text("SELECT pg_backend_pid()")


async def _backend(engine: AsyncEngine) -> int:
    async with engine.begin() as connection:
        return int((await connection.execute(_WHO)).scalar_one())


async def test_a_connection_that_the_server_has_ended_is_not_handed_out(database: Database) -> None:
    async with engine_for(database.app_url, pool_size=1) as engine:
        first = await _backend(engine)
        root = await database.superuser()
        try:
            assert await root.fetchval("SELECT pg_terminate_backend($1, 5000)", first)
        finally:
            await root.close()
        await asyncio.sleep(0.1)
        assert await _backend(engine) != first


async def test_a_connection_that_still_answers_is_used_again_however_long_it_lay_about(
    database: Database,
) -> None:
    async with engine_for(database.app_url, pool_size=1) as engine:
        first = await _backend(engine)
        assert await _backend(engine) == first
        await asyncio.sleep(1.2)
        assert await _backend(engine) == first
