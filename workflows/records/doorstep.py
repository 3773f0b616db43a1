"""What may be asked before anybody is signed in? Schema `sign_in` only, in short transactions of their own.

There is no organisation yet, so the row-level policies show nothing of schema `app` to these transactions.
Counters of tries are written here and stay when the sign-in fails.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from workflows.records.passwords import Passwords
from workflows.records.revisions import REVISION, insist_on

_NOW = text(f"SELECT clock_timestamp() AS at, {REVISION} AS revision")


@dataclass(frozen=True, slots=True)
class Doorstep:
    """What a verb needs before there is an actor: the pool and the hasher of this process.

    `starts_over` puts a demo's world back as it was planted; None wherever that cannot be.
    """

    engine: AsyncEngine
    passwords: Passwords
    starts_over: Callable[[], Awaitable[str]] | None = None


@asynccontextmanager
async def unscoped(engine: AsyncEngine) -> AsyncIterator[tuple[AsyncConnection, datetime]]:
    """A transaction of nobody, and the database's clock at its beginning."""
    async with engine.begin() as connection:
        now = (await connection.execute(_NOW)).one()
        insist_on(now.revision)
        yield connection, now.at
