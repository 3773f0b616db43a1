"""What stands around a page: whose it is, where it leads, in which language and time, and how its forms are sent?"""

import re
from collections.abc import Mapping
from typing import Any, Final

from litestar import Request

from supervision.draft_limits import LIMITS
from workflows.pages.navigation import items_for
from workflows.pages.page import Chrome, Notice
from workflows.pages.worry_buttons import WorryButton
from workflows.platform.forgery import keeping_secret, token_for
from workflows.platform.ground import Ground
from workflows.records.scope import Surroundings, Transaction
from workflows.records.sign_ins import new_token

CALLER: Final = "stepwise_caller"
"""In the state of a request: the cookie that its browser gets, when it had none."""


def chrome_of(
    request: Request[Any, Any, Any], ground: Ground, tx: Transaction, around: Surroundings, token: str
) -> Chrome:
    """Around a page of somebody who is signed in."""
    if tx.serves is not None:
        return _bare_chrome(request, ground, around, token)
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
        origin=ground.settings.public_url,
        keeper=str(tx.actor.person_id),
        keeping_secret=keeping_secret(ground.secret, tx.actor.person_id),
        days_kept_on_phone=LIMITS.on_phone.days,
        worry=WorryButton(tx.actor, path, tx.seen),
    )


def _bare_chrome(request: Request[Any, Any, Any], ground: Ground, around: Surroundings, token: str) -> Chrome:
    """Around the form of a young person: nobody's name and no way to anywhere."""
    return Chrome(
        path=request.scope["path"],
        csrf_token=token_for(ground.secret, token),
        language=language(request.headers),
        time_zone=around.time_zone,
        demo=ground.settings.demo,
        is_handed_over=True,
    )


def plain_chrome(request: Request[Any, Any, Any], ground: Ground) -> Chrome:
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


def language(headers: Mapping[str, str]) -> str:
    """Of the languages we have, the one the browser asks for first."""
    asked = [tag.strip()[:2].lower() for tag in headers.get("accept-language", "").split(",")]
    return next((tag for tag in asked if re.fullmatch("en|es", tag)), "en")
