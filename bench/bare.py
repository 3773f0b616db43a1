"""What would the same SQL take without us? What a verb or a page sent is recorded and sent again by the bare driver.

A verb is recorded in a transaction that is rolled back, so that its statements can be sent again, ids and all.
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from workflows.platform.clusters import Cluster


@dataclass(frozen=True, slots=True)
class Sent:
    """One statement as the driver got it; `rows` has more than one entry when it was sent for many rows."""

    sql: str
    rows: tuple[tuple[Any, ...], ...]
    many: bool


@contextmanager
def recorded(engine: AsyncEngine) -> Iterator[list[Sent]]:
    """Everything that goes to the database meanwhile, in order."""
    found: list[Sent] = []

    def note(_: Any, __: Any, sql: str, parameters: Any, ___: Any, many: bool) -> None:
        rows = tuple(tuple(row) for row in parameters) if many else (tuple(parameters),)
        found.append(Sent(sql, rows, many))

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine.sync_engine, "before_cursor_execute", note)


@asynccontextmanager
async def bare_connection(cluster: Cluster, database: str, role: str = "app") -> AsyncIterator[Any]:
    """One connection of the driver alone."""
    connection = await asyncpg.connect(host=str(cluster.sockets), user=role, database=database)
    try:
        yield connection
    finally:
        await connection.close()


async def send_again(connection: Any, sent: Sequence[Sent]) -> None:
    """The same statements with the same values, in one transaction; rows are fetched and left alone."""
    async with connection.transaction():
        for one in sent:
            if one.many:
                await connection.executemany(one.sql, one.rows)
            else:
                await connection.fetch(one.sql, *one.rows[0])
