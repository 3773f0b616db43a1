"""The control of the drill: the product's site, but each form is answered before it is committed.

`python -m tests.drills.hasty_site PORT`. It must lose what it acknowledged when it is killed; a drill that
does not see this would not see it in the product either.
"""

import asyncio
import sys
from typing import Any

import uvicorn
from litestar.types import ASGIApp

from workflows.platform.app import create_app
from workflows.platform.database_at_hand import database_at_hand
from workflows.platform.settings import load


class Hasty:
    """Says 303 to each form once it has been read, and only then gives it to the site."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.later: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["method"] != "POST":
            await self.app(scope, receive, send)
            return
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        await send({"type": "http.response.start", "status": 303, "headers": [(b"location", b"/")]})
        await send({"type": "http.response.body", "body": b""})
        task = asyncio.create_task(self._given(scope, body))
        self.later.add(task)
        task.add_done_callback(self.later.discard)

    async def _given(self, scope: Any, body: bytes) -> None:
        async def receive() -> Any:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(_: Any) -> None:
            """Nobody listens any more."""

        await self.app(scope, receive, send)


def main() -> None:
    settings = load(with_secret=True, port=int(sys.argv[1]))
    with database_at_hand(settings) as ready:
        config = uvicorn.Config(
            Hasty(create_app(ready)),
            host=ready.host,
            port=ready.port,
            log_level="warning",
        )
        uvicorn.Server(config).run()


if __name__ == "__main__":
    main()
