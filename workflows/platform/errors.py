"""What does somebody read when there is no page for them? Fixed words and a number to quote, nothing else.

Nothing of the database or the fault stands on these pages, and of the request only the way back to its form.
Only a refusal that says what changed meanwhile (409, 422) brings its own sentence; 403 and 404 are the same for
everybody.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final
from urllib.parse import quote, urlsplit

from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.response import Redirect, Template
from sqlalchemy.exc import DBAPIError, InterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from supervision.connection_limits import LIMITS
from workflows.pages.answers import Again, SentBefore
from workflows.pages.forms import SIGNED_OUT, SIGNED_OUT_KEPT
from workflows.pages.page import SECRET_ADDRESS, Chrome, PlainPage
from workflows.pages.routes import SIGNED_IN
from workflows.pages.visits import Returned
from workflows.platform.arrivals import came_before
from workflows.platform.chromes import language
from workflows.platform.forgery import SAFE
from workflows.platform.gate import KEPT_AT, SentTooLate, is_fragment
from workflows.platform.ground import ground_of
from workflows.platform.handed_over import to_the_form
from workflows.platform.log import described, logger
from workflows.platform.second_look import RETURNED
from workflows.platform.second_try import COLLIDED
from workflows.records.collisions import is_collision
from workflows.records.passwords import TooBusy
from workflows.records.refusals import HandedOver, Refused
from workflows.records.revisions import MovedOn
from workflows.records.scope import NotSignedIn
from workflows.records.sign_ins import hash_of

Asked = Request[Any, Any, Any]
# What a database says that is busy, locked, starting or going: the same again in a moment may work.
_PASSING: Final = frozenset({"40001", "40P01", "55P03", "57014", "57P01", "57P02", "57P03", "53300", "25P03"})
_RETRY_SECONDS: Final = str(LIMITS.come_again // timedelta(seconds=1))
_TEMPLATES: Final = {401: 403, 405: 404, 400: 422, 413: 422, 415: 422}
_OWN: Final = frozenset({403, 404, 409, 422, 429, 500, 503})


def page_of(
    request: Asked,
    status: int,
    sentence: str | None = None,
    *,
    name: str = "",
    back: str = "",
    **headers: str,
) -> Template:
    """The page for a status; `name` for one that has its own, `back` for the way on when it is known."""
    named = _TEMPLATES.get(status, status)
    template = f"errors/{name or (named if named in _OWN else (500 if status >= 500 else 422))}.html"
    reference = str(request.scope["state"].get("stepwise_request", ""))[:12]
    kept = request.scope["state"].get(KEPT_AT, "") if status == 409 else ""
    chrome = Chrome(path="", language=language(request.headers), demo=ground_of(request).settings.demo)
    back = back or (_came_from(request) if status == 409 or name == "signed_out" else "")
    page = PlainPage(
        chrome=chrome,
        sentence=sentence,
        reference=reference,
        back_path=kept or back,
        is_kept=bool(kept),
        typed=_words_of(request.scope["state"].get(RETURNED)) if status in (403, 409, 422) else (),
    )
    if name == "not_sent":
        page = replace(page, numbers=_numbers_for(request), typed=came_before(request).words())
    return Template(
        template, context={"page": page}, status_code=status, headers=headers, media_type="text/html"
    )


def _numbers_for(request: Asked) -> tuple[tuple[str, str], ...]:
    ground = ground_of(request)
    return ground.emergency.numbers_for(hash_of(request.cookies.get(ground.cookies.sign_in, "")))


def _words_of(returned: Returned | None) -> tuple[str, ...]:
    """What was written in words: an answer that was only chosen is soon given again."""
    if returned is None:
        return ()
    texts = [
        typed.strip()
        for name, typed in returned.form.values.items()
        if isinstance(typed, str) and name != SECRET_ADDRESS
    ]
    return tuple(one for one in texts if len(one.split()) > 1)


def _came_from(request: Asked) -> str:
    """The page of ours whose form was sent, by its path alone; "" when the browser does not say."""
    try:
        said = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        return ""
    is_ours = said.netloc == request.headers.get("host") and re.fullmatch(r"/[A-Za-z0-9/_-]*", said.path)
    return said.path if is_ours and not said.path.startswith("//") else ""


def answer_fault(request: Asked, fault: Exception) -> Response[Any]:
    """The answer to whatever was raised, first unpacked from a group of one."""
    while isinstance(fault, ExceptionGroup) and len(fault.exceptions) == 1:
        fault = fault.exceptions[0]
    if isinstance(fault, HTTPException):
        return _answer_http(request, fault)
    for kind, answer in _ANSWERS:
        if isinstance(fault, kind):
            return answer(request, fault)
    if is_collision(fault) and request.route_handler.opt.get("access") == SIGNED_IN:
        request.scope["state"][COLLIDED] = True
    status = 503 if is_passing(fault) else 500
    log_fault(request, fault, status)
    return _answer_busy(request, fault) if status == 503 else page_of(request, 500)


def log_fault(request: Asked, fault: Exception, status: int) -> None:
    """One line with the types, the frames and the request's number."""
    logger().error(
        "failed",
        request=request.scope["state"].get("stepwise_request"),
        route=request.scope.get("path_template"),
        status=status,
        **described(fault),
    )


def is_passing(fault: BaseException) -> bool:
    """Whether the same request may well succeed in a moment."""
    if isinstance(fault, (PoolTimeout, InterfaceError, ConnectionError, TimeoutError)):
        return True
    # The socket of a server that was stopped is gone, or its name: no file of ours, which would be named.
    if isinstance(fault, OSError) and fault.filename is None:
        return True
    original = fault.orig if isinstance(fault, DBAPIError) else fault
    state = getattr(original, "sqlstate", None)
    if isinstance(fault, DBAPIError) and fault.connection_invalidated:
        return True
    return isinstance(state, str) and (state in _PASSING or state.startswith("08"))


def _answer_http(request: Asked, fault: HTTPException) -> Response[Any]:
    if fault.status_code >= 500:
        log_fault(request, fault, fault.status_code)
        return page_of(request, 500)
    allowed = {name: value for name, value in (fault.headers or {}).items() if name.lower() == "allow"}
    return page_of(request, fault.status_code, **allowed)


def _answer_again(_: Asked, fault: Any) -> Response[Any]:
    context = {"page": fault.page}
    return Template(fault.template, context=context, status_code=fault.status, media_type="text/html")


def _answer_sent_before(_: Asked, fault: Any) -> Response[Any]:
    return Redirect(fault.location, status_code=303)


def _answer_refused(request: Asked, fault: Any) -> Response[Any]:
    shown = fault.sentence if fault.status in (409, 422) else None
    return page_of(request, fault.status, shown)


def _answer_handed_over(request: Asked, fault: Any) -> Response[Any]:
    return to_the_form(request) or page_of(request, fault.status, fault.sentence, name="handed_over")


def _answer_busy(request: Asked, _: Any) -> Response[Any]:
    if request.route_handler.opt.get("acts") and request.route_handler.opt.get("access") == SIGNED_IN:
        return page_of(request, 503, name="not_sent", **{"retry-after": _RETRY_SECONDS})
    return page_of(request, 503, **{"retry-after": _RETRY_SECONDS})


def _answer_moved_on(request: Asked, fault: Any) -> Response[Any]:
    log_fault(request, fault, 503)
    if (ends := ground_of(request).ends) is not None:
        ends()
    return _answer_busy(request, fault)


def _answer_signed_out(request: Asked, fault: Any) -> Response[Any]:
    """A page: to the sign-in and back. A form: nothing was done, and that is said, and whether it is kept."""
    cookies = ground_of(request).cookies
    # A page is still open behind what its script asks for: what is sent from it by a button is kept by its cookie.
    ends = cookies.sign_in in request.cookies and not is_fragment(request)
    end = [cookies.end(cookies.sign_in)] if ends else []
    if request.method not in SAFE:
        said = SIGNED_OUT_KEPT if isinstance(fault, SentTooLate) else SIGNED_OUT
        back = fault.path if isinstance(fault, SentTooLate) else ""
        answer: Response[Any] = page_of(request, 403, said, name="signed_out", back=back)
        answer.cookies = end
        return answer
    path = request.scope["path"]
    door = "/doors" if ground_of(request).settings.demo else "/sign-ins/new"
    address = door if path == "/" else f"/sign-ins/new?to={quote(path)}"
    if is_fragment(request) and request.route_handler.opt.get("is_quiet"):
        # What looks again by itself leads nobody away from what they are typing.
        return Response(b"", status_code=204, media_type="text/html", cookies=end)
    if is_fragment(request):
        headers = {"hx-redirect": address}
        return Response(b"", status_code=401, headers=headers, media_type="text/html", cookies=end)
    return Redirect(address, status_code=303, cookies=end)


_ANSWERS: Final[tuple[tuple[type[Exception], Callable[[Asked, Any], Response[Any]]], ...]] = (
    (Again, _answer_again),
    (SentBefore, _answer_sent_before),
    (NotSignedIn, _answer_signed_out),
    (TooBusy, _answer_busy),
    (HandedOver, _answer_handed_over),
    (MovedOn, _answer_moved_on),
    (Refused, _answer_refused),
)
HANDLERS: Final[dict[int | type[Exception], Any]] = {Exception: answer_fault, HTTPException: answer_fault}
