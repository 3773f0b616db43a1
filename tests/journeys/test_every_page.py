"""Is every page that somebody can open by following links fit to be seen, wide and on a phone?

Each role walks from the home page by every link there is, one page of each kind. Axe finds nothing, nothing sticks
out sideways, nothing goes wrong in the browser. A kind that one of them has looked at is not looked at again, but
for the home page and the case, which are another page for everybody.
"""

from collections import Counter
from typing import Final

import pytest
from playwright.async_api import Browser

from tests.journeys.running_demo import RunningDemo
from tests.journeys.visitor import Visitor
from tests.screenshots.everything import pages_of

pytestmark = pytest.mark.journey

ROLES: Final = {
    "counselor": "sam-ortiz",
    "direct supervisor": "priya-nair",
    "clinical supervisor": "ruth-okafor",
    "mentor": "keisha-monroe",
    "journey mentor": "ingrid-solberg",
    "administrator": "dana-whitlock",
}
_looked: Final[Counter[str]] = Counter()


@pytest.mark.parametrize("role", ROLES)
async def test_every_page_of_a_role_is_fit_to_be_seen(browser: Browser, demo: RunningDemo, role: str) -> None:
    visitor: Visitor | None = None
    pages = 0
    async for name, page in pages_of(browser, demo.url, ROLES[role], of_a_kind=1):
        visitor = visitor or Visitor(page, demo.url, f"every-{ROLES[role]}")
        pages += 1
        kind = name.rsplit("-", 1)[0]
        if _looked[kind] and not _is_theirs(kind):
            continue
        _looked[kind] += 1
        await visitor.look(kind, picture=False)
    assert pages >= 4, "The walk ended on the first pages."
    assert visitor is not None
    visitor.then_nothing_was_wrong()


def _is_theirs(kind: str) -> bool:
    return kind == "mentees-id" or kind.startswith("home")
