"""Can an adult hand the device over, and does what comes back say what to do, at 360 px and without a way out?

The counselor hands their phone to a young person, who fills the form in and meets nothing else: not by the back
button, not by an address. Unlocked, it says in words who must see her today; the counselor says who is with her,
then that nobody knows, and the clinical supervisor reads that first.
"""

import re

import pytest
from playwright.async_api import Browser, async_playwright

from tests.chromium import chromium
from tests.journeys.conftest import ARGUMENTS
from tests.journeys.running_demo import RunningDemo
from tests.journeys.visitor import NARROW, Visitor, came_in

MENTEE, CALLED = "Mei-Lin Chou", "Mei-Lin"
COUNSELOR, CLINICAL = "Sam Ortiz", "Ruth Okafor"
QUESTIONS = 13
# With nothing left out: one tap a question and one at the end.
MOST_TAPS = QUESTIONS + 1

pytestmark = pytest.mark.journey


async def _hand_over(counselor: Visitor) -> str:
    await counselor.go("/students")
    await counselor.fill("words", CALLED)
    await counselor.press("Find")
    await counselor.page.get_by_role("link", name=MENTEE).first.click()
    await counselor.link("Enter a PHQ-A").wait_for()
    opened = counselor.page.url
    await counselor.follow("Enter a PHQ-A")
    await counselor.follow(f"No paper: hand the device to {CALLED} instead")
    await counselor.look("before it leaves the hands")
    await counselor.choose("reason_asked", "individual_concern")
    await counselor.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    await counselor.press(f"Hand the device to {CALLED}")
    await counselor.page.wait_for_url("**/handover")
    return opened


async def _meets_nothing_else(phone: Visitor, opened: str, words: str) -> None:
    for address in (opened, phone.origin + "/", phone.origin + "/doors", phone.origin + "/help"):
        await phone.page.goto(address)
        assert phone.page.url == phone.origin + "/handover", address
        await phone.says(words)
    for _ in range(3):
        await phone.page.go_back()
        await phone.page.wait_for_load_state()
        assert phone.page.url == phone.origin + "/handover"
        await phone.says(words)
    for name in (MENTEE, CLINICAL, "Home", "Sign out", "Students"):
        assert not await phone.page.get_by_text(name, exact=True).count(), name


async def _answer(child: Visitor) -> None:
    """The least of every answer, but some days of the ninth."""
    taps = 0
    for fieldset in await child.page.locator("fieldset").all():
        text = await fieldset.inner_text()
        # Of a question with yes and no the last answer is no; beyond it stands not to answer.
        place = 1 if "better off dead" in text else -2 if "Yes" in text else 0
        await fieldset.locator("input").nth(place).check()
        taps += 1
    assert taps == QUESTIONS
    await child.look("the form in her hands")
    await child.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    await child.press("I am done")
    assert taps + 1 <= MOST_TAPS


async def test_a_form_is_handed_over_and_what_to_do_is_read_when_it_comes_back(
    browser: Browser, demo: RunningDemo
) -> None:
    phone = await came_in(browser, demo.url, COUNSELOR, phone=True)
    opened = await _hand_over(phone)
    await _meets_nothing_else(phone, opened, f"Hi {CALLED}")
    await phone.follow("Español")
    await phone.look("no checked wording in this language")
    await phone.page.locator("main a[hreflang='en']").last.click()
    await _answer(phone)

    await phone.says(f"Thank you, {CALLED}.", f"Please give this back to {COUNSELOR}.", "988")
    await phone.look("give this back")
    await _meets_nothing_else(phone, opened, "Please give this back")

    # The work is there although nobody has unlocked anything.
    clinical = await came_in(browser, demo.url, CLINICAL)
    await clinical.says("PHQ-A item 9")

    await phone.follow(f"I am {COUNSELOR}: unlock")
    await phone.look("unlock")
    await phone.press("Unlock")
    await phone.says(
        f"{CLINICAL} must see {CALLED} today, before {CALLED} goes home.",
        "Nobody has said yet that they have seen it.",
        "Nothing has left the school.",
    )
    await phone.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    calls = phone.page.locator("main a[href^='tel:']")
    assert await calls.count() >= 2
    for call in await calls.all():
        box = await call.bounding_box()
        assert box is not None
        assert box["height"] >= 44
    await phone.look("what to do now")
    await phone.press(f"I am with {CALLED}")
    await phone.says(f"{COUNSELOR} is with {CALLED}.")
    await phone.look("somebody is with her")
    await phone.press(re.compile(f"I don’t know where {CALLED} is"))
    await phone.says(f"Nobody knows where {CALLED} is. Find {CALLED} now.")
    await phone.look("nobody knows where she is")

    await clinical.page.get_by_role("link", name=MENTEE, exact=True).first.click()
    await clinical.says(f"Nobody knows where {CALLED} is. Find {CALLED} now.")
    await clinical.look("the supervisor reads it first")
    for person in (phone, clinical):
        person.then_nothing_was_wrong()


# What a person's browser does of itself and a driven one does not: keep whole pages in memory for the back button.
KEEPS_PAGES = "--enable-features=BackForwardCache,CacheControlNoStoreEnterBackForwardCache"


async def _back(visitor: Visitor) -> str:
    """Press the back button, and answer what stands there; a page out of memory is never loaded again."""
    await visitor.page.evaluate("setTimeout(() => history.back(), 50)")
    await visitor.page.wait_for_timeout(1500)
    return await visitor.page.locator("body").inner_text()


async def test_the_back_button_brings_nothing_out_of_the_browser_s_memory(demo: RunningDemo) -> None:
    async with async_playwright() as playwright:
        keeping = await playwright.chromium.launch(
            executable_path=chromium(),
            args=[*ARGUMENTS, KEEPS_PAGES],
            ignore_default_args=["--disable-back-forward-cache"],
        )
        try:
            phone = await came_in(keeping, demo.url, COUNSELOR)
            await phone.page.context.add_init_script(
                "window.addEventListener('pageshow', shown => {"
                " document.documentElement.dataset.remembered = String(shown.persisted) })"
            )
            await phone.go("/students")
            await phone.go("/help")
            await _back(phone)
            # The control: were nothing kept in memory, the rest would say nothing.
            assert await phone.page.locator("html").get_attribute("data-remembered") == "true"
            await _hand_over(phone)
            for _ in range(3):
                assert MENTEE not in await _back(phone)
                assert phone.page.url == demo.url + "/handover"
            await phone.page.locator("fieldset").nth(8).locator("input").nth(3).check()
            await phone.press("I am done")
            await phone.says("Please give this back")
            assert "Please give this back" in await _back(phone)
        finally:
            await keeping.close()
