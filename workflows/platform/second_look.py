"""What does somebody see whose form could not be taken, since things have moved on meanwhile?

The page of the form, read anew by the same person, with what they typed in its fields and what stands there now beside
them: the form can be sent again as it is. The answer keeps the status of the refusal (409, or 422 for a key that was
used before). Where the page cannot be given any more, the refusal is shown as it was.
"""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from litestar.types import ASGIApp, Message, Receive, Scope, Send

from workflows.pages.page import FORM_PAGE_FIELD
from workflows.pages.visits import Returned

RETURNED: Final = "stepwise_returned"
"""In the state of a request: the form that is shown again. The gate puts it there."""
_HAS_FORM: Final = f'name="{FORM_PAGE_FIELD}"'.encode()
_MOVED_ON: Final = frozenset({409, 422})
# What a server and the site say of a request, without what was found out about the first one.
_OF_SERVER: Final = ("type", "asgi", "http_version", "scheme", "server", "client", "root_path", "extensions")
_OF_SITE: Final = ("app", "litestar_app")
_OF_BODY: Final = frozenset({b"content-length", b"content-type", b"transfer-encoding"})
_KEPT_STATE: Final = frozenset({"stepwise_request", RETURNED})


class SecondLook:
    """Wraps the site's own ASGI application; only an answer that refuses waits for what is said in its place."""

    def __init__(self, site: ASGIApp) -> None:
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused: list[Message] = []

        async def hold(message: Message) -> None:
            starts = message["type"] == "http.response.start" and message["status"] in _MOVED_ON
            if refused or (starts and _returned(scope) is not None):
                refused.append(message)
            else:
                await send(message)

        await self._site(scope, receive, hold)
        if refused:
            status = refused[0]["status"]  # type: ignore[typeddict-item]
            for message in await self._page(scope, status) or refused:
                await send(message)

    async def _page(self, scope: Scope, status: int) -> list[Message]:
        """The page as it stands now, with this status; nothing when the form is not there for this person any more."""
        shown: list[Message] = []

        async def keep(message: Message) -> None:
            shown.append(message)

        await self._site(_asking_for(scope), _nothing, keep)
        if not shown or shown[0]["type"] != "http.response.start" or shown[0]["status"] != 200:
            return []
        if _HAS_FORM not in b"".join(one["body"] for one in shown if one["type"] == "http.response.body"):
            return []
        shown[0]["status"] = status
        return shown


def _returned(scope: Scope) -> Returned | None:
    found: Returned | None = scope["state"].get(RETURNED)
    return found


def _asking_for(scope: Mapping[str, Any]) -> Any:
    """The same person asks for the page on which the form stands."""
    address = urlsplit(scope["state"][RETURNED].form.page_path)
    return {
        **{name: scope[name] for name in (*_OF_SERVER, *_OF_SITE) if name in scope},
        "method": "GET",
        "path": address.path,
        "raw_path": address.path.encode(),
        "query_string": address.query.encode(),
        "headers": [one for one in scope["headers"] if one[0].lower() not in _OF_BODY],
        "state": {name: kept for name, kept in scope["state"].items() if name in _KEPT_STATE},
    }


async def _nothing() -> Any:
    return {"type": "http.request", "body": b"", "more_body": False}
