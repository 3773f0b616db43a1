"""What did the product send for each of the three requests? Recorded once, in this process, on the last cases."""

from collections.abc import Mapping
from contextlib import redirect_stderr
from dataclasses import dataclass
from io import StringIO
from typing import Any
from uuid import UUID

from litestar.response import Template

from bench.bare import Recording, Sent, recorded
from bench.copying import copied
from bench.ground import Ground, Kind
from bench.requests import DECIDE, LOG, WORKLIST, Asked, asked_for
from tests.web import Browser, site_on
from workflows.pages import homes
from workflows.pages.navigation import items_for
from workflows.pages.page import Chrome
from workflows.pages.visits import Visit
from workflows.platform.forgery import token_for
from workflows.records.scope import scoped
from workflows.records.sign_ins import hash_of


@dataclass(frozen=True, slots=True)
class Recordings:
    """Everything that the bare driver and the bare site need, without the product."""

    found: Mapping[str, Recording]
    ground: "Known"
    template: str
    page: Any
    host: str
    database: str

    def again(self, what: str, number: int) -> tuple[Sent, ...]:
        """The statements of this request for the case, or the school, with this number."""
        if what == WORKLIST:
            return self.found[what].again(
                number=0, school=number, sign_in=self.ground.sign_in("clinical", number)
            )
        kind = self.ground.quiet if what == LOG else self.ground.waiting
        school = kind.school(number)
        sign_in = self.ground.sign_in("mentor" if what == LOG else "clinical", school)
        return self.found[what].again(number=number, school=school, sign_in=sign_in)


@dataclass(frozen=True, slots=True)
class Known:
    """What another process has to know of the ground."""

    org_id: UUID
    quiet: Kind
    waiting: Kind

    def sign_in(self, name: str, school: int) -> bytes:
        return hash_of(f"{self.org_id.hex}-{name}-{school}")


async def recordings_on(ground: Ground) -> Recordings:
    """The last case of each kind is used up for it."""
    found = {}
    async with site_on(ground.database, ground.engine) as site:
        for what, number in (
            (WORKLIST, ground.sizes.schools),
            (LOG, ground.quiet.last),
            (DECIDE, ground.waiting.last),
        ):
            found[what] = await _recorded(ground, Browser(site), what, number)
    page, template = await _page(ground)
    known = Known(ground.world.org_id, ground.quiet, ground.waiting)
    cluster = ground.database.cluster
    return Recordings(found, known, template, page, str(cluster.sockets), ground.database.name)


async def _recorded(ground: Ground, browser: Browser, what: str, number: int) -> Recording:
    key = "recorded-form-key-0001"
    asked = asked_for(ground, what, number, key)
    token = ground.token(asked.by, asked.school)
    browser.sign_in_as(token)
    with recorded(ground.engine) as sent, redirect_stderr(StringIO()):
        await _send(browser, asked, token)
    kind = ground.quiet if what == LOG else ground.waiting
    found = kind.found
    return Recording(
        sent=tuple(sent),
        case_ids={copied(one, number): one for one in found.of_case},
        school_ids={copied(one, asked.school): one for one in found.of_school},
        same=ground.same,
        sign_in=hash_of(token),
        form_key=key,
    )


async def _send(browser: Browser, asked: Asked, token: str) -> None:
    if asked.fields is None:
        answer = await browser.get(asked.path)
        assert answer.status_code == 200, answer.text
        return
    secret = ground_of_site(browser)
    fields: Any = {"csrf_token": token_for(secret, token), **asked.fields}
    answer = await browser.post(asked.path, fields)
    assert answer.status_code == 303, answer.text


def ground_of_site(browser: Browser) -> bytes:
    """The secret of the site that this browser visits."""
    secret: bytes = browser.app.state["ground"].secret
    return secret


async def _page(ground: Ground) -> tuple[Any, str]:
    """The page value of the list, and its template."""
    token = ground.token("clinical", ground.sizes.schools)
    async with scoped(ground.engine, hash_of(token)) as tx:
        chrome = Chrome(
            path="/",
            csrf_token=token,
            person_name=tx.actor.name,
            role_plain=tx.actor.appointments[0].role.plain,
            navigation=items_for(tx.actor, "/"),
            organization="Riverside",
        )
        shown: Template = await homes.index.fn(visit=Visit(tx, chrome, hash_of(token)))
        assert shown.template_name is not None
        return shown.context["page"], shown.template_name
