"""How is the database reached from the web and from commands? By pools, mended when server or network were away."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from supervision.connection_limits import LIMITS
from supervision.engine_limits import LIMITS as ENGINE_LIMITS
from supervision.job_schedule import SCHEDULE
from workflows.platform.silences import SERVER, answered_within, give_up_the_silent
from workflows.platform.unusable import Unusable
from workflows.records.revisions import MovedOn

_COMMAND: Final = 2
_AUDITOR: Final = 1
_ROLES_OF_JOBS: Final = 2
# A command has nobody who waits for its page. Ours.
_PATIENT: Final = timedelta(seconds=5)
# A connection that has lain about for so long is asked whether it still answers. Ours.
_IDLE_SECONDS: Final = 1.0
_RETURNED: Final = "stepwise_returned"
# The server itself gives up, so that one stuck request does not hold the others. An import of a district
# takes seconds. Ours.
_STATEMENT: Final = timedelta(seconds=60)
_LIMITS: Final = {
    "statement_timeout": f"{_STATEMENT // timedelta(seconds=1)}s",
    "idle_in_transaction_session_timeout": "60s",
}
# Whoever waits for a lock hears of it before they stop listening. Ours.
_OF_AN_ANSWER: Final = 0.75
# The server says that it gave up; whoever hears nothing by then has no server any more.
LONGEST: Final = _STATEMENT + _PATIENT


def open_engine(
    url: str,
    *,
    pool_size: int = 10,
    name: str = "stepwise",
    wait: timedelta = _PATIENT,
    lock_wait: timedelta = _PATIENT,
    connect: timedelta = _PATIENT,
    answer: timedelta = LONGEST,
) -> AsyncEngine:
    """A pool of connections to the address. A connection that died with its server is found out before it is
    used. `wait`: the longest for a connection while all are in use; `lock_wait`: for what somebody else has locked;
    `connect`, `answer`: for a new connection, and for what is asked over one.
    """
    limits = {**_LIMITS, **SERVER, "lock_timeout": f"{lock_wait // timedelta(milliseconds=1)}ms"}
    engine = create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=wait.total_seconds(),
        # What a statement carries is about a child: no parameters in error texts and logs.
        hide_parameters=True,
        # A list reads the frozen facts of each of its lines: a quarter of the page's time with the standard library.
        json_deserializer=msgspec.json.decode,
        connect_args={
            "server_settings": {"application_name": name, **limits},
            "timeout": connect.total_seconds(),
        },
    )
    _find_the_dead(engine, within=min(LIMITS.ping, answer))
    give_up_the_silent(engine, answer=answer, longest=max(LONGEST, answer))
    return engine


def for_pages(url: str, *, pool_size: int) -> AsyncEngine:
    """What a web process does its usual work with: whoever gets none of it soon is told to come again."""
    return open_engine(
        url,
        pool_size=pool_size,
        name="stepwise site",
        wait=LIMITS.wait,
        lock_wait=LIMITS.lock_wait,
        connect=LIMITS.connect,
        answer=LIMITS.answer,
    )


def for_escalations(url: str) -> AsyncEngine:
    """What a web process keeps for escalations, however much else it has to do."""
    return open_engine(
        url,
        pool_size=LIMITS.kept_for_escalations,
        name="stepwise escalations",
        wait=LIMITS.escalation_wait,
        lock_wait=LIMITS.escalation_lock_wait,
        connect=LIMITS.connect,
        answer=LIMITS.answer,
    )


def connections_of(pool_size: int) -> int:
    """How many one site, its worker, their jobs, the auditor and one command beside them may have at once."""
    jobs = SCHEDULE.connections * _ROLES_OF_JOBS
    return pool_size + LIMITS.kept_for_escalations + ENGINE_LIMITS.connections + jobs + _AUDITOR + _COMMAND


def _find_the_dead(engine: AsyncEngine, *, within: timedelta) -> None:
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
            with answered_within(connection, within.total_seconds()):
                engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError from error


@asynccontextmanager
async def engine_for(
    url: str,
    *,
    pool_size: int = _COMMAND,
    name: str = "stepwise command",
    answer: timedelta = LONGEST,
) -> AsyncIterator[AsyncEngine]:
    """A pool for the length of a command, which raises `Unusable` when the database is migrated under it."""
    lock_wait = min(_PATIENT, answer * _OF_AN_ANSWER)
    engine = open_engine(url, pool_size=pool_size, name=name, lock_wait=lock_wait, answer=answer)
    try:
        yield engine
    except MovedOn as moved:
        raise Unusable(moved.sentence) from None
    finally:
        await engine.dispose()
