"""Can a clinical supervisor answer one case after the other, each on one laptop screen and in five clicks?

The counselor writes down what a young person thinks; the supervisor decides three cases in a row by "Decide and
next" without ever going back to the list, and then asks why of what was decided.
"""

import re

import pytest
from playwright.async_api import Browser

from tests.journeys.counted import Counting, counting
from tests.journeys.running_demo import RunningDemo
from tests.journeys.visitor import Visitor, came_in

LAPTOP = {"width": 1280, "height": 800}
CASES = 3
CLICKS, SECONDS = 5, 20.0
SAID = "I would rather stay with her, but I will try it."

pytestmark = pytest.mark.journey


async def _waiting(clinical: Visitor) -> int:
    await clinical.go("/?list=recommendations")
    return await clinical.page.locator(".sw-work").count()


async def _ask_to_talk_over(counselor: Visitor, number: int) -> None:
    """As many further cases come to be decided."""
    await counselor.go("/?list=cases")
    links = counselor.page.locator("main a[href^='/mentees/']")
    paths = await links.evaluate_all("all => [...new Set(all.map(one => one.getAttribute('href')))]")
    for path in paths[:number]:
        await counselor.asks_to_talk(path, "Her mentor asks how to go on.")


async def _fits(clinical: Visitor) -> None:
    """Everything that a decision needs is on the first screen of a laptop."""
    await clinical.page.set_viewport_size(LAPTOP)  # type: ignore[arg-type]
    await clinical.page.evaluate("() => scrollTo(0, 0)")
    parts = ["#why-here", "#dose", "#notes", "#views", "[name=answer] >> nth=-1", "[name=then]"]
    if await clinical.page.locator(".sw-spark__drawing").count():
        parts.append(".sw-spark__drawing >> nth=0")
    for part in parts:
        box = await clinical.page.locator(part).bounding_box()
        assert box is not None, part
        assert box["y"] + box["height"] <= LAPTOP["height"], f"{part} ends below the screen: {box}"


async def _write_a_view(clinical: Visitor) -> None:
    await clinical.page.locator("#views ~ dl a").first.click()
    await clinical.press("Write it down")
    await clinical.says("Write down what was said.")
    await clinical.labelled("In their words").fill(SAID)
    await clinical.look("what they think")
    await clinical.press("Write it down")
    await clinical.says("It is written down.", SAID, "Decide about")


async def _decide(clinical: Visitor, counted: Counting, number: int) -> None:
    async with counted.part(f"decision {number}", clicks=CLICKS, seconds=SECONDS) as count:
        if number == 1:
            await clinical.page.locator(".sw-work__name a").first.click()
        await clinical.page.locator("label[for=answer]").click()
        consent = clinical.page.locator("[name=consent_basis]")
        offers = "stay at" not in await clinical.page.locator("label[for=answer]").inner_text()
        if offers and await consent.count():
            # The list of the browser opens and closes by a press each; only the first is seen from here.
            await consent.click()
            await consent.select_option(label="Written consent of the guardian")
            count.clicks += 1
        asking = clinical.page.locator("[name=asking_answer]")
        if await asking.count():
            await asking.click()
            await asking.select_option(value="advice_given")
            count.clicks += 1
        await clinical.press("Decide and next")
        await clinical.says("Your decision is kept.")


async def test_three_cases_are_decided_in_a_row(browser: Browser, demo: RunningDemo) -> None:
    clinical = await came_in(browser, demo.url, "Ruth Okafor")
    counselor = await came_in(browser, demo.url, "Sam Ortiz")
    counted = await counting(clinical)
    if (missing := CASES + 1 - await _waiting(clinical)) > 0:
        await _ask_to_talk_over(counselor, missing)
    waiting = await _waiting(clinical)
    assert waiting > CASES
    await clinical.look("what is to be decided")

    await clinical.page.locator(".sw-work__name a").first.click()
    await clinical.says(f"1 of {waiting}", "How this was worked out", "Decide and next")
    await clinical.look("decide")
    await _fits(clinical)
    await _write_a_view(clinical)
    await _fits(clinical)
    await clinical.go("/?list=recommendations")
    seen = set()
    for number in range(1, CASES + 1):
        await _decide(clinical, counted, number)
        await clinical.says("This is the next one.")
        assert re.search(r"/work/[0-9a-f-]{36}/decisions/new", clinical.page.url)
        assert clinical.page.url not in seen
        seen.add(clinical.page.url)
        await clinical.look(f"after decision {number}")
    assert await _waiting(clinical) == waiting - CASES
    counselor.then_nothing_was_wrong()
    clinical.then_nothing_was_wrong()
