"""Does a form lose anything: when its page is closed, its sign-in runs out, or it is sent twice?"""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import httpx
import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from tests.pages.case_pages import Town, is_checked, words
from tests.web import Browser, hidden_fields, token_of
from tests.world import CONSENT
from workflows.verbs.save_draft import has_drafts

SAID = "Slept in class, and said the nights are long."
AUTOSAVE = {"hx_request": "true"}


@pytest.fixture
async def page(town: Town) -> str:
    """The path of a form of the mentor's."""
    await town.world.assign(await town.world.refer())
    return f"/mentees/{town.world.students[0]}/concerns/new"


def all_hidden(answer: httpx.Response) -> dict[str, str]:
    """Every hidden field of the form that has drafts, as a browser would send it."""
    html = answer.text[answer.text.index("data-draft=") :]
    return dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', html))


async def autosave(
    browser: Browser, opened: httpx.Response, fields: dict[str, str | list[str]]
) -> httpx.Response:
    return await browser.post("/drafts", {**all_hidden(opened), **fields}, **AUTOSAVE)


async def test_what_is_refused_since_something_changed_meanwhile_is_kept_for_its_author(town: Town) -> None:
    student = town.world.students[1]
    page, said = (
        f"/mentees/{student}/cases/new",
        {"noticed": SAID, "reasons": "low_mood", "how_soon": "this_week"},
    )
    browser = await town.browser(town.world.counselor)
    opened = await browser.get(page)
    live = "INSERT INTO app.live_state (org_id, recorded_at, is_live, why) VALUES ($1, now(), {}, 'Ended.')"
    await town.world.plant(live.format("false"))
    refused = await browser.post(f"/mentees/{student}/cases", {**all_hidden(opened), **said})
    assert refused.status_code == 409
    assert "What you typed is kept, and only you can see it" in words(refused)
    assert f'href="{page}"' in refused.text
    await town.world.plant(live.format("true"))
    assert SAID in (await browser.get(page)).text
    other = await town.browser(town.world.administrator)
    assert SAID not in (await other.get(page)).text


# Kept while it is typed.


async def test_a_page_that_was_closed_comes_back_as_it_was_left(town: Town, page: str) -> None:
    browser = await town.browser(town.world.mentor)
    opened = await browser.get(page)
    assert "You began this" not in words(opened)
    saved = await autosave(browser, opened, {"kind": "talk_over", "said": SAID})
    assert saved.status_code == 200
    assert re.fullmatch(
        r"Saved at \d+:\d\d\s[AP]M\. Only you can see it until you send it\.", saved.text.strip()
    )
    again = await browser.get(page)
    assert "You began this and left it on" in words(again)
    assert "nothing was sent" in words(again)
    assert SAID in again.text
    assert is_checked(again, "kind", "talk_over")
    assert await town.count("concern") == 0


async def test_without_scripts_a_button_keeps_it_and_leads_home(town: Town, page: str) -> None:
    browser = await town.browser(town.world.mentor)
    opened = await browser.get(page)
    assert 'formaction="/drafts"' in opened.text
    assert "Save and finish later" in words(opened)
    answer = await browser.post("/drafts", {**all_hidden(opened), "said": SAID})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "filled in as you left it" in (await browser.get("/")).text
    assert SAID in (await browser.get(page)).text


async def test_what_is_sent_is_kept_once_and_its_draft_is_gone(town: Town, page: str) -> None:
    browser = await town.browser(town.world.mentor)
    opened = await browser.get(page)
    filled = {**all_hidden(opened), "kind": "talk_over", "said": SAID}
    await browser.post("/drafts", filled, **AUTOSAVE)
    path = page.removesuffix("/new")
    first = await browser.post(path, filled)
    twice = await browser.post(path, filled)
    assert (first.status_code, twice.status_code) == (303, 303)
    assert first.headers["location"] == twice.headers["location"]
    assert await town.count("concern") == 1
    # The last autosave of the page may come after the form itself.
    assert (await browser.post("/drafts", filled, **AUTOSAVE)).status_code == 200
    assert "You began this" not in words(await browser.get(page))


async def test_a_form_that_was_refused_keeps_its_draft_and_goes_on_with_it(town: Town, page: str) -> None:
    browser = await town.browser(town.world.mentor)
    opened = await browser.get(page)
    await autosave(browser, opened, {"said": SAID})
    refused = await browser.post(page.removesuffix("/new"), {**all_hidden(opened), "said": SAID})
    assert refused.status_code == 422
    assert SAID in refused.text
    assert all_hidden(refused) == all_hidden(opened)
    assert (await autosave(browser, refused, {"said": f"{SAID} Twice."})).status_code == 200
    assert f"{SAID} Twice." in (await browser.get(page)).text


async def test_discarding_erases_it(town: Town, page: str) -> None:
    browser = await town.browser(town.world.mentor)
    await autosave(browser, await browser.get(page), {"said": SAID})
    resumed = await browser.get(page)
    begun = resumed.text[resumed.text.index('action="/drafts/discarding"') :].split("</form>")[0]
    fields = dict(re.findall(r'name="([a-z_]+)" value="([^"]*)"', begun))
    answer = await browser.post("/drafts/discarding", fields)
    assert (answer.status_code, answer.headers["location"]) == (303, page)
    assert SAID not in (await browser.get(page)).text
    assert await town.world.rows("SELECT count(*) FROM app.draft") == [(0,)]


async def test_the_browser_is_sent_nowhere_else_after_discarding(town: Town, page: str) -> None:
    browser = await town.browser(town.world.mentor)
    token = hidden_fields((await browser.get(page)).text)["csrf_token"]
    for path in ("//evil.test/x", "https://evil.test", "/\\evil", ""):
        answer = await browser.post("/drafts/discarding", {"csrf_token": token, "draft_path": path})
        assert answer.status_code == 404
        assert "location" not in answer.headers


async def test_two_pages_of_one_form_never_write_over_each_other_unseen(town: Town, page: str) -> None:
    browser = await town.browser(town.world.mentor)
    laptop, phone = await browser.get(page), await browser.get(page)
    assert (await autosave(browser, laptop, {"said": "On the laptop."})).status_code == 200
    assert (await autosave(browser, phone, {"said": "On the phone."})).status_code == 409
    assert "On the laptop." in (await browser.get(page)).text
    again = await browser.get(page)
    assert (await autosave(browser, again, {"said": "On the laptop. And the phone."})).status_code == 200


# For its author alone.


async def test_what_one_person_began_is_on_nobody_elses_page(town: Town, page: str) -> None:
    browser = await town.browser(town.world.mentor)
    await autosave(browser, await browser.get(page), {"said": SAID})
    for person in (town.world.counselor, town.world.direct, town.world.clinical):
        other = await (await town.browser(person)).get(page)
        assert other.status_code == 200
        assert SAID not in other.text


async def test_a_form_one_may_not_open_keeps_no_draft(town: Town, page: str) -> None:
    stranger = await town.browser(town.world.stranger)
    token = hidden_fields((await stranger.get("/sign-ins")).text)["csrf_token"]
    fields = {"csrf_token": token, "draft_path": page, "said": SAID}
    assert (await stranger.post("/drafts", fields, **AUTOSAVE)).status_code == 404
    assert await town.world.rows("SELECT count(*) FROM app.draft") == [(0,)]


async def test_a_draft_without_the_page_s_token_is_refused(town: Town, page: str) -> None:
    browser = await town.browser(town.world.mentor)
    fields = {**all_hidden(await browser.get(page)), "csrf_token": "x", "said": SAID}
    assert (await browser.post("/drafts", fields, **AUTOSAVE)).status_code == 403


# The sign-in runs out.


async def run_out(town: Town, person: UUID, ago: timedelta) -> None:
    """This person's sign-ins were idle for too long, since so long ago."""
    root = await town.world.database.superuser()
    try:
        await root.execute(
            "UPDATE sign_in.session SET idle_expires_at = $2 WHERE actor_id = $1",
            person, datetime.now(UTC) - ago,
        )  # fmt: skip
    finally:
        await root.close()


async def idle_until(town: Town, person: UUID) -> datetime:
    root = await town.world.database.superuser()
    try:
        found: datetime = await root.fetchval(
            "SELECT idle_expires_at FROM sign_in.session WHERE actor_id = $1", person
        )
        return found
    finally:
        await root.close()


async def test_a_form_sent_after_the_sign_in_ran_out_is_not_done_and_not_lost(town: Town, page: str) -> None:
    browser = await town.browser(town.world.mentor)
    opened = await browser.get(page)
    await run_out(town, town.world.mentor, timedelta(minutes=30))
    sent = await browser.post(
        page.removesuffix("/new"), {**all_hidden(opened), "kind": "talk_over", "said": SAID}
    )
    assert sent.status_code == 403
    assert "not sent yet, but nothing of it is lost" in words(sent)
    assert f'href="/sign-ins/new?to={page}"' in sent.text
    assert SAID not in sent.text
    assert await town.count("concern") == 0
    browser.sign_in_as(await token_of(town.world.database, town.world.planted(town.world.mentor)))
    resumed = await browser.get(page)
    assert SAID in resumed.text
    assert is_checked(resumed, "kind", "talk_over")


@pytest.mark.parametrize("how", ["signed out", "too long ago", "of another's form"])
async def test_nothing_is_kept_by_a_sign_in_that_is_really_over(town: Town, page: str, how: str) -> None:
    person = town.world.stranger if how == "of another's form" else town.world.mentor
    browser = await town.browser(person)
    hidden = {"csrf_token": hidden_fields((await browser.get("/sign-ins")).text)["csrf_token"]}
    fields = {**hidden, "form_key": "k" * 22, "draft_path": page, "said": SAID}
    if how == "signed out":
        kept = browser.http.cookies
        await browser.post("/sign-ins/closure", hidden)
        browser.http.cookies = kept
    await run_out(town, person, timedelta(hours=25) if how == "too long ago" else timedelta(minutes=1))
    answer = await browser.post(page.removesuffix("/new"), fields)
    assert answer.status_code == 403
    assert "Nothing of this form was kept" in words(answer) or "not yours" in words(answer)
    assert await town.world.rows("SELECT count(*) FROM app.draft") == [(0,)]


async def test_what_a_page_saves_by_itself_does_not_go_on_after_the_sign_in(town: Town, page: str) -> None:
    browser = await town.browser(town.world.mentor)
    opened = await browser.get(page)
    await run_out(town, town.world.mentor, timedelta(minutes=1))
    saved = await autosave(browser, opened, {"said": SAID})
    assert saved.status_code == 403
    assert "set-cookie" not in saved.headers
    assert await town.world.rows("SELECT count(*) FROM app.draft") == [(0,)]


async def test_what_a_page_asks_by_itself_leaves_the_button_its_way_to_keep_the_form(
    town: Town, page: str
) -> None:
    browser = await town.browser(town.world.mentor)
    opened = await browser.get(page)
    await run_out(town, town.world.mentor, timedelta(minutes=1))
    await autosave(browser, opened, {"said": SAID})
    asked = await browser.get(page, headers={"hx-request": "true"})
    assert asked.status_code == 401
    assert "set-cookie" not in asked.headers
    await browser.post(page.removesuffix("/new"), {**all_hidden(opened), "said": SAID})
    browser.sign_in_as(await token_of(town.world.database, town.world.planted(town.world.mentor)))
    assert SAID in (await browser.get(page)).text


async def test_saving_by_itself_is_no_sign_that_somebody_is_there(town: Town, page: str) -> None:
    browser = await town.browser(town.world.mentor)
    opened = await browser.get(page)
    root = await town.world.database.superuser()
    try:
        await root.execute(
            "UPDATE sign_in.session SET last_seen_at = last_seen_at - interval '10 minutes',"
            " idle_expires_at = idle_expires_at - interval '10 minutes' WHERE actor_id = $1",
            town.world.mentor,
        )
    finally:
        await root.close()
    before = await idle_until(town, town.world.mentor)
    assert (await autosave(browser, opened, {"said": SAID})).status_code == 200
    assert await idle_until(town, town.world.mentor) == before
    await browser.post("/drafts", {**all_hidden(opened), "said": SAID})
    assert await idle_until(town, town.world.mentor) > before


# Which forms.


async def test_every_form_that_says_so_has_drafts_and_no_other(site: Litestar) -> None:
    declared = set()
    for route in site.routes:
        for handler in getattr(route, "route_handlers", []):
            if isinstance(handler, HTTPRouteHandler) and "GET" in handler.http_methods:
                path = re.sub(r"\{[^}]*:uuid\}", "01a218df-9404-7d56-913b-0cb74b4e4c19", route.path)
                assert bool(handler.opt.get("has_draft")) == has_drafts(path), route.path
                declared |= {route.path} if has_drafts(path) else set()
    assert len(declared) >= 5


async def test_what_fires_now_never_comes_out_of_a_draft(town: Town) -> None:
    world = town.world
    episode = await world.refer()
    await world.log_made(await world.assign(episode), at=world.later(minutes=5))
    await world.phq_a(episode, total=16, at=world.later(minutes=5))
    (item,) = await world.work(episode, "recommendation")
    path = f"/work/{item.id}/decisions/new"
    browser = await town.browser(world.clinical)
    opened = await browser.get(path)
    assert opened.status_code == 200
    await autosave(browser, opened, {"answer": "accept", "consent_basis": CONSENT, "firing": "made-up"})
    again = await browser.get(path)
    assert is_checked(again, "answer", "accept")
    assert all_hidden(again)["firing"] == all_hidden(opened)["firing"]
    assert "made-up" not in again.text


async def test_no_form_with_a_password_has_drafts(town: Town) -> None:
    for path in ("/sign-ins/new", "/invitations/x"):
        assert not has_drafts(path)
    page = await Browser(town.site).get("/sign-ins/new")
    assert "data-draft" not in page.text
