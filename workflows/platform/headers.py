"""What does every answer carry, whatever happened behind it? The outermost layer of the site.

It gives each request its number, puts the security headers on every answer (also on 404 and 500), writes the
one access line, and is where an error that nobody answered ends.
"""

import re
import time
import uuid
from typing import Any, Final

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from workflows.platform.access_log import keep_line
from workflows.platform.chromes import CALLER
from workflows.platform.log import described, logger
from workflows.platform.meters import Meters
from workflows.platform.static_files import KEPT_FOREVER, STATIC_PATH

# No nonce: nothing on our pages is inline, so nothing inline is allowed.
_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
EVERY: Final[tuple[tuple[str, str], ...]] = (
    ("content-security-policy", _POLICY),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    # With no-referrer browsers would send `Origin: null` along with our own forms.
    ("referrer-policy", "same-origin"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
)
TRANSPORT: Final = ("strict-transport-security", "max-age=31536000; includeSubDomains")
_PLAIN_500: Final = b"Something went wrong on our side. In danger? Call 911, or call or text 988."
_DIGEST: Final = re.compile(rb"v=[0-9a-f]{12}")


class Outermost:
    """Wraps the site's own ASGI application."""

    def __init__(self, site: ASGIApp, meters: Meters, *, https: bool) -> None:
        self._site = site
        self._meters = meters
        self._headers = [
            (name.encode(), value.encode()) for name, value in (*EVERY, *([TRANSPORT] if https else []))
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            return
        scope["state"]["stepwise_request"] = uuid.uuid4().hex
        began, status = time.perf_counter(), 0

        async def with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = self._with_ours(scope, status, list(message["headers"]))
            await send(message)

        try:
            await self._site(scope, receive, with_headers)
        except Exception as fault:
            logger().error("unanswered", request=scope["state"]["stepwise_request"], **described(fault))
            if not status:
                await _say_500(with_headers)
        took = time.perf_counter() - began
        self._meters.count(scope, status, took)
        keep_line(scope, status, took)

    def _with_ours(
        self, scope: Any, status: int, theirs: list[tuple[bytes, bytes]]
    ) -> list[tuple[bytes, bytes]]:
        ours = {name for name, _ in self._headers}
        kept = [(name, value) for name, value in theirs if name.lower() not in ours]
        names = {name.lower() for name, _ in kept}
        if not _is_static(scope, status):
            kept = [(name, value) for name, value in kept if name.lower() != b"cache-control"]
            kept += [(b"cache-control", b"no-store"), (b"vary", b"HX-Request")]
        elif _DIGEST.fullmatch(scope["query_string"]):
            kept = [(name, value) for name, value in kept if name.lower() != b"cache-control"]
            kept.append((b"cache-control", KEPT_FOREVER.encode()))
        if (cookie := scope["state"].get(CALLER)) and b"clear-site-data" not in names:
            kept.append((b"set-cookie", cookie.encode()))
        return [*kept, *self._headers, (b"x-request-id", scope["state"]["stepwise_request"].encode())]


def _is_static(scope: Any, status: int) -> bool:
    return status in (200, 304) and scope["path"].startswith(f"{STATIC_PATH}/")


async def _say_500(send: Send) -> None:
    """In plain words from memory: the page itself may be what failed."""
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": 500, "headers": headers})
    await send({"type": "http.response.body", "body": _PLAIN_500, "more_body": False})
