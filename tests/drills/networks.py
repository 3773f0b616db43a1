"""A network between site and database that can swallow everything and say nothing about it.

In user space, between a port and the server's socket: it goes on taking what is sent, so that neither end learns anything
from its operating system. What was swallowed stays lost, and whoever spoke meanwhile is cut off when it comes back.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

from tests.conftest import Database

_PIECE: Final = 1 << 16


@dataclass
class Network:
    """`swallows`: nothing comes through. `until_said`: from the moment on at which these bytes have gone to the server."""

    socket: str
    port: int = 0
    swallows: bool = False
    until_said: bytes = b""
    lost: set[asyncio.StreamWriter] = field(default_factory=set)
    open: set[asyncio.StreamWriter] = field(default_factory=set)

    def come_back(self) -> None:
        self.swallows, self.until_said = False, b""
        for end in self.lost:
            end.close()
        self.lost.clear()

    async def joined(self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        server, to_server = await asyncio.open_unix_connection(self.socket)
        ends = {to_client, to_server}
        self.open |= ends
        await asyncio.gather(
            self._carried(client, to_server, ends, to_server=True), self._carried(server, to_client, ends)
        )
        self.open -= ends

    async def _carried(
        self,
        source: asyncio.StreamReader,
        to: asyncio.StreamWriter,
        ends: set[asyncio.StreamWriter],
        *,
        to_server: bool = False,
    ) -> None:
        with suppress(OSError):
            while piece := await source.read(_PIECE):
                if self.swallows:
                    self.lost |= ends
                    continue
                to.write(piece)
                await to.drain()
                if to_server and self.until_said and self.until_said in piece:
                    self.swallows = True
        if self.swallows:
            self.lost |= ends
        else:
            to.close()


@dataclass(frozen=True, slots=True)
class Beyond(Database):
    """The same database, behind the network."""

    port: int = 0

    def url(self, role: str = "app") -> str:
        return f"postgresql+asyncpg://{role}@127.0.0.1:{self.port}/{self.name}"


@asynccontextmanager
async def network_to(database: Database) -> AsyncIterator[tuple[Network, Beyond]]:
    network = Network(str(database.cluster.sockets / ".s.PGSQL.5432"))
    server = await asyncio.start_server(network.joined, "127.0.0.1", 0)
    network.port = server.sockets[0].getsockname()[1]
    try:
        yield network, Beyond(database.cluster, database.name, network.port)
    finally:
        network.come_back()
        for end in network.open:
            end.close()
        server.close()
