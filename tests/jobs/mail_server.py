"""A mail server that a test can look into: it takes, refuses, hangs up, or is silent."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message

_TAKEN = b"250 2.0.0 taken\r\n"


@dataclass
class MailServer:
    """`mood`: takes, refuses, hangs_up_after_taking or is_silent. `silent_to`: an address at which it falls silent.
    `held`: until it is set, nobody is told that a message was taken. `begun`: how many messages began.
    """

    mood: str = "takes"
    port: int = 0
    taken: list[Message] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)
    silent_to: str = "nobody"
    at_once: int = 0
    most_at_once: int = 0
    begun: int = 0
    held: asyncio.Event | None = None

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            if self.mood == "is_silent":
                await reader.read()
            writer.write(b"220 test\r\n")
            while line := await reader.readline():
                word = line[:4].upper()
                self.begun += word == b"MAIL"
                if word == b"RCPT" and self.silent_to.encode() in line:
                    await reader.read()
                if word == b"DATA":
                    writer.write(b"354 go on\r\n")
                    raw = await reader.readuntil(b"\r\n.\r\n")
                    self.taken.append(message_from_bytes(raw[:-3]))
                    self.came.set()
                    if self.held is not None:
                        await self.held.wait()
                    if self.mood == "hangs_up_after_taking":
                        break
                    writer.write(_TAKEN)
                elif word == b"RCPT" and self.mood == "refuses":
                    writer.write(b"451 4.3.0 later\r\n")
                elif word == b"QUIT":
                    writer.write(b"221 bye\r\n")
                    break
                else:
                    writer.write(_TAKEN)
        finally:
            self.at_once -= 1
            writer.close()

    @property
    def to(self) -> list[str]:
        """To whom something went, in the order in which it came."""
        return [str(one["To"]) for one in self.taken]


@asynccontextmanager
async def mail_server(mood: str = "takes") -> AsyncIterator[MailServer]:
    """One that listens on this machine until the block ends."""
    server = MailServer(mood)
    listening = await asyncio.start_server(server.answer, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
