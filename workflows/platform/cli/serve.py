"""`stepwise serve`: the web site, once the database is found to be one it may start on."""

import asyncio
import os
import signal
import socket
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import click

from workflows.platform.cli.answer import answer, json_option
from workflows.platform.cli.in_database import address
from workflows.platform.database_at_hand import database_at_hand
from workflows.platform.parents import end_with
from workflows.platform.settings import Settings, load

# What has begun is answered before we end; one that takes longer than any page may is not waited for. Together under the
# ten seconds after which whoever restarts us may lose patience. Ours.
GRACE_SECONDS = 8
# Whoever was let in and has not said yet what they want is still heard so long. Ours.
LISTENS_ON_SECONDS = 1.0
LOOKS_EVERY_SECONDS = 0.05
# Where systemd puts the first socket that it holds for a service (sd_listen_fds).
FIRST_SOCKET = 3


@click.command
@click.option("--port", type=click.IntRange(1, 65535), help="Instead of PORT; 8000 when neither is given.")
@click.option("--parent", type=int, hidden=True, help="End when this process ends.")
@click.option("--after", type=click.Path(path_type=Path), hidden=True, help="Wait until this file is there.")
@click.option("--asks", type=int, hidden=True, help="The open socket over which to ask the parent.")
@json_option
def command(
    port: int | None, parent: int | None, after: Path | None, asks: int | None, as_json: bool
) -> None:
    """Serve the web site until Ctrl-C.

    Refuses to start, with a sentence that says what to do, as a superuser, as the owner of the tables, on a
    database that could lose what it acknowledged, or on one that `stepwise migrate` has not brought up to
    date. Behind a proxy, name the address that people use in STEPWISE_URL.

    A socket that systemd holds for the service is listened at instead of PORT. An old and a new process may listen at it
    side by side, so that a restart turns nobody away. On SIGTERM whatever was begun is answered first.

    \b
    Example:
      PORT=8000 stepwise serve
    """
    # The web server ends in order by itself and then raises the signal again: leave through the blocks.
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _leave)
    if parent is not None:
        end_with(parent)
    if after is not None:
        _load_and_wait(after)
    settings = load(with_secret=True, port=port)
    # One of a tree leaves the database to its sibling, whose lock it would take otherwise.
    with database_at_hand(settings, may_start=parent is None) as ready:
        asyncio.run(_insist(ready))
        _serve(ready, asks, lambda: answer({"url": ready.public_url}, ready.public_url, as_json=as_json))


def _load_and_wait(after: Path) -> None:
    """What takes longest to start is done before it is known whether we may."""
    import_module("uvicorn")
    import_module("workflows.platform.app").load_ahead()
    while not after.exists():
        time.sleep(0.02)


def _leave(*_: object) -> None:
    raise SystemExit(0)


def _serve(settings: Settings, asks: int | None, says: Callable[[], None]) -> None:
    """`says` where it is, once somebody could open it."""
    import uvicorn

    from workflows.platform.app import create_app
    from workflows.platform.demo_wishes import asking

    class Listening(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                says()

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            for server in self.servers:
                server.close()
            until = time.monotonic() + LISTENS_ON_SECONDS
            await asyncio.sleep(LOOKS_EVERY_SECONDS)
            while time.monotonic() < until and self._is_in_doubt():  # noqa: ASYNC110  (the server tells of nothing)
                await asyncio.sleep(LOOKS_EVERY_SECONDS)
            await super().shutdown(sockets)

        def _is_in_doubt(self) -> bool:
            """Whether somebody was let in of whom nothing has been read."""
            return any(getattr(one, "cycle", None) is None for one in self.server_state.connections)

    config = uvicorn.Config(
        create_app(
            settings,
            starts_over=None if asks is None else asking(socket.socket(fileno=asks)),
            ends=lambda: signal.raise_signal(signal.SIGTERM),
        ),
        host=settings.host,
        port=settings.port,
        # One line per request is written by our own middleware, from an allow-list.
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        lifespan="on",
    )
    Listening(config).run(_sockets())


def _sockets() -> list[socket.socket] | None:
    """What was opened for us, by somebody who keeps it open when we end; None where we open our own."""
    if os.environ.get("LISTEN_PID") != str(os.getpid()) or os.environ.get("LISTEN_FDS") != "1":
        return None
    os.set_inheritable(FIRST_SOCKET, False)
    return [socket.socket(fileno=FIRST_SOCKET)]


async def _insist(settings: Settings) -> None:
    from workflows.platform.engines import connections_of, engine_for
    from workflows.platform.readiness import insist

    async with engine_for(address(settings, "app")) as engine:
        await insist(engine, connections=connections_of(settings.pool_size))
