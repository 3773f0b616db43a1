"""Does the site keep its promises whatever a handler does: headers, errors, logs, limits, form keys, forgery?

Some routes of the test stand beside the real ones, declared in the same way, so that each fault can be made.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from litestar import Litestar
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlalchemy import text

from tests.conftest import Database
from tests.web import ORIGIN, Browser, Planted, hidden_fields, plant, site_on, token_of
from triage.roles import Role
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.forms import Reading
from workflows.pages.page import Chrome, Form
from workflows.pages.routes import acts, reads
from workflows.pages.visits import Visit
from workflows.records.audit import keep_audit
from workflows.records.refusals import Invalid, NotAllowed, NotFound, Stale

CANARY = "CNRY-never-in-a-log"


@dataclass(frozen=True)
class ProbePage:
    chrome: Chrome
    form: Form
    to: str = "/"


@reads("/probe", action="see_probe")
async def probe(visit: NamedDependency[Visit]) -> Template:
    return show("sign_ins/new.html", ProbePage(visit.chrome, visit.fresh(seen_version=3)))


@acts("/probe", action="probe")
async def keep(visit: NamedDependency[Visit]) -> Redirect:
    """Keeps one audit row for what was written; refuses what it is told to refuse."""
    typed = Reading(visit.form)
    try:
        written = typed.text("written", required="Write something.")
        typed.insist()
    except Invalid as wrong:
        page = ProbePage(visit.chrome, visit.again(wrong.errors))
        raise try_again("sign_ins/new.html", page) from wrong
    await keep_audit(visit.tx, "probed", reason=written)
    if written == "slowly":
        await visit.tx.connection.execute(text("SELECT pg_sleep(0.3)"))
    if refusal := {"no": NotAllowed("secret"), "gone": NotFound(), "late": Stale("It moved.")}.get(written):
        raise refusal
    if written == "crash":
        raise RuntimeError(CANARY)
    if written == "busy":
        await visit.tx.connection.execute(
            text("DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '40001'; END $$")
        )
    return await sent_to(visit, "/probe", "Kept.")


@reads("/probe/{kind:str}/{thing:uuid}", action="see_fault")
async def fault(visit: NamedDependency[Visit], kind: FromPath[str], thing: FromPath[UUID]) -> Template:
    """Fails in one of the ways in which things fail."""
    connection, org = visit.tx.connection, {"org": visit.actor.org_id, "id": visit.actor.person_id}
    if kind == "bug":
        raise RuntimeError(CANARY)
    if kind == "busy":
        await connection.execute(text("DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '40001'; END $$"))
    if kind == "constraint":
        await connection.execute(
            text(
                "INSERT INTO app.person (org_id, id, given_name, family_name, search_name, recorded_at)"
                f" VALUES (:org, :id, '{CANARY}', '{CANARY}', '{CANARY}', clock_timestamp())"
            ),
            org,
        )
    if kind == "refused":
        raise NotAllowed(CANARY)
    return show("there/is/no/such.html", ProbePage(visit.chrome, Form()))


@pytest.fixture(scope="module")
async def site(module_database: Database) -> AsyncIterator[Litestar]:
    async with site_on(module_database) as app:
        for route in (probe, keep, fault):
            app.register(route)
        yield app


@pytest.fixture(scope="module")
async def dana(module_database: Database) -> Planted:
    return await plant(module_database, Role.COUNSELOR)


@pytest.fixture
async def browser(site: Litestar, dana: Planted, module_database: Database) -> Browser:
    made = Browser(site)
    made.sign_in_as(await token_of(module_database, dana))
    return made


async def kept(database: Database, reason: str, action: str = "probed") -> int:
    root = await database.superuser()
    try:
        found = await root.fetchval(
            "SELECT count(*) FROM app.audit_event WHERE action = $1 AND reason = $2", action, reason
        )
    finally:
        await root.close()
    return int(found)


THING = "01890000-0000-7000-8000-000000000001"


@pytest.mark.parametrize(
    ("path", "status"),
    [("/probe", 200), ("/nowhere", 404), ("/schema", 404), ("/schema/openapi.json", 404),
     ("/static/../x", 404),
     (f"/probe/bug/{THING}", 500), (f"/probe/busy/{THING}", 503), (f"/probe/refused/{THING}", 403),
     ("/probe/bug/not-an-id", 404), ("/mentees/1/x.css", 404), ("/sign-ins/new", 200), ("/metrics", 404)],
)  # fmt: skip
async def test_every_answer_carries_the_headers(browser: Browser, path: str, status: int) -> None:
    """T4, S-1 to S-7, S-93."""
    answer = await browser.get(path)
    assert answer.status_code == status
    policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert {policy[name] for name in ("object-src", "base-uri", "frame-ancestors", "default-src")} == {
        "'none'"
    }
    assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in answer.headers["permissions-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "server" not in answer.headers
    assert "access-control-allow-origin" not in answer.headers


async def test_a_static_file_is_kept_only_under_its_own_digest(browser: Browser) -> None:
    page = (await browser.get("/sign-ins/new")).text
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    assert (await browser.get(address)).headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "immutable" not in (await browser.get(address.split("?")[0])).headers.get("cache-control", "")


async def test_static_files_are_packed_and_pages_with_their_tokens_are_not(browser: Browser) -> None:
    page = await browser.get("/sign-ins/new", headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in page.headers
    address = page.text.split('rel="stylesheet" href="')[1].split('"')[0]
    packed = await browser.get(address, headers={"accept-encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "accept-encoding" in packed.headers["vary"].lower()
    plain = await browser.get(address, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.text == packed.text


async def test_an_unsupported_method_is_refused(browser: Browser) -> None:
    for method in ("PUT", "TRACE", "OPTIONS", "DELETE", "BREW"):
        assert (await browser.http.request(method, "/probe")).status_code == 405


async def test_error_pages_tell_nothing_but_a_number(browser: Browser) -> None:
    """T4, S-91."""
    for path in (
        f"/nowhere?{CANARY}",
        f"/probe/bug/{THING}?{CANARY}",
        f"/probe/constraint/{THING}",
        f"/{CANARY}",
    ):
        answer = await browser.get(path)
        assert answer.headers["x-request-id"][:12] in answer.text
        assert CANARY not in answer.text
        assert "Traceback" not in answer.text


async def test_every_403_is_the_same_page(browser: Browser) -> None:
    """S-92: nothing of the record stands behind a refusal."""
    first, second = [await browser.get(f"/probe/refused/{THING}") for _ in range(2)]
    forged = await browser.post("/probe", {"csrf_token": "forged"})
    texts = {
        answer.text.replace(answer.headers["x-request-id"][:12], "") for answer in (first, second, forged)
    }
    assert len(texts) == 1
    assert CANARY not in first.text


async def test_a_failure_is_one_line_with_frames_and_without_contents(
    browser: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    """T2, T3, S-96, S-97, S-99."""
    for kind in ("bug", "constraint", "template"):
        capsys.readouterr()
        answer = await browser.get(f"/probe/{kind}/{THING}?{CANARY}", headers={"user-agent": CANARY})
        written = capsys.readouterr()
        lines = [json.loads(line) for line in written.err.splitlines()]
        failed = [line for line in lines if line["event"] == "failed"]
        assert answer.status_code == 500
        assert len(failed) == 1
        assert failed[0]["request"] == answer.headers["x-request-id"]
        assert failed[0]["route"] == "/probe/{kind}/{thing}"
        assert failed[0]["frames"]
        assert CANARY not in written.err + written.out
        assert THING not in written.err
        if kind == "constraint":
            assert (failed[0]["sqlstate"], failed[0]["constraint_name"]) == ("23505", "person_pk")


async def test_the_access_line_holds_what_is_listed_and_nothing_typed(
    browser: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    """T2, S-96: a canary through form, cookie, query, header and page."""
    browser.http.cookies.set("other", CANARY)
    hidden = hidden_fields((await browser.get("/probe")).text)
    capsys.readouterr()
    answer = await browser.http.post(
        f"/probe?q={CANARY}",
        data={**hidden, "written": CANARY},
        headers={"origin": ORIGIN, "x-note": CANARY, "referer": f"{ORIGIN}/{CANARY}"},
    )
    written = capsys.readouterr()
    assert answer.status_code == 303
    line = json.loads(written.err.splitlines()[-1])
    assert set(line) == {
        "event", "level", "timestamp", "request", "method", "route", "action", "status", "milliseconds",
        "organization", "person",
    }  # fmt: skip
    assert (line["route"], line["action"], line["status"]) == ("/probe", "probe", 303)
    for secret in (CANARY, browser.http.cookies["__Host-stepwise"], hidden["csrf_token"], hidden["form_key"]):
        assert secret not in written.err + written.out


async def test_a_missing_template_rolls_back_and_a_refusal_keeps_only_its_own_row(
    browser: Browser, module_database: Database
) -> None:
    for reason, status in (("no", 403), ("gone", 404), ("late", 409)):
        answer = await browser.send("/probe", "/probe", {"written": reason})
        assert answer.status_code == status
        assert await kept(module_database, reason) == 0
    assert await kept(module_database, "NotAllowed", "probe") == 1
    assert await kept(module_database, "Stale", "probe") == 1
    assert "It moved." in answer.text


async def test_the_same_form_twice_is_one_act_with_one_answer(
    browser: Browser, module_database: Database
) -> None:
    """S-100, S-101: one after the other, at the same moment, and with other contents."""
    hidden = hidden_fields((await browser.get("/probe")).text)
    fields = {**hidden, "written": "once"}
    for _ in range(3):
        answer = await browser.post("/probe", fields)
        assert (answer.status_code, answer.headers["location"]) == (303, "/probe")
    assert await kept(module_database, "once") == 1
    other = await browser.post("/probe", {**fields, "written": "changed"})
    assert other.status_code == 422
    assert await kept(module_database, "changed") == 0
    twins = {**hidden_fields((await browser.get("/probe")).text), "written": "slowly"}
    answers = await asyncio.gather(*(browser.post("/probe", twins) for _ in range(3)))
    assert [answer.status_code for answer in answers] == [303, 303, 303]
    assert await kept(module_database, "slowly") == 1


async def test_a_refused_form_can_be_sent_again_with_its_key(
    browser: Browser, module_database: Database
) -> None:
    hidden = hidden_fields((await browser.get("/probe")).text)
    empty = await browser.post("/probe", {**hidden, "written": "  ", "more": "Nguyễn & O'Brien\r\nx"})
    assert empty.status_code == 422
    assert hidden_fields(empty.text)["form_key"] == hidden["form_key"]
    assert "Write something." in empty.text
    for written, status in (("late", 409), ("no", 403), ("crash", 500), ("busy", 503)):
        assert (await browser.post("/probe", {**hidden, "written": written})).status_code == status
        assert await kept(module_database, written) == 0
    assert (await browser.post("/probe", {**hidden, "written": "mended"})).status_code == 303
    assert await kept(module_database, "mended") == 1


async def test_a_form_without_its_key_is_not_taken(browser: Browser, module_database: Database) -> None:
    hidden = hidden_fields((await browser.get("/probe")).text)
    answer = await browser.post("/probe", {"csrf_token": hidden["csrf_token"], "written": "keyless"})
    assert answer.status_code == 422
    assert await kept(module_database, "keyless") == 0


async def test_what_is_too_large_or_not_text_is_refused(browser: Browser) -> None:
    """T7, S-74, S-77."""
    hidden = hidden_fields((await browser.get("/probe")).text)
    head = {"origin": ORIGIN, "x-csrf-token": hidden["csrf_token"]}
    large = await browser.http.post("/probe", content=b"a=" + b"x" * 262_144, headers={
        **head, "content-type": "application/x-www-form-urlencoded"})  # fmt: skip
    assert large.status_code == 413
    many = await browser.http.post("/probe", files={f"f{n}": ("a", b"x") for n in range(51)}, headers=head)
    assert 400 <= many.status_code < 500
    for body in (
        b"written=%00",
        b"written=%ff",
        b"written=\xff",
        b"&".join(b"a%d=1" % n for n in range(201)),
    ):
        answer = await browser.http.post(
            "/probe", content=body, headers={**head, "content-type": "application/x-www-form-urlencoded"}
        )
        assert answer.status_code == 422, body[:20]
    spoiled = await browser.post("/probe", {**hidden, "written": "a\x00b"})
    assert spoiled.status_code == 422


async def test_a_multipart_form_is_read_like_any_other(browser: Browser, module_database: Database) -> None:
    hidden = hidden_fields((await browser.get("/probe")).text)
    answer = await browser.http.post(
        "/probe",
        data={**hidden, "written": "in parts"},
        files={"paper": ("../../etc/passwd", b"\x00\x01")},
        headers={"origin": ORIGIN},
    )
    assert answer.status_code == 303
    assert await kept(module_database, "in parts") == 1


async def test_idle_and_absolute_ends_are_kept_by_the_server(
    site: Litestar, module_database: Database
) -> None:
    """S-15, S-16; last seen is written at most once a minute."""
    person = await plant(module_database, Role.MENTOR)
    root = await module_database.superuser()
    try:
        for column in ("idle_expires_at", "expires_at"):
            browser = Browser(site)
            browser.sign_in_as(await token_of(module_database, person))
            seen = "SELECT last_seen_at, idle_expires_at FROM sign_in.session"
            seen += " WHERE org_id = $1 AND ended_at IS NULL"
            before = await root.fetchrow(seen, person.org_id)
            assert (await browser.get("/probe")).status_code == 200
            assert await root.fetchrow(seen, person.org_id) == before
            await root.execute(
                "UPDATE sign_in.session SET last_seen_at = last_seen_at - interval '2 minutes'"
                " WHERE org_id = $1",
                person.org_id,
            )
            assert (await browser.get("/probe")).status_code == 200
            after = await root.fetchrow(seen, person.org_id)
            assert before is not None
            assert after is not None
            assert after["idle_expires_at"] > before["idle_expires_at"]
            await root.execute(
                f"UPDATE sign_in.session SET {column} = clock_timestamp() WHERE org_id = $1", person.org_id
            )
            assert (await browser.get("/probe")).headers["location"] == "/sign-ins/new?to=/probe"
            await root.execute("UPDATE sign_in.session SET ended_at = now() WHERE org_id = $1", person.org_id)
    finally:
        await root.close()


async def test_a_refusal_of_the_database_to_wait_is_503_with_retry_after(browser: Browser) -> None:
    answer = await browser.get(f"/probe/busy/{THING}")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")


async def test_an_unanswered_fault_of_the_outermost_layer_is_plain_words(
    browser: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    async def broken(*_: Any) -> None:
        raise RuntimeError(CANARY)

    outermost: Any = browser.app.asgi_handler
    whole, outermost._site = outermost._site, broken
    try:
        answer = await browser.get("/probe")
    finally:
        outermost._site = whole
    assert answer.status_code == 500
    assert "911" in answer.text
    assert CANARY not in answer.text + capsys.readouterr().err
