"""How does a client speak to a site without costing more than the site? Bytes that are ready, one connection kept open."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(slots=True)
class Wire:
    """One client's connection."""

    port: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @classmethod
    async def to(cls, port: int) -> "Wire":
        return cls(port, *await _opened(port))

    async def send(self, request: bytes, *, expect: int) -> bytes:
        """The body of the answer, which must have this status."""
        if self.reader.at_eof():
            # The site closes a connection that lay idle while others had their turns.
            self.close()
            self.reader, self.writer = await _opened(self.port)
        self.writer.write(request)
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0] or 0)
        body = await self.reader.readexactly(length) if length else b""
        assert int(head.split(b" ", 2)[1]) == expect, (head + body).decode(errors="replace")
        return body

    def close(self) -> None:
        self.writer.close()


async def _opened(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", port, limit=2**20)


def get(port: int, path: str, cookie: str = "") -> bytes:
    return _head("GET", port, path, cookie).encode() + b"\r\n"


def post(port: int, path: str, fields: Mapping[str, object], cookie: str = "") -> bytes:
    """A form as a browser sends it from a page of the same site."""
    body = urlencode(fields, doseq=True).encode()
    head = _head("POST", port, path, cookie) + (
        f"origin: http://127.0.0.1:{port}\r\nsec-fetch-site: same-origin\r\n"
        f"content-type: application/x-www-form-urlencoded\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _head(method: str, port: int, path: str, cookie: str) -> str:
    agent = "user-agent: Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0\r\naccept: text/html\r\n"
    sent = f"cookie: {cookie}\r\n" if cookie else ""
    return f"{method} {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\n{agent}{sent}"
