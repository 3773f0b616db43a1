"""How does the web site of a demo ask its parent to begin the world anew?

Over a socket that only the two of them have: the parent is the superuser of the embedded server, the site never is.
A wish is a line, and so is its answer: a sentence.
"""

import asyncio
import select
import socket
from collections.abc import Awaitable, Callable
from typing import Final

WISH: Final = b"start over\n"
_MOST_BYTES: Final = 4096


def asking(ours: socket.socket) -> Callable[[], Awaitable[str]]:
    """What the site calls to start over; returns the parent's sentence. One wish at a time."""
    ours.setblocking(False)
    lock = asyncio.Lock()

    async def ask() -> str:
        loop = asyncio.get_running_loop()
        async with lock:
            await loop.sock_sendall(ours, WISH)
            answer = await loop.sock_recv(ours, _MOST_BYTES)
        if not answer:
            raise ConnectionError("The parent of this demo has ended.")
        return answer.decode().strip()

    return ask


def grant(theirs: socket.socket, granted: Callable[[], str], seconds: float) -> bool:
    """Wait so long for a wish of the site; when one comes, fulfil it and send the sentence. Whether one came."""
    ready, _, _ = select.select([theirs], [], [], seconds)
    if not ready or not theirs.recv(_MOST_BYTES):
        return False
    theirs.sendall(f"{granted()}\n".encode())
    return True
