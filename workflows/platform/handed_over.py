"""What may be asked for while a device is in the hands of a young person? One form, and nothing else.

Every route is closed unless it says `while_handed_over`, so that a new one is closed by itself. Where somebody is
signed in the first statement of the request says what the device serves; where nobody need be, it is looked up.
"""

from typing import Any, Final

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.response import Redirect, Response

from workflows.pages.routes import ANYONE
from workflows.platform.forgery import SAFE
from workflows.platform.ground import ground_of
from workflows.records.handovers import serves_a_form
from workflows.records.refusals import HandedOver
from workflows.records.scope import Transaction
from workflows.records.sign_ins import hash_of

FORM_PATH: Final = "/handover"


def is_open(handler: BaseRouteHandler) -> bool:
    """Does this route answer on a device that is handed over?"""
    return bool(handler.opt.get("while_handed_over"))


def insist_not_handed_over(request: Request[Any, Any, Any], tx: Transaction) -> None:
    """Raises `HandedOver`, before anything is read for the page."""
    if tx.serves is not None and not is_open(request.route_handler):
        raise HandedOver


async def refuse_elsewhere(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """The guard of the routes for anyone: signing in, doors and help are closed on a handed-over device, too."""
    if handler.opt.get("access") != ANYONE or is_open(handler):
        return
    ground = ground_of(connection)
    token = connection.cookies.get(ground.cookies.sign_in)
    if token and await serves_a_form(ground.doorstep_for(handler), hash_of(token)):
        raise HandedOver


def to_the_form(request: Request[Any, Any, Any]) -> Response[Any] | None:
    """Any page leads to the form; a form of another page leads nowhere, and None is answered."""
    if request.method not in SAFE:
        return None
    if request.headers.get("hx-request") == "true":
        return Response(b"", status_code=401, headers={"hx-redirect": FORM_PATH}, media_type="text/html")
    return Redirect(FORM_PATH, status_code=303)
