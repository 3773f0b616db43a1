"""Is every page that somebody can open by following links fit to be seen, wide and on a phone?

Each role walks from the home page by every link there is, one page of each kind, and each of them answers. Each
kind is looked at in a browser once over all roles, and the home page and the case once by each of them, for they
are another page for everybody: axe finds nothing at either width, nothing sticks out sideways, nothing goes wrong.
"""

from typing import Final

import pytest
from playwright.async_api import Browser

from tests.journeys.running_demo import RunningDemo
from tests.journeys.visitor import Visitor
from tests.screenshots.everything import come_in, stops_of

pytestmark = pytest.mark.journey

ROLES: Final = {
    "counselor": "sam-ortiz",
    "direct supervisor": "priya-nair",
    "clinical supervisor": "ruth-okafor",
    "mentor": "keisha-monroe",
    "journey mentor": "ingrid-solberg",
    "administrator": "dana-whitlock",
}
_looked: Final[set[str]] = set()


@pytest.mark.parametrize("role", ROLES)
async def test_every_page_of_a_role_is_fit_to_be_seen(browser: Browser, demo: RunningDemo, role: str) -> None:
    page = await come_in(browser, demo.url, ROLES[role])
    visitor = Visitor(page, demo.url, f"every-{ROLES[role]}")
    stops = [stop async for stop in stops_of(page.context.request, demo.url, of_a_kind=1)]
    assert len(stops) >= 4, "The walk ended on the first pages."
    assert [f"{stop.status} for {stop.url}" for stop in stops if stop.status >= 400] == []
    for stop in stops:
        if stop.is_page and (_is_theirs(stop.kind) or stop.kind not in _looked):
            _looked.add(stop.kind)
            await visitor.go(stop.url.removeprefix(demo.url))
            await visitor.look(stop.kind, picture=False)
    await page.context.close()
    visitor.then_nothing_was_wrong()


def _is_theirs(kind: str) -> bool:
    return kind == "mentees-id" or kind.startswith("home")
