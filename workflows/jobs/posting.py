"""How does a message leave by SMS, Teams, Slack or push? By Apprise, each on a thread of its own that is cut in time.

Apprise waits for what it asked, logs addresses, and its time-outs begin anew with each byte that comes. So what it says
goes nowhere but a number that we look for; each connection is looked at before it is made, wherever a name leads by then;
and when the time is over the connection is cut, so that the thread ends.
"""

import asyncio
import logging
import re
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final, Protocol
from uuid import UUID

from supervision.channel_limits import LIMITS
from supervision.channels import ChannelFault, ChannelKind, fault_of_status
from workflows.exchange.channel_addresses import NotAnAddress, is_public, plugin_for
from workflows.exchange.sealing import NotOpened, Sealer
from workflows.jobs.mailing import NotSent

_STATUS: Final = re.compile(r"error=(\d{3})\b")
_LOOPBACK: Final = ("127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class SealedChannel:
    """A channel of an organization, its address as it is kept."""

    id: UUID
    org_id: UUID
    kind: ChannelKind
    sealed: bytes = field(repr=False)


class Poster(Protocol):
    """Whatever takes a message and answers once somebody else is responsible for it."""

    async def post(self, channel: SealedChannel, words: str, *, to: str | None) -> str:
        """The receipt. `to` is a telephone number as E.164 writes it, where the kind is SMS. Raises `NotSent`."""


@dataclass(frozen=True, slots=True)
class NoPoster:
    """Nothing was given to post with. Every attempt fails, so that nobody believes that somebody was told."""

    async def post(self, channel: SealedChannel, words: str, *, to: str | None) -> str:
        raise NotSent(ChannelFault.NO_KEY)


@dataclass(frozen=True, slots=True)
class ByApprise:
    """`allows_local`: for tests alone, this machine may be written to."""

    sealer: Sealer
    allows_local: bool = False

    async def post(self, channel: SealedChannel, words: str, *, to: str | None) -> str:
        if channel.kind is ChannelKind.SMS and to is None:
            raise NotSent(ChannelFault.NO_PHONE)
        try:
            address = self.sealer.opened(channel.sealed, org_id=channel.org_id, row_id=channel.id)
            plugin = plugin_for(channel.kind, address, to=to, allows_local=self.allows_local)
        except NotOpened:
            raise NotSent(ChannelFault.NO_KEY) from None
        except NotAnAddress:
            raise NotSent(ChannelFault.NOT_ALLOWED) from None
        line, began = _Line(self.allows_local), time.monotonic()
        try:
            async with asyncio.timeout(LIMITS.send.total_seconds()):
                is_taken = await _on_a_thread(line, lambda: bool(plugin.notify(body=words, title="")))
        except TimeoutError:
            raise NotSent(ChannelFault.TOO_SLOW) from None
        finally:
            line.cut()
        if not is_taken:
            is_slow = time.monotonic() - began >= min(LIMITS.connect, LIMITS.read).total_seconds()
            is_late = line.status is None and is_slow
            raise NotSent(ChannelFault.TOO_SLOW if is_late else fault_of_status(line.status))
        return "taken"


class _Line:
    """What one thread has begun to send: its connections, and the status that came back."""

    def __init__(self, allows_local: bool) -> None:
        self.status: int | None = None
        self._allows_local, self._is_cut = allows_local, False
        self._lock, self._connections = threading.Lock(), list[socket.socket]()

    def connects(self, connection: socket.socket, host: str) -> None:
        """Raises `PermissionError` when this leads where nothing is sent."""
        if not (is_public(host) or (self._allows_local and host in _LOOPBACK)):
            raise PermissionError("not allowed")
        with self._lock:
            if self._is_cut:
                raise PermissionError("too late")
            self._connections.append(connection.dup())

    def cut(self) -> None:
        """Whoever waits on one of its connections waits no longer."""
        with self._lock:
            self._is_cut = True
            for one in self._connections:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
                one.close()
            self._connections.clear()


_here: Final = threading.local()


def _look(event: str, asked: tuple[Any, ...]) -> None:
    """Before any connection of this process is made: on our own threads alone it is asked where it leads."""
    if event != "socket.connect":
        return
    line: _Line | None = getattr(_here, "line", None)
    if line is not None:
        connection, address = asked
        if not isinstance(address, tuple):
            raise PermissionError("not allowed")
        line.connects(connection, str(address[0]))


class _Listener(logging.Handler):
    """Of all that Apprise says one thing is kept: the status with which a service answered."""

    def emit(self, record: logging.LogRecord) -> None:
        line: _Line | None = getattr(_here, "line", None)
        if line is None:
            return
        said = record.getMessage()
        if found := _STATUS.search(said):
            line.status = int(found[1])


def _quieten() -> None:
    """Addresses stand in what these say, and with them what nobody may read."""
    for name in ("apprise", "urllib3", "requests", "oauthlib", "requests_oauthlib"):
        logger = logging.getLogger(name)
        logger.setLevel(logging.WARNING)
        logger.propagate = False
        logger.handlers = [_Listener() if name == "apprise" else logging.NullHandler()]


_quieten()
sys.addaudithook(_look)


async def _on_a_thread(line: _Line, do: Callable[[], bool]) -> bool:
    """A thread of its own that ends with the process: no pool of others is held up by one that does not answer."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[bool] = loop.create_future()

    def tell(is_taken: bool) -> None:
        if not done.done():
            done.set_result(is_taken)

    def run() -> None:
        _here.line = line
        try:
            is_taken = do()
        # Whatever goes wrong in it says more than may be said.
        except Exception:
            is_taken = False
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(tell, is_taken)

    threading.Thread(target=run, name="channel", daemon=True).start()
    return await done
