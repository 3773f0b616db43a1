"""How does a test live through weeks within a second, and die between two statements?

One connection, one transaction that is never committed, and a clock that is told. Each transaction of the product is a
savepoint in it, so that what an example did is taken back at once, and a crash is a savepoint that is not released.
What asks the database for the time gets that of the test: `clock_timestamp` is found in a schema ahead of the catalog's.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

import asyncpg
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from tests.conftest import Database
from workflows.platform.engines import engine_for

_SCHEMA = """
CREATE SCHEMA IF NOT EXISTS told;
CREATE OR REPLACE FUNCTION told.clock_timestamp() RETURNS timestamptz LANGUAGE sql STABLE
    AS $$ SELECT current_setting('told.now')::timestamptz $$;
GRANT USAGE ON SCHEMA told TO app;
"""
# To plan each statement anew takes longer than to run it, where nobody has more than a few rows.
_READY = "SET plan_cache_mode = force_generic_plan; SET search_path = told, pg_catalog, public; SET ROLE app"


class Died(Exception):
    """The process ended here: nothing after it happened."""


@dataclass
class Clocked:
    """Stands where the product has its pool. `dies`: before or after the commit of which transaction from now on."""

    connection: AsyncConnection
    raw: "asyncpg.Connection"
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    dies: tuple[str, int] | None = None
    is_dead: bool = False
    """From its death on nothing of the process does anything, until another begins."""

    @property
    def engine(self) -> AsyncEngine:
        return cast(AsyncEngine, self)

    async def is_now(self, at: datetime) -> None:
        await self.raw.execute(f"SET told.now = '{at.isoformat()}'")

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        async with self.lock:
            dies = self._turn()
            async with self.connection.begin_nested():
                yield self.connection
                self._died_if(dies == "before")
            self._died_if(dies == "after")

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[AsyncConnection]:
        async with self.lock:
            yield self.connection

    @asynccontextmanager
    async def as_root(self) -> AsyncIterator["asyncpg.Connection"]:
        """Past every rule, in the same transaction."""
        async with self.lock:
            await self.raw.execute("RESET ROLE")
            yield self.raw
            await self.raw.execute("SET ROLE app")

    def _died_if(self, now: bool) -> None:
        if now:
            self.is_dead = True
            raise Died

    def _turn(self) -> str:
        if self.is_dead:
            raise Died
        if self.dies is None:
            return ""
        when, left = self.dies
        self.dies = (when, left - 1) if left > 1 else None
        return when if left == 1 else ""


@asynccontextmanager
async def clocked(database: Database, at: datetime) -> AsyncIterator[Clocked]:
    """Everything that is done by it is taken back in the end."""
    root = await database.superuser()
    try:
        await root.execute(_SCHEMA)
    finally:
        await root.close()
    async with (
        engine_for(database.url("postgres"), pool_size=1, name="tests") as engine,
        engine.connect() as one,
    ):
        await one.exec_driver_sql("SELECT 1")
        raw: Any = (await one.get_raw_connection()).driver_connection
        await raw.execute(_READY)
        found = Clocked(one, raw)
        await found.is_now(at)
        try:
            yield found
        finally:
            await one.rollback()
            await raw.execute("RESET ROLE; RESET search_path")
