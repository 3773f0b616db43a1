"""How is the database reached from the web and from commands? One pool, mended when the server was away."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

# A request waits this long for a connection before it is told to come back. Ours.
_WAIT_SECONDS: Final = 5
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
    return create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=_WAIT_SECONDS,
        pool_pre_ping=True,
        # What a statement carries is about a child: no parameters in error texts and logs.
        hide_parameters=True,
        connect_args={"server_settings": {"application_name": name, **_LIMITS}, "timeout": _WAIT_SECONDS},
    )


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
