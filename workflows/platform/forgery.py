"""Did this request come from one of our own pages?

Every unsafe request, without an exception, must come from our own origin and carry a token that is bound to
the cookie it came with: HMAC(secret, purpose, hash of the cookie). A cookie planted from elsewhere therefore
brings no token that fits.
"""

import base64
import hmac
from typing import Any, Final

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.exceptions import MethodNotAllowedException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler

from workflows.pages.page import CSRF_FIELD, CSRF_HEADER
from workflows.pages.routes import ANYONE, SIGNED_IN
from workflows.platform.arrivals import arrived
from workflows.platform.ground import LOOPBACK, Ground, ground_of
from workflows.records.scope import NotSignedIn
from workflows.records.sign_ins import hash_of

SAFE: Final = frozenset({"GET", "HEAD"})
_PURPOSE: Final = b"stepwise/csrf/v1/"
_KEEPING: Final = b"stepwise/kept-on-a-phone/v1/"


def token_for(secret: bytes, cookie: str) -> str:
    """The token of every form that is shown to the browser with this cookie."""
    made = hmac.digest(secret, _PURPOSE + hash_of(cookie), "sha256")
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def keeping_secret(secret: bytes, person_id: object) -> str:
    """What a phone without a network keeps is made unreadable with, to everybody but this person.

    Of the person and not of the sign-in: what was kept before it ran out is read after the next one. Its purpose is its
    own, so that no cookie whatever makes a token of it.
    """
    made = hmac.digest(secret, _KEEPING + str(person_id).encode(), "sha256")
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def cookie_name(ground: Ground, access: str) -> str:
    """Forms for anyone are bound to the caller's cookie, all others to the sign-in session."""
    return ground.cookies.caller if access == ANYONE else ground.cookies.sign_in


async def refuse_forgery(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """The guard of every route: a declared access, and for what changes anything, an origin and a token."""
    method = connection.scope.get("method")
    if method == "OPTIONS":
        raise MethodNotAllowedException
    access = handler.opt.get("access")
    if access not in (ANYONE, SIGNED_IN) or (method not in SAFE) != handler.opt.get("acts"):
        raise PermissionDeniedException
    if method not in SAFE:
        await _insist(connection, access)


async def _insist(connection: ASGIConnection[Any, Any, Any, Any], access: str) -> None:
    assert isinstance(connection, Request)
    ground = ground_of(connection)
    cookie = connection.cookies.get(cookie_name(ground, access))
    if not _is_ours(connection, ground):
        raise PermissionDeniedException
    if not cookie:
        # Nobody is refused what is theirs for having been signed out meanwhile: the page says that, and the way in.
        raise NotSignedIn if access == SIGNED_IN else PermissionDeniedException
    given = connection.headers.get(CSRF_HEADER) or dict((await arrived(connection)).pairs).get(CSRF_FIELD, "")
    if not hmac.compare_digest(given.encode("utf-8", "replace"), token_for(ground.secret, cookie).encode()):
        raise PermissionDeniedException


def _is_ours(connection: ASGIConnection[Any, Any, Any, Any], ground: Ground) -> bool:
    """By what the browser says of its own accord; a browser that says neither has the token to show."""
    if connection.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return False
    origin = connection.headers.get("origin", ground.settings.public_url)
    return origin == ground.settings.public_url or _is_this_machine(connection, origin, ground)


def _is_this_machine(connection: ASGIConnection[Any, Any, Any, Any], origin: str, ground: Ground) -> bool:
    """Without https the site serves this machine only, under any of its own names."""
    name = origin.removeprefix("http://")
    return (
        not ground.settings.https
        and name == connection.headers.get("host")
        and (name if name.endswith("]") else name.rsplit(":", 1)[0]) in LOOPBACK
    )
