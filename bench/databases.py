"""On which database does a turn begin that changes everything? On a copy of its own, and each on the same."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from tests.conftest import Database


@asynccontextmanager
async def copy_of(database: Database, name: str) -> AsyncIterator[Database]:
    """A copy under this name, written out to disk; dropped afterwards. Nobody may be connected to the original."""
    copy = Database(database.cluster, name)
    await _maintain(copy, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    await _maintain(copy, f"CREATE DATABASE {name} TEMPLATE {database.name} OWNER owner")
    await _maintain(copy, "CHECKPOINT")
    try:
        yield copy
    finally:
        await _maintain(copy, f"DROP DATABASE {name} WITH (FORCE)")


async def _maintain(database: Database, statement: str) -> None:
    connection = await asyncpg.connect(
        host=str(database.cluster.sockets), user="postgres", database="postgres"
    )
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
