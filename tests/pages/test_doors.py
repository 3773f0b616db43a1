"""Do the doors of the demo open there, and nowhere else?"""

import pytest

from tests.conftest import Database
from tests.web import Browser, plant, settings_for, site_on
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
