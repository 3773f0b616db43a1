"""How does a request become a `Visit` or a `Call`?

One transaction per request: it begins with the look-up of the sign-in session and ends, after the page was
rendered and before a byte is sent, with COMMIT. A refusal rolls it back and then writes its own audit row.
"""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from litestar import Request

from supervision.draft_limits import LIMITS as DRAFT_LIMITS
from supervision.sign_in_limits import LIMITS
from workflows.pages.answers import SentBefore
from workflows.pages.forms import KEY_MISSING, KEY_USED, read_form
from workflows.pages.page import Form, Urgent
from workflows.pages.urgent_items import urgent_of
from workflows.pages.visits import Call, Returned, Visit
from workflows.platform.arrivals import Arrival, arrived
from workflows.platform.backup_warning import hours_without_backup
from workflows.platform.callers import address_of, device
from workflows.platform.chromes import chrome_of, plain_chrome
from workflows.platform.ground import Ground, ground_of
from workflows.platform.handed_over import insist_not_handed_over
from workflows.platform.second_look import RETURNED
from workflows.records.audit import keep_audit
from workflows.records.calls import keep_shown
from workflows.records.drafts import draft_at
from workflows.records.form_keys import stored_answer
from workflows.records.refusals import Invalid, NotFound, Refused
from workflows.records.scope import FormKey, NotSignedIn, Surroundings, Transaction, scoped, scoped_as
from workflows.records.sign_ins import hash_of, keep_said, keep_seen
from workflows.verbs.save_draft import save_draft
from workflows.verbs.save_late import save_late

KEPT_AT: Final = "stepwise_kept_at"
"""In the state of a request that was refused: the path of the form whose draft now holds what was typed."""


class SentTooLate(NotSignedIn):
    """The sign-in had run out, and what was typed into the form at this path is kept as its author's draft."""

    def __init__(self, path: str) -> None:
        super().__init__("a form came too late")
        self.path = path


async def provide_visit(request: Request[Any, Any, Any]) -> AsyncIterator[Visit]:
    """The visit of whoever is signed in; raises `NotSignedIn`."""
    ground = ground_of(request)
    token = request.cookies.get(ground.cookies.sign_in, "")
    if not token:
        raise NotSignedIn
    actor = None
    engine = ground.engine_for(request.route_handler)
    key, since = await _key_of(request), datetime.now(UTC)
    try:
        async with scoped(engine, hash_of(token), request_id=request_id(request), form=key) as tx:
            actor = tx.actor
            request.scope["state"]["stepwise_org"] = str(actor.org_id)
            request.scope["state"]["stepwise_person"] = str(actor.person_id)
            ground.emergency.remember(hash_of(token), actor)
            insist_not_handed_over(request, tx)
            if key is None and request.route_handler.opt.get("has_key"):
                raise Invalid({"": KEY_MISSING})
            if key is not None and tx.is_twin:
                await _answer_as_before(tx, key)
            visit = await _visit(request, ground, tx, token, key, since)
            yield visit
            # The page is rendered by now, and not yet sent.
            if (urgent := visit.chrome.urgent) is not None and urgent.shown.is_so and urgent.is_unseen:
                await keep_shown(tx)
    except NotSignedIn as ended:
        if await _is_kept(request, ground, token):
            raise SentTooLate((await _form_of(request)).draft_path) from ended
        raise
    except Refused as refusal:
        if actor is not None and not isinstance(refusal, Invalid):
            await _keep_refusal(request, ground, actor.org_id, actor.person_id, refusal)
            if refusal.status == 409 and await _is_kept_after(request, ground, actor.org_id, actor.person_id):
                request.scope["state"][KEPT_AT] = (await _form_of(request)).draft_path
        await _return(request, refusal)
        raise


async def _return(request: Request[Any, Any, Any], refusal: Refused) -> None:
    """What somebody sent by a button and what cannot be taken as things stand now is shown again on its own page."""
    if (
        refusal.status not in (403, 409, 422)
        or not request.route_handler.opt.get("has_key")
        or is_fragment(request)
    ):
        return
    form = await _form_of(request)
    if form.page_path:
        request.scope["state"][RETURNED] = Returned(form, refusal.sentence)


async def _visit(
    request: Request[Any, Any, Any],
    ground: Ground,
    tx: Transaction,
    token: str,
    key: FormKey | None,
    since: datetime,
) -> Visit:
    acts = bool(request.route_handler.opt.get("acts"))
    quietly = bool(request.route_handler.opt.get("is_quiet")) and is_fragment(request)
    around = await _seen(request, tx, token, says=not (acts or quietly))
    path = request.scope["path"] if request.route_handler.opt.get("has_draft") else ""
    # An act goes on to another page, which says it; its own trips are counted.
    is_silent = acts or quietly or ground.settings.demo
    late = None if is_silent else await hours_without_backup(tx)
    red = () if is_silent else await ground.watched.red_for(tx, since=since)
    visit = Visit(
        tx=tx,
        chrome=replace(
            chrome_of(request, ground, tx, around, token),
            backup_hours=late,
            urgent=_urgent(request, tx, around),
            red=red,
        ),
        sign_in_hash=hash_of(token),
        query=MappingProxyType(dict(request.query_params)),
        is_fragment=is_fragment(request),
        cookies=ground.cookies,
        draft_path=path,
        draft=await draft_at(tx, path, after=tx.at - DRAFT_LIMITS.kept) if path else None,
        returned=None if acts else request.scope["state"].get(RETURNED),
    )
    if not acts:
        return visit
    came = await arrived(request)
    files = MappingProxyType(dict(came.files))
    return replace(visit, form=read_form(came.pairs), files=files, kept_key=key.key if key else None)


def _urgent(request: Request[Any, Any, Any], tx: Transaction, around: Surroundings) -> Urgent | None:
    """What waits for the reader of this page; a young person who has the device in their hands reads nothing of it."""
    if tx.serves is not None:
        return None
    found = urgent_of(around.waits, tx.actor, tx.at, page=request.scope["path"])
    return replace(found, at_once=True) if found and request.route_handler.opt.get("acts") else found


async def _seen(request: Request[Any, Any, Any], tx: Transaction, token: str, *, says: bool) -> Surroundings:
    """What stands around the page, once it is marked that its reader was here. `says`: it says the notice."""
    assert tx.around is not None
    if not (request.route_handler.opt.get("is_quiet") and is_fragment(request)):
        idle = LIMITS.idle if tx.serves is None else LIMITS.handed_over
        await keep_seen(tx, hash_of(token), idle=idle)
    if says and tx.around.notice:
        await keep_said(tx, hash_of(token))
    return tx.around


async def _key_of(request: Request[Any, Any, Any]) -> FormKey | None:
    """The key that the form uses up, for this path; None where a form needs none, or brings none."""
    if not request.route_handler.opt.get("has_key"):
        return None
    form, path = await _form_of(request), request.scope["path"]
    if not form.form_key:
        return None
    return FormKey(f"{form.form_key}:{hash_of(path).hex()[:16]}", (await arrived(request)).digest(path))


async def _answer_as_before(tx: Transaction, form: FormKey) -> None:
    """The same form came before: the same answer, and nothing done."""
    stored = await stored_answer(tx, form.key)
    if stored.request_hash != form.request_hash:
        raise Invalid({"": KEY_USED})
    raise SentBefore(stored.location or "/")


async def _is_kept(request: Request[Any, Any, Any], ground: Ground, token: str) -> bool:
    """A form that comes after its sign-in ran out does nothing, but what was typed is kept for its author.

    Only what somebody has sent by a button: what a page sends by itself would go on for ever.
    """
    if not request.route_handler.opt.get("acts") or is_fragment(request):
        return False
    form = await _form_of(request)
    if not form.draft_path:
        return False
    return await save_late(
        ground.doorstep_for(request.route_handler),
        token_hash=hash_of(token),
        path=form.draft_path,
        typed=form.values,
        form_key=form.form_key,
        request_id=request_id(request),
    )


async def _is_kept_after(
    request: Request[Any, Any, Any], ground: Ground, org_id: UUID, person_id: UUID | None
) -> bool:
    """Something changed meanwhile, so that nothing was done; what was typed is kept, unless its form is closed to them.

    As above only what somebody has sent by a button: what a page saves by itself is kept where it is newer.
    """
    if not request.route_handler.opt.get("has_key") or is_fragment(request):
        return False
    form = await _form_of(request)
    if not form.draft_path:
        return False
    try:
        async with scoped_as(
            ground.engine_for(request.route_handler), org_id, person_id, request_id=request_id(request)
        ) as tx:
            await save_draft(
                tx,
                path=form.draft_path,
                typed=form.values,
                form_key=form.form_key,
                seen_at=None,
                is_last=True,
                by=tx.actor,
                at=tx.at,
            )
    except NotFound:
        return False
    return True


async def _form_of(request: Request[Any, Any, Any]) -> Form:
    return read_form((await arrived(request)).pairs)


async def _keep_refusal(
    request: Request[Any, Any, Any], ground: Ground, org_id: UUID, person_id: UUID | None, refusal: Refused
) -> None:
    ids = {name: str(value) for name, value in request.path_params.items() if isinstance(value, UUID)}
    async with scoped_as(
        ground.engine_for(request.route_handler), org_id, person_id, request_id=request_id(request)
    ) as tx:
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
        doorstep=ground.doorstep_for(request.route_handler),
        chrome=plain_chrome(request, ground),
        cookies=ground.cookies,
        address=address_of(request, ground.settings.proxies),
        device=device(request.headers.get("user-agent", "")),
        request_id=request_id(request),
        form=read_form(came.pairs),
        query=MappingProxyType(dict(request.query_params)),
        sign_in_hash=hash_of(token) if token else None,
    )


def is_fragment(request: Request[Any, Any, Any]) -> bool:
    """Whether a script of ours asks, and not the browser itself."""
    return request.headers.get("hx-request") == "true"


def request_id(request: Request[Any, Any, Any]) -> str:
    return str(request.scope["state"].get("stepwise_request", ""))
