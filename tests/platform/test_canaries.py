"""Does anything that a person typed come out where nobody should read it? (T2, T3, S-96, S-97)

A canary goes into every route: as form, path, query, cookie and header, with every log at its most talkative,
also when the route is made to fail, and then it is looked for in every log there is.
"""

import ast
import io
import json
import logging
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.conftest import Database
from tests.web import ORIGIN, Browser, Planted, hidden_fields, plant, site_on, token_of
from triage.roles import Role
from workflows.pages.forms import Reading
from workflows.records.ids import new_id
from workflows.records.scope import scoped_as

CANARY = "CNRYzq7"
# Read where no page names it: a field of its own for each question, choice, or file.
OTHERS = (
    "query", "q", "item_1", "total", "answer_1", "language", "device", "written", "said_talk_over", "sent", "homeroom",
    "draft_path", "draft_seen", "form_key", "seen_version", "told_mentee", "told_guardian", "score_total", "D1", "D2",
    "secret_address", "seen_digest", "firing", "about", "amends",
)  # fmt: skip
_ASKED = {name for name in vars(Reading) if not name.startswith("_")} - {"refuse"}
PAGES = Path(__file__).parents[2] / "workflows/pages"


def names_of_fields() -> frozenset[str]:
    """Each field that a page reads out of a form, whichever page it is."""
    found = set(OTHERS)
    for page in PAGES.glob("*.py"):
        for call in ast.walk(ast.parse(page.read_text(encoding="utf-8"))):
            match call:
                case ast.Call(func=ast.Attribute(attr=asked), args=[ast.Constant(value=str(name)), *_]):
                    parts = ("_year", "_month", "_day") if asked == "date" else ("",)
                    found |= {name + part for part in parts} if asked in _ASKED else set()
    return frozenset(found - {""})


NAMES = names_of_fields()


def test_the_fields_of_every_form_are_among_those_asked_with() -> None:
    assert {"words", "noticed", "note", "safety_plan", "no_measure_words", "told_who", "why"} <= NAMES
    assert len(NAMES) > 80


@contextmanager
def every_log() -> Iterator[io.StringIO]:
    """Everything that any logger or any print says, at every level."""
    heard = io.StringIO()
    listener = logging.StreamHandler(heard)
    root = logging.getLogger()
    level = root.level
    # The test's own client says which address it asks for; the product has no such client.
    listener.addFilter(lambda line: not line.name.startswith(("httpx", "httpcore")))
    root.addHandler(listener)
    root.setLevel(logging.DEBUG)
    try:
        with redirect_stdout(heard), redirect_stderr(heard):
            yield heard
    finally:
        root.removeHandler(listener)
        root.setLevel(level)


@pytest.fixture
async def site(fresh_database: Database) -> AsyncIterator[Litestar]:
    with every_log():
        async with site_on(fresh_database, demo=True) as app:
            yield app


@pytest.fixture
async def dana(fresh_database: Database) -> Planted:
    return await plant(fresh_database, *Role)


@pytest.fixture
async def browser(site: Litestar, dana: Planted, fresh_database: Database) -> Browser:
    made = Browser(site)
    made.sign_in_as(await token_of(fresh_database, dana))
    made.http.cookies.set("other", CANARY)
    return made


def addresses(app: Litestar) -> Iterator[tuple[str, str]]:
    """Method and address of every route, with the canary where an address takes words."""
    for route in app.routes:
        for handler in getattr(route, "route_handlers", []):
            if isinstance(handler, HTTPRouteHandler) and "OPTIONS" not in handler.http_methods:
                path = re.sub(r"\{\w+:uuid\}", str(new_id()), route.path)
                for method in sorted(handler.http_methods & {"GET", "POST"}):
                    yield method, re.sub(r"\{[^}]*\}", CANARY, path)


async def ask(browser: Browser, method: str, path: str) -> int:
    head = {"origin": ORIGIN, "referer": f"{ORIGIN}/{CANARY}", "user-agent": CANARY, "x-note": CANARY}
    if method == "GET":
        return (await browser.http.get(f"{path}?q={CANARY}", headers=head)).status_code
    hidden = hidden_fields((await browser.get("/sign-ins")).text)
    fields = {**dict.fromkeys(NAMES, CANARY), **hidden}
    answer = await browser.http.post(f"{path}?q={CANARY}", data=fields, headers=head)
    assert CANARY not in answer.headers.get("location", ""), path
    return answer.status_code


async def test_no_route_writes_into_a_log_what_was_typed(
    browser: Browser, dana: Planted, fresh_database: Database
) -> None:
    asked = 0
    for method, path in addresses(browser.app):
        with every_log() as heard:
            status = await ask(browser, method, path)
        # Neither worker nor auditor runs here, and that is what these addresses are there to say.
        assert status < 500 or path in ("/health/engine", "/health/auditor", "/health/jobs"), path
        assert CANARY not in heard.getvalue(), path
        assert browser.http.cookies["__Host-stepwise"] not in heard.getvalue(), path
        asked += 1
        if method == "POST":
            # Some routes sign out.
            browser.sign_in_as(await token_of(fresh_database, dana))
    assert asked > 40


async def test_no_route_that_fails_writes_into_a_log_what_was_typed(
    browser: Browser, dana: Planted, fresh_database: Database
) -> None:
    """Half the tables are gone: whatever a route does next is an unhandled fault of the database."""
    token = hidden_fields((await browser.get("/sign-ins")).text)
    root = await fresh_database.superuser()
    for table in ("audit_event", "form_key", "student", "episode", "work", "roster_import", "policy_version"):
        await root.execute(f"ALTER TABLE app.{table} RENAME TO {table}_gone")
    await root.close()
    failed = 0
    for method, path in addresses(browser.app):
        head = {"origin": ORIGIN, "user-agent": CANARY}
        with every_log() as heard:
            if method == "GET":
                answer = await browser.http.get(f"{path}?q={CANARY}", headers=head)
            else:
                fields = {**dict.fromkeys(NAMES, CANARY), **token}
                answer = await browser.http.post(path, data=fields, headers=head)
        assert CANARY not in heard.getvalue(), path
        if answer.status_code == 500:
            failed += 1
            assert CANARY not in answer.text
            lines = [json.loads(line) for line in heard.getvalue().splitlines() if line.startswith('{"')]
            faults = [line for line in lines if line["event"] == "failed"]
            assert [line["sqlstate"] for line in faults] == ["42P01"], path
            assert faults[0]["request"] == answer.headers["x-request-id"]
            assert faults[0]["frames"]
        browser.sign_in_as(await token_of(fresh_database, dana))
    assert failed > 15


async def test_a_refusal_of_the_database_with_its_detail_stays_in_the_database(
    dana: Planted, fresh_database: Database, fresh_engine: Any
) -> None:
    """`DETAIL: Key (…)=(…) already exists` and `Failing row contains (…)`, in the driver's error and the server's log."""
    org, person = dana.org_id, dana.person_id
    statements = (
        "INSERT INTO app.person (org_id, id, given_name, family_name, search_name, recorded_at)"
        " VALUES (:org, :person, :said, :said, :said, clock_timestamp())",
        "INSERT INTO app.referral_in (org_id, id, episode_id, noticed, how_soon, referred_by, happened_at, recorded_at)"
        " VALUES (:org, :person, :person, :said, :said, :person, clock_timestamp(), clock_timestamp())",
    )
    with every_log() as heard:
        for statement in statements:
            known = {"org": org, "person": person, "said": CANARY}
            with pytest.raises(IntegrityError):
                async with scoped_as(fresh_engine, org) as tx:
                    await tx.connection.execute(text(statement), known)
    assert CANARY not in heard.getvalue()
    written = fresh_database.cluster.log.read_text(encoding="utf-8", errors="replace")
    assert "person_pk" in written, "the server's log is not where it is looked for"
    constraint_lines = [line for line in written.splitlines() if "person_pk" in line or "how_soon" in line]
    assert constraint_lines
    assert not [
        line for line in written.splitlines() if CANARY in line and "invalid input syntax" not in line
    ]


async def test_a_server_that_says_the_detail_would_be_heard(fresh_database: Database, dana: Planted) -> None:
    """The control: with the server's own defaults the canary stands in its log."""
    connection = await asyncpg.connect(
        host=str(fresh_database.cluster.sockets), user="postgres", database=fresh_database.name
    )
    said = f"{CANARY.lower()}loud@school.test"
    try:
        await connection.execute("SET log_error_verbosity = 'default'")
        for _ in range(2):
            with suppress(asyncpg.UniqueViolationError):
                await connection.execute(
                    "INSERT INTO sign_in.identity (id, org_id, person_id, email, recorded_at)"
                    " VALUES ($1, $2, $3, $4, now())",
                    new_id(), dana.org_id, dana.person_id, said,
                )  # fmt: skip
    finally:
        await connection.close()
    written = fresh_database.cluster.log.read_text(encoding="utf-8", errors="replace")
    assert said in written
