"""A service that channels lead to, standing on this machine: it takes, refuses, sends on, hangs, or answers byte by byte."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any


@dataclass
class ChannelService:
    """`mood`: takes, hangs, drips, or the status with which it answers. A path of its own may have another."""

    mood: str = "takes"
    port: int = 0
    taken: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    moods: dict[str, str] = field(default_factory=dict)
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    def address(self, path: str = "sms") -> str:
        """Where it is reached, with a password that stands nowhere else."""
        return f"json://name:CNRYpw9@127.0.0.1:{self.port}/{path}"

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [body for _, body in self.taken]

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            await self._answer(reader, writer)
        writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        path = head.split()[1].strip("/")
        length = next(one for one in head.lower().splitlines() if one.startswith("content-length:"))
        body = json.loads(await reader.readexactly(int(length.partition(":")[2])))
        self.asked.append(path)
        mood = self.moods.get(path, self.mood)
        if mood == "hangs":
            await self.ended.wait()
        elif mood == "drips":
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 9000\r\n\r\n")
            while not self.ended.is_set():
                writer.write(b"x")
                await writer.drain()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self.ended.wait(), 0.05)
        elif mood == "takes":
            self.taken.append((path, body))
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")
        else:
            status, _, to = mood.partition(" ")
            writer.write(f"HTTP/1.1 {status} no\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n".encode())
        await writer.drain()


@asynccontextmanager
async def channel_service(mood: str = "takes") -> AsyncIterator[ChannelService]:
    """One that listens on this machine until the block ends."""
    service = ChannelService(mood)
    listening = await asyncio.start_server(service.answer, "127.0.0.1", 0)
    service.port = listening.sockets[0].getsockname()[1]
    try:
        yield service
    finally:
        service.ended.set()
        listening.close()
        await asyncio.sleep(0.05)
