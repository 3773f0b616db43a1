"""From being told to having answered: three taps on a phone, from the e-mail and from the banner of a page that is open?

Somebody signed in opens the link of the e-mail, or is on any page when the banner comes by itself, and says that they
act. What the e-mail says is what is really sent; only the mail program is made up.
"""

import re

import pytest
from playwright.async_api import Browser, Route

from tests.journeys.counted import Counting, counting
from tests.journeys.running_demo import RunningDemo
from tests.journeys.test_safety import MENTEE, MENTOR, _log_an_active_statement
from tests.journeys.visitor import Visitor, came_in
from workflows.exchange.notice_mail import WORDS

TAPS, SECONDS = 3, 60.0
ANSWER, ANSWERED = "I have seen this and I act", "You have this now."
_LINK = re.compile(r"https?://\S+")
_TO_WORK = re.compile(r"work.[0-9a-f-]{36}$")

pytestmark = pytest.mark.journey


async def _read_the_mail(who: Visitor, address: str) -> None:
    """The e-mail as a phone shows it: words, and the address as a link."""
    said = WORDS.format(address=who.origin + address, emergency="988")
    page = f"<!doctype html><html lang='en'><title>Mail</title><main><p>{_LINK.sub(_linked, said)}</p></main>"

    async def answer(route: Route) -> None:
        await route.fulfill(body=page, content_type="text/html")

    await who.page.route("**/a-mail-program", answer)
    await who.go("/a-mail-program")


def _linked(found: re.Match[str]) -> str:
    return f"<a href='{found.group()}'>{found.group()}</a>"


async def _answer(who: Visitor, count: Counting, first: str | re.Pattern[str]) -> None:
    async with count.part("from being told to having answered", clicks=TAPS, seconds=SECONDS):
        await who.follow(first)
        await who.press(ANSWER)
        await who.says(ANSWERED)


async def test_from_being_told_to_having_answered_in_three_taps_on_a_phone(
    browser: Browser, demo: RunningDemo
) -> None:
    clinical = await came_in(browser, demo.url, "Clinical supervisor", phone=True)
    count = await counting(clinical)
    await clinical.go("/policies")
    before = await clinical.page.locator("#urgent").inner_text()

    mentor = await came_in(browser, demo.url, MENTOR, phone=True)
    await mentor.says(MENTEE)
    await _log_an_active_statement(mentor)
    await mentor.says(f"Stay with {MENTEE} and call now")

    # The page that is open looks again by itself; here at once, so that nobody waits for the clock.
    await clinical.page.evaluate("htmx.trigger('#urgent', 'sw:look')")
    await clinical.page.locator("#urgent [role=alert]").wait_for()
    banner = await clinical.page.locator("#urgent").inner_text()
    assert banner != before
    assert MENTEE not in banner
    await clinical.look("the banner on a page that was open")
    await clinical.page.set_viewport_size({"width": 360, "height": 740})
    await _answer(clinical, count, re.compile("^Open"))
    await clinical.says(MENTEE)

    # What waits next is answered from its e-mail.
    address = await clinical.page.locator("#urgent-open").get_attribute("href")
    assert address is not None
    await _read_the_mail(clinical, address)
    await _answer(clinical, count, _TO_WORK)

    await clinical.go("/escalations")
    await clinical.says("Ruth Okafor has it", "If it is not ended, told again")
    await clinical.look("the board")
    clinical.then_nothing_was_wrong()
    mentor.then_nothing_was_wrong()
