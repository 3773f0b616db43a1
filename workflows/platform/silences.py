"""What if a network swallows everything and nobody says so? Whatever is asked has a time by which the answer is there.

After it the connection is given up, without a word to the server: to say goodbye, or to ask that a statement be ended,
would have to pass the same network. So no request waits for what the operating system finds out after a quarter of an
hour. Whether what was sent last has been done is not known then, not even of a COMMIT: its form can be sent again with
its one-time key, which finds out.

Not a time-out of the driver: that one waits for the server to say that the statement has been ended. The server learns
by its own probes that we are not there any more, and lets go of what it had locked for us.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final
from weakref import WeakSet

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from supervision.connection_limits import LIMITS

TAKES_LONG: Final = "stepwise_takes_long"
"""Option of an engine or a connection whose statements may take as long as the server lets them."""
SERVER: Final = {
    "tcp_keepalives_idle": f"{LIMITS.probe_after // timedelta(seconds=1)}",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
    "client_connection_check_interval": f"{LIMITS.probe_after // timedelta(milliseconds=1)}ms",
}
"""What the server is told of each connection over a network: ask so soon whether we are still there."""
_TIMER: Final = "stepwise_timer"


def give_up_the_silent(engine: AsyncEngine, *, answer: timedelta, longest: timedelta) -> None:
    """Every statement and every end of a transaction has this time. `longest`: with the option `TAKES_LONG`."""
    dialect: Any = engine.dialect
    usual, long = answer.total_seconds(), longest.total_seconds()
    patient: WeakSet[Any] = WeakSet()

    def _of_statement(do: Callable[..., Any]) -> Callable[..., Any]:
        def asked(cursor: Any, *rest: Any) -> Any:
            seconds = long if rest[-1].execution_options.get(TAKES_LONG) else usual
            with answered_within(cursor._adapt_connection, seconds):
                return do(cursor, *rest)

        return asked

    def _of_end(do: Callable[..., Any]) -> Callable[..., Any]:
        def asked(connection: Any) -> Any:
            with answered_within(connection, long if connection.driver_connection in patient else usual):
                return do(connection)

        return asked

    for name in ("do_execute", "do_executemany", "do_execute_no_params"):
        setattr(dialect, name, _of_statement(getattr(dialect, name)))
    for name in ("do_commit", "do_rollback"):
        setattr(dialect, name, _of_end(getattr(dialect, name)))

    @event.listens_for(engine.sync_engine, "begin")
    def _begun(connection: Any) -> None:
        held = connection.connection.driver_connection
        (patient.add if connection.get_execution_options().get(TAKES_LONG) else patient.discard)(held)

    # What is asked of a new connection, before it belongs to anybody.
    @event.listens_for(engine.sync_engine, "connect", insert=True)
    def _made(connection: Any, record: Any) -> None:
        record.info[_TIMER] = asyncio.get_running_loop().call_later(
            usual, connection.driver_connection.terminate
        )

    @event.listens_for(engine.sync_engine, "connect")
    def _ready(_: Any, record: Any) -> None:
        record.info.pop(_TIMER).cancel()


@contextmanager
def answered_within(connection: Any, seconds: float) -> Iterator[None]:
    """The connection is given up when the block takes longer: whatever waits for an answer then fails at once."""
    timer = asyncio.get_running_loop().call_later(seconds, connection.driver_connection.terminate)
    try:
        yield
    finally:
        timer.cancel()
