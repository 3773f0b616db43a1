"""How does a request become a `Visit` or a `Call`?

One transaction per request: it begins with the look-up of the sign-in session and ends, after the page was
rendered and before a byte is sent, with COMMIT. A refusal rolls it back and then writes its own audit row.
"""

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from litestar import Request

from supervision.sign_in_limits import LIMITS
from workflows.pages.answers import SentBefore
from workflows.pages.forms import KEY_MISSING, KEY_USED, read_form
from workflows.pages.navigation import items_for
from workflows.pages.page import Chrome, Form, Notice
from workflows.pages.visits import Call, Visit
from workflows.platform.arrivals import Arrival, arrived
from workflows.platform.callers import address_of, device
from workflows.platform.forgery import token_for
from workflows.platform.ground import Ground, ground_of
from workflows.records.audit import keep_audit
from workflows.records.form_keys import claim_key
from workflows.records.refusals import Invalid, Refused
from workflows.records.scope import NotSignedIn, Transaction, scoped, scoped_as
from workflows.records.sign_ins import Surroundings, hash_of, new_token, surroundings

CALLER: Final = "stepwise_caller"


async def provide_visit(request: Request[Any, Any, Any]) -> AsyncIterator[Visit]:
    """The visit of whoever is signed in; raises `NotSignedIn`."""
    ground = ground_of(request)
    token = request.cookies.get(ground.cookies.sign_in, "")
    if not token:
        raise NotSignedIn
    actor = None
    try:
        async with scoped(ground.engine, hash_of(token), request_id=request_id(request)) as tx:
            actor = tx.actor
            request.scope["state"]["stepwise_org"] = str(actor.org_id)
            request.scope["state"]["stepwise_person"] = str(actor.person_id)
            yield await _visit(request, ground, tx, token)
    except Refused as refusal:
        if actor is not None and not isinstance(refusal, Invalid):
            await _keep_refusal(request, ground, actor.org_id, actor.person_id, refusal)
        raise


async def _visit(request: Request[Any, Any, Any], ground: Ground, tx: Transaction, token: str) -> Visit:
    acts = bool(request.route_handler.opt.get("acts"))
    around = await surroundings(tx, hash_of(token), idle=LIMITS.idle, says=not acts)
    visit = Visit(
        tx=tx,
        chrome=_chrome(request, ground, tx, around, token),
        sign_in_hash=hash_of(token),
        query=MappingProxyType(dict(request.query_params)),
        is_fragment=request.headers.get("hx-request") == "true",
        cookies=ground.cookies,
    )
    return visit if not acts else await _with_form(request, visit, await arrived(request))


async def _with_form(request: Request[Any, Any, Any], visit: Visit, came: Arrival) -> Visit:
    form = read_form(came.pairs)
    filled = replace(visit, form=form, files=MappingProxyType(dict(came.files)))
    if not request.route_handler.opt.get("has_key"):
        return filled
    return replace(filled, kept_key=await _claimed(request, visit.tx, form, came))


async def _claimed(request: Request[Any, Any, Any], tx: Transaction, form: Form, came: Arrival) -> str:
    """Use the form's key up for this path, or answer as the first time."""
    if not form.form_key:
        raise Invalid({"": KEY_MISSING})
    path = request.scope["path"]
    key = f"{form.form_key}:{hash_of(path).hex()[:16]}"
    stored = await claim_key(tx, key, came.digest(path))
    if stored is None:
        return key
    if stored.request_hash != came.digest(path):
        raise Invalid({"": KEY_USED})
    raise SentBefore(stored.location or "/")


async def _keep_refusal(
    request: Request[Any, Any, Any], ground: Ground, org_id: UUID, person_id: UUID | None, refusal: Refused
) -> None:
    ids = {name: str(value) for name, value in request.path_params.items() if isinstance(value, UUID)}
    async with scoped_as(ground.engine, org_id, person_id, request_id=request_id(request)) as tx:
        await keep_audit(
            tx,
            str(request.route_handler.opt.get("action")),
            outcome="refused",
            reason=type(refusal).__name__,
            payload=ids,
        )


async def provide_call(request: Request[Any, Any, Any]) -> Call:
    """The call of somebody who need not be signed in."""
    ground = ground_of(request)
    token = request.cookies.get(ground.cookies.sign_in)
    came = await arrived(request) if request.route_handler.opt.get("acts") else Arrival()
    return Call(
        doorstep=ground.doorstep,
        chrome=_plain_chrome(request, ground),
        cookies=ground.cookies,
        address=address_of(request, ground.settings.proxies),
        device=device(request.headers.get("user-agent", "")),
        request_id=request_id(request),
        form=read_form(came.pairs),
        query=MappingProxyType(dict(request.query_params)),
        sign_in_hash=hash_of(token) if token else None,
    )


def _chrome(
    request: Request[Any, Any, Any], ground: Ground, tx: Transaction, around: Surroundings, token: str
) -> Chrome:
    roles = list(dict.fromkeys(held.role.plain for held in tx.actor.appointments))
    path = request.scope["path"]
    return Chrome(
        path=path,
        csrf_token=token_for(ground.secret, token),
        person_name=tx.actor.name,
        role_plain=roles[0] if roles else None,
        navigation=items_for(tx.actor, path),
        language=language(request.headers),
        time_zone=around.time_zone,
        demo=ground.settings.demo,
        notice=_notice(around.notice),
        organization=around.organization,
    )


def _plain_chrome(request: Request[Any, Any, Any], ground: Ground) -> Chrome:
    """The browser gets a random value when it has none; `headers.py` sends it."""
    caller = request.cookies.get(ground.cookies.caller)
    if not caller:
        caller = new_token()[0]
        cookie = ground.cookies.set(ground.cookies.caller, caller)
        request.scope["state"][CALLER] = cookie.to_header(header="")
    return Chrome(
        path=request.scope["path"],
        csrf_token=token_for(ground.secret, caller),
        language=language(request.headers),
        demo=ground.settings.demo,
    )


def _notice(kept: str | None) -> Notice | None:
    kind, _, text = (kept or "").partition(":")
    return Notice(text, "important" if kind == "important" else "success") if text else None


def request_id(request: Request[Any, Any, Any]) -> str:
    return str(request.scope["state"].get("stepwise_request", ""))


def language(headers: Mapping[str, str]) -> str:
    """Of the languages we have, the one the browser asks for first."""
    asked = [tag.strip()[:2].lower() for tag in headers.get("accept-language", "").split(",")]
    return next((tag for tag in asked if re.fullmatch("en|es", tag)), "en")
