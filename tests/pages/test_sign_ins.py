"""Does signing in let the right people in, and nobody learn anything from being refused?"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from litestar import Litestar

from supervision.sign_in_limits import LIMITS
from tests.conftest import Database
from tests.web import PASSWORD, Browser, Planted, hidden_fields, plant, site_on, token_of
from triage.roles import Role

COOKIE = "__Host-stepwise"


@pytest.fixture(scope="module")
async def site(module_database: Database) -> AsyncIterator[Litestar]:
    async with site_on(module_database) as app:
        yield app


@pytest.fixture
async def dana(module_database: Database) -> Planted:
    return await plant(module_database, Role.COUNSELOR)


async def signed_in(site: Litestar, planted: Planted) -> Browser:
    browser = Browser(site)
    answer = await browser.send("/sign-ins/new", "/sign-ins", {"email": planted.email, "password": PASSWORD})
    assert answer.status_code == 303, answer.text
    return browser


async def test_the_right_password_lets_in_with_a_protected_cookie(site: Litestar, dana: Planted) -> None:
    browser = Browser(site)
    answer = await browser.send("/sign-ins/new", "/sign-ins", {"email": dana.email, "password": PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = next(line for line in answer.headers.get_list("set-cookie") if line.startswith(f"{COOKIE}="))
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; ")[1:])
    assert "Domain" not in cookie
    assert 'href="/sign-ins"' in (await browser.get("/")).text, "nobody looks for what no page leads to"
    assert (await browser.get("/sign-ins")).status_code == 200


async def test_a_planted_cookie_is_nobody_and_dies_at_sign_in(
    site: Litestar, dana: Planted, module_database: Database
) -> None:
    """T1, S-12, S-13."""
    browser = Browser(site)
    for planted in ("planted-by-somebody", "x" * 10_000, "null"):
        browser.sign_in_as(planted)
        assert (await browser.get("/sign-ins")).status_code == 303
    old = await token_of(module_database, dana)
    browser = Browser(site)
    browser.sign_in_as(old)
    assert (await browser.get("/sign-ins")).status_code == 200
    answer = await browser.send("/sign-ins/new", "/sign-ins", {"email": dana.email, "password": PASSWORD})
    assert answer.status_code == 303
    other = Browser(site)
    other.sign_in_as(old)
    assert (await other.get("/sign-ins")).status_code == 303


async def test_the_database_holds_only_the_hash_of_a_token(
    site: Litestar, dana: Planted, module_database: Database
) -> None:
    """S-14."""
    browser = await signed_in(site, dana)
    token = browser.http.cookies[COOKIE]
    root = await module_database.superuser()
    kept = await root.fetch("SELECT s::text AS row FROM sign_in.session s WHERE org_id = $1", dana.org_id)
    await root.close()
    assert len(token) == 43
    assert not any(token in row["row"] for row in kept)


async def test_every_no_is_the_same_no(site: Litestar, dana: Planted, module_database: Database) -> None:
    """S-24: unknown, wrong, disabled and without a password yet."""
    disabled = await plant(module_database, Role.MENTOR, disabled=True)
    answers = []
    for number, email in enumerate((dana.email, disabled.email, "nobody@school.test")):
        browser = Browser(site, address=f"198.51.100.{number}")
        answer = await browser.send(
            "/sign-ins/new", "/sign-ins", {"email": email, "password": "not the one at all"}
        )
        hidden = hidden_fields(answer.text)["csrf_token"]
        answers.append(
            (answer.status_code, answer.text.replace(email, "").replace(hidden, ""), len(answer.headers))
        )
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][0] == 422


async def test_ten_tries_and_no_more_even_with_the_right_password(
    site: Litestar, dana: Planted, module_database: Database
) -> None:
    """T6, S-31: from many addresses, and after a restart."""
    began = None
    # Tries are counted from one full five minutes to the next: where these end in between, all of them come again.
    while began != (began := LIMITS.window_of(datetime.now(UTC))):
        for number in range(10):
            browser = Browser(site, address=f"192.0.2.{number}")
            await browser.send(
                "/sign-ins/new", "/sign-ins", {"email": dana.email, "password": "wrong as can be"}
            )
    fields = {"email": dana.email, "password": PASSWORD}
    assert (await Browser(site).send("/sign-ins/new", "/sign-ins", fields)).status_code == 422
    async with site_on(module_database) as restarted:
        answer = await Browser(restarted).send(
            "/sign-ins/new", "/sign-ins", fields, x_forwarded_for="8.8.8.8", forwarded="for=8.8.8.8"
        )
    assert answer.status_code == 422
    root = await module_database.superuser()
    keys = [row["key"] for row in await root.fetch("SELECT key FROM sign_in.attempt")]
    await root.close()
    assert not any("8.8.8.8" in key for key in keys)


async def test_signing_out_ends_it_for_everyone_who_holds_the_cookie(site: Litestar, dana: Planted) -> None:
    """S-8, S-17."""
    browser = await signed_in(site, dana)
    token = browser.http.cookies[COOKIE]
    answer = await browser.send("/sign-ins", "/sign-ins/closure", {})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-ins/new")
    assert answer.headers["clear-site-data"] == '"cache", "cookies", "storage"'
    other = Browser(site)
    other.sign_in_as(token)
    assert (await other.get("/sign-ins")).status_code == 303


async def test_one_sees_and_ends_only_ones_own(
    site: Litestar, dana: Planted, module_database: Database
) -> None:
    """S-18."""
    here, there = await signed_in(site, dana), await signed_in(site, dana)
    page = (await here.get("/sign-ins")).text
    path = page.split('action="/sign-ins/')[2].split('"')[0]
    stranger = Browser(site)
    stranger.sign_in_as(await token_of(module_database, await plant(module_database, Role.MENTOR)))
    assert (await stranger.send("/sign-ins", f"/sign-ins/{path}", {})).status_code in (404, 422)
    assert (await there.get("/sign-ins")).status_code == 200
    ended = await here.post(f"/sign-ins/{path}", hidden_fields(page))
    assert (ended.status_code, ended.headers["location"]) == (303, "/sign-ins")
    assert "That device is signed out." in (await here.get("/sign-ins")).text
    assert "That device is signed out." not in (await here.get("/sign-ins")).text
    assert (await there.get("/sign-ins")).status_code == 303


@pytest.mark.parametrize(
    ("to", "expected"),
    [("/mentees/7", "/mentees/7"), ("//evil.test", "/"), ("/\\evil.test", "/"), ("javascript:alert(1)", "/"),
     ("/a%0d%0ab", "/"), ("https://evil.test", "/"), ("/@evil.test", "/"), ("/sign-ins/closure", "/")],
)  # fmt: skip
async def test_after_signing_in_one_goes_to_a_path_of_ours(
    site: Litestar, dana: Planted, to: str, expected: str
) -> None:
    """S-81."""
    fields = {"email": dana.email, "password": PASSWORD, "to": to}
    answer = await Browser(site).send("/sign-ins/new", "/sign-ins", fields)
    assert answer.headers["location"] == expected
