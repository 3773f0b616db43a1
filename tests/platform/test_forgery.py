"""Can anybody but our own pages make a signed-in browser do something? Tried on every route that acts."""

import re
from collections.abc import AsyncIterator

import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from tests.conftest import Database
from tests.web import ORIGIN, Browser, Planted, hidden_fields, plant, site_on, token_of
from triage.roles import Role
from workflows.platform.forgery import token_for

NIL = "00000000-0000-0000-0000-000000000000"


@pytest.fixture(scope="module")
async def site(module_database: Database) -> AsyncIterator[Litestar]:
    async with site_on(module_database, demo=True) as app:
        yield app


@pytest.fixture(scope="module")
async def dana(module_database: Database) -> Planted:
    return await plant(module_database, *Role)


def handlers(app: Litestar) -> list[tuple[str, HTTPRouteHandler]]:
    """Every route with an address that can be asked for."""
    return [
        (re.sub(r"\{[^}]*\}", "x", re.sub(r"\{\w+:uuid\}", NIL, route.path)), handler)
        for route in app.routes
        for handler in getattr(route, "route_handlers", [])
        if isinstance(handler, HTTPRouteHandler) and "OPTIONS" not in handler.http_methods
    ]


async def counted(database: Database) -> list[int]:
    root = await database.superuser()
    try:
        tables = (
            "app.audit_event",
            "app.form_key",
            "sign_in.session",
            "sign_in.invitation",
            "sign_in.attempt",
        )
        return [await root.fetchval(f"SELECT count(*) FROM {table}") for table in tables]
    finally:
        await root.close()


async def test_no_route_acts_on_a_forged_request(
    site: Litestar, dana: Planted, module_database: Database
) -> None:
    """S-20 to S-23: no token, an empty one, another's, one from before, one in the query, other origins."""
    mine, other = Browser(site), Browser(site)
    mine.sign_in_as(await token_of(module_database, dana))
    other.sign_in_as(await token_of(module_database, dana))
    own = hidden_fields((await mine.get("/sign-ins")).text)["csrf_token"]
    theirs = hidden_fields((await other.get("/sign-ins")).text)["csrf_token"]
    before = hidden_fields((await other.get("/sign-ins/new")).text)["csrf_token"]
    # A right pair of the stranger's cookie, so that what is refused below is refused for its origin.
    caller = hidden_fields((await mine.get("/sign-ins/new")).text)["csrf_token"]
    at_first = await counted(module_database)
    acting = [(path, handler) for path, handler in handlers(site) if "POST" in handler.http_methods]
    assert len(acting) > 5
    for path, handler in acting:
        right = caller if handler.opt["access"] == "anyone" else own
        tries = [
            await mine.post(path, {}),
            await mine.post(path, {"csrf_token": ""}),
            await mine.post(path, {"csrf_token": theirs}),
            await mine.post(path, {"csrf_token": before}),
            await mine.post(f"{path}?csrf_token={right}", {}),
            await mine.post(path, {"csrf_token": right}, origin="https://evil.test"),
            await mine.post(path, {"csrf_token": right}, origin="null"),
            await mine.post(path, {"csrf_token": right}, sec_fetch_site="cross-site"),
            await mine.post(path, {"csrf_token": right}, sec_fetch_site="same-site"),
            await mine.http.post(path, content=b'{"a":1}', headers={"content-type": "application/json"}),
            await mine.http.post(path, content=b"csrf_token=x", headers={"content-type": "text/plain"}),
            await Browser(site).post(path, {"csrf_token": right}),
        ]
        assert [answer.status_code for answer in tries] == [403] * len(tries), path
    assert await counted(module_database) == at_first


async def test_a_signed_out_token_acts_on_nothing(
    site: Litestar, dana: Planted, module_database: Database
) -> None:
    browser = Browser(site)
    browser.sign_in_as(await token_of(module_database, dana))
    hidden = hidden_fields((await browser.get("/sign-ins")).text)
    held = browser.http.cookies["__Host-stepwise"]
    assert (await browser.post("/sign-ins/closure", hidden)).status_code == 303
    browser.sign_in_as(held)
    answer = await browser.post("/sign-ins/closure", hidden)
    assert answer.status_code == 403
    assert "You were signed out" in answer.text
    assert "You are signed out" in answer.text
    assert "not yours" not in answer.text


async def test_a_form_without_a_sign_in_is_told_so_and_not_that_it_is_somebody_elses(
    site: Litestar, dana: Planted, module_database: Database
) -> None:
    browser = Browser(site)
    browser.sign_in_as(await token_of(module_database, dana))
    hidden = hidden_fields((await browser.get("/sign-ins")).text)
    answer = await Browser(site).post("/sign-ins/closure", hidden)
    assert answer.status_code == 403
    assert "You are signed out" in answer.text
    assert "not yours" not in answer.text


async def test_nobody_sees_anything_without_signing_in(site: Litestar) -> None:
    """S-47."""
    for path, handler in handlers(site):
        if "GET" in handler.http_methods and handler.opt["access"] == "signed_in":
            answer = await Browser(site).get(path)
            assert answer.status_code == 303, path
            # A demo begins at its doors; from anywhere else the way leads back after signing in.
            begins = "/doors" if path == "/" else "/sign-ins/new?to="
            assert answer.headers["location"].startswith(begins), path


def test_the_token_changes_with_the_cookie_and_with_the_key() -> None:
    tokens = {token_for(b"k" * 32, "a"), token_for(b"k" * 32, "b"), token_for(b"l" * 32, "a")}
    assert len(tokens) == 3
    assert ORIGIN.startswith("https")
