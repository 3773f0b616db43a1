"""How is the database reached from the web and from commands? One pool, mended when the server was away."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import msgspec
from sqlalchemy import event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

# A request waits this long for a connection before it is told to come back. Ours.
_WAIT_SECONDS: Final = 5
# A connection that has lain about for so long is asked whether it still answers. Ours.
_IDLE_SECONDS: Final = 1.0
_RETURNED: Final = "stepwise_returned"
# The server itself gives up, so that one stuck request does not hold the others. An import of a district
# takes seconds. Ours.
_LIMITS: Final = {
    "lock_timeout": "5s",
    "statement_timeout": "60s",
    "idle_in_transaction_session_timeout": "60s",
}


def open_engine(url: str, *, pool_size: int = 10, name: str = "stepwise") -> AsyncEngine:
    """A pool of connections to the address. A connection that died with its server is found out before it is
    used.
    """
    engine = create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=_WAIT_SECONDS,
        # What a statement carries is about a child: no parameters in error texts and logs.
        hide_parameters=True,
        # A list reads the frozen facts of each of its lines: a quarter of the page's time with the standard library.
        json_deserializer=msgspec.json.decode,
        connect_args={"server_settings": {"application_name": name, **_LIMITS}, "timeout": _WAIT_SECONDS},
    )
    _find_the_dead(engine)
    return engine


def _find_the_dead(engine: AsyncEngine) -> None:
    """Take no dead connection out of the pool.

    The driver learns at once that a server has gone, unless the network between swallows it: then only asking
    helps. The library's own way asks every time, which costs three trips before each transaction.
    """

    @event.listens_for(engine.sync_engine, "checkin")
    def _returned(_: Any, record: Any) -> None:
        record.info[_RETURNED] = time.monotonic()

    @event.listens_for(engine.sync_engine, "checkout")
    def _taken(connection: Any, record: Any, _: Any) -> None:
        returned = record.info.get(_RETURNED)
        if connection.driver_connection.is_closed():
            raise DisconnectionError
        if returned is None or time.monotonic() - returned < _IDLE_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError from error


@asynccontextmanager
async def engine_for(
    url: str, *, pool_size: int = 2, name: str = "stepwise command"
) -> AsyncIterator[AsyncEngine]:
    """A pool for the length of a command."""
    engine = open_engine(url, pool_size=pool_size, name=name)
    try:
        yield engine
    finally:
        await engine.dispose()
