"""Do the doors of the demo open there, and nowhere else?"""

import pytest

from tests.conftest import Database
from tests.web import Browser, hidden_fields, plant, settings_for, site_on
from triage.roles import Role
from workflows.platform.app import create_app
from workflows.platform.doors import doors
from workflows.platform.engines import engine_for
from workflows.platform.unusable import Unusable

LOCAL = "http://127.0.0.1:8000"


async def test_one_click_comes_in_as_somebody_made_up(fresh_database: Database) -> None:
    await plant(fresh_database, Role.COUNSELOR, Role.MENTOR, demo=True)
    await plant(fresh_database, Role.MENTOR, demo=True)
    await plant(fresh_database, Role.ADMINISTRATOR)
    async with engine_for(fresh_database.app_url) as engine:
        shown = await doors(engine, LOCAL)
    assert [door.url for door in shown] == [
        f"{LOCAL}/doors/dana-whitlock",
        f"{LOCAL}/doors/dana-whitlock-2",
    ]
    async with site_on(fresh_database, demo=True, url=LOCAL) as app:
        browser = Browser(app, origin=LOCAL)
        door = "/doors/dana-whitlock"
        answer = await browser.send(door, door, {})
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert "stepwise" in browser.http.cookies
        assert "Secure" not in answer.headers["set-cookie"]
        assert "strict-transport-security" not in answer.headers
        assert (await browser.get("/sign-ins")).status_code == 200
        assert (await browser.get("/doors")).text.count("Come in<span") == 2
        assert (await browser.get("/doors/nobody")).status_code == 404
        # The same machine by its other name is the same site.
        named = Browser(app, origin="http://localhost:8000")
        assert (await named.send(door, door, {})).status_code == 303


async def test_a_demo_cookie_and_the_doors_are_nothing_to_a_real_site(fresh_database: Database) -> None:
    """T1, S-11, S-118."""
    await plant(fresh_database, Role.COUNSELOR, demo=True)
    async with site_on(fresh_database, demo=True, url=LOCAL) as app:
        demo = Browser(app, origin=LOCAL)
        await demo.send("/doors/dana-whitlock", "/doors/dana-whitlock", {})
    async with site_on(fresh_database) as real:
        browser = Browser(real)
        browser.http.cookies.set("stepwise", demo.http.cookies["stepwise"])
        assert (await browser.get("/sign-ins")).status_code == 303
        assert (await browser.get("/doors")).status_code == 404
        assert (await browser.post("/doors/dana-whitlock", {})).status_code == 404


@pytest.mark.parametrize(
    "url", ["http://stepwise.test", "http://127.0.0.1.evil.test:8000", "http://10.0.0.5:8000"]
)
def test_without_https_the_site_serves_this_machine_only(database: Database, url: str) -> None:
    with pytest.raises(Unusable, match="https://"):
        create_app(settings_for(database, url=url))


async def test_a_door_opens_on_a_page_of_ours_and_on_no_other(fresh_database: Database) -> None:
    await plant(fresh_database, Role.COUNSELOR, demo=True)
    async with site_on(fresh_database, demo=True, url=LOCAL) as app:
        for to, led in (("/help", "/help"), ("//evil.test", "/"), ("https://evil.test", "/")):
            browser = Browser(app, origin=LOCAL)
            door = "/doors/dana-whitlock"
            answer = await browser.send(door, door, {"to": to})
            assert answer.headers["location"] == led


async def test_starting_over_is_asked_of_the_parent_once_for_each_click(fresh_database: Database) -> None:
    asked = []

    async def starts_over() -> str:
        asked.append("start over")
        return "Everything is as it was."

    async with site_on(fresh_database, demo=True, url=LOCAL, starts_over=starts_over) as app:
        browser = Browser(app, origin=LOCAL)
        assert "Start over" in (await browser.get("/doors")).text
        assert (await browser.post("/doors/start-over", {})).status_code == 403
        assert asked == []
        answer = await browser.send("/doors", "/doors/start-over", {})
        assert (answer.status_code, asked) == (200, ["start over"])
        assert "Everything is as it was." in answer.text


async def test_without_a_copy_of_the_world_there_is_no_button_and_a_sentence(
    fresh_database: Database,
) -> None:
    async with site_on(fresh_database, demo=True, url=LOCAL) as app:
        browser = Browser(app, origin=LOCAL)
        page = await browser.get("/doors/nobody")
        assert page.status_code == 404
        assert "/doors/start-over" not in (await browser.get("/doors")).text
        token = await _token(browser)
        answer = await browser.post("/doors/start-over", {"csrf_token": token})
        assert answer.status_code == 409
        assert "database of your own" in answer.text


async def test_a_real_site_cannot_start_over_though_it_were_given_a_way(fresh_database: Database) -> None:
    async def starts_over() -> str:
        raise AssertionError("A real site was asked to start over.")

    async with site_on(fresh_database, starts_over=starts_over) as app:
        browser = Browser(app)
        assert (await browser.post("/doors/start-over", {})).status_code == 404
        for path in ("/demo/replay", "/demo/refusals"):
            assert (await browser.get(path)).status_code == 404


async def _token(browser: Browser) -> str:
    """The token of any form of somebody not signed in."""
    return hidden_fields((await browser.get("/sign-ins/new")).text)["csrf_token"]
