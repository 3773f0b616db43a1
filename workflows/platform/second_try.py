"""What becomes of a request whose transaction the database ended for the sake of another? It is made again, unseen.

Everything that such a request does is in one transaction, so that nothing of it stays; whoever sent it waits a moment
longer. What is asked before anybody is signed in has counters of its own that stay, and is not made again.
"""

from collections.abc import Mapping
from typing import Any, Final, cast

from litestar.types import ASGIApp, Message, Receive, Scope, Send

from supervision.connection_limits import LIMITS
from workflows.pages.routes import FORM_BYTES
from workflows.records.collisions import pause

COLLIDED: Final = "stepwise_collided"
"""In the state of a request: it can be made again. What answers faults puts it there."""


class SecondTry:
    """Wraps the site's own ASGI application; only an answer that says so is kept back."""

    def __init__(self, site: ASGIApp) -> None:
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        left, heard = cast(dict[str, Any], scope), _Heard(receive)
        before = _copy(left)
        for wait in LIMITS.collision_waits:
            answer = await self._tried(scope, heard, send)
            if not answer:
                return
            if not heard.is_whole:
                break
            await pause(wait)
            heard.again()
            # What the first try left in it would be taken for its own by the second.
            left.clear()
            left.update(_copy(before))
        else:
            await self._site(scope, heard, send)
            return
        for message in answer:
            await send(message)

    async def _tried(self, scope: Scope, receive: Receive, send: Send) -> list[Message]:
        """The answer that was kept back; nothing when it is on its way."""
        kept: list[Message] = []

        async def hold(message: Message) -> None:
            if kept or (message["type"] == "http.response.start" and COLLIDED in scope["state"]):
                kept.append(message)
            else:
                await send(message)

        await self._site(scope, receive, hold)
        return kept


def _copy(scope: Mapping[str, Any]) -> dict[str, Any]:
    return {**scope, "state": dict(scope["state"])}


class _Heard:
    """What came of the body, so that it can be read once more; of a file it is too much to keep."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._kept: list[Any] = []
        self._next = 0
        self._bytes = 0

    @property
    def is_whole(self) -> bool:
        return self._bytes <= FORM_BYTES

    def again(self) -> None:
        self._next = 0

    async def __call__(self) -> Any:
        if self._next == len(self._kept):
            message: Any = await self._receive()
            self._bytes += len(message.get("body", b""))
            if not self.is_whole:
                self._kept.clear()
                self._next = 0
                return message
            self._kept.append(message)
        self._next += 1
        return self._kept[self._next - 1]
