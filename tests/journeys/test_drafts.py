"""Does a mentor on a phone lose nothing: with a tab that closes, a sign-in that runs out, a button pressed twice?"""

import asyncio

import pytest
from playwright.async_api import Browser, BrowserContext, Page

from tests.journeys.running_demo import RunningDemo
from tests.journeys.visitor import Visitor, came_in

MENTEE, MENTOR = "Mei-Lin Chou", "Keisha Monroe"
SAID = "She asked whether we could meet outside next time."

pytestmark = pytest.mark.journey


async def saved(page: Page) -> None:
    await page.locator("[data-draft-said]", has_text="Saved at").wait_for()


async def opened_log(mentor: Visitor) -> None:
    await mentor.go("/")
    await mentor.follow(f"Log a session with {MENTEE}")


async def signed_in_elsewhere(context: BrowserContext, url: str, door: str) -> None:
    """In another window of the same browser."""
    other = await context.new_page()
    await other.goto(f"{url}/doors/{door}")
    await other.locator("main button").first.click()
    await other.get_by_text("Your work").first.wait_for()
    await other.close()


async def test_a_closed_tab_loses_nothing_and_what_is_sent_is_kept_once(
    browser: Browser, demo: RunningDemo
) -> None:
    mentor = await came_in(browser, demo.url, MENTOR, phone=True)
    await opened_log(mentor)
    path = mentor.page.url
    # On some of the demo's days a planned session waits for its log, and its day stands folded.
    await mentor.page.locator("details:has([name=held_time])").evaluate("fold => { fold.open = true }")
    await mentor.fill("held_time", "09:00")
    await mentor.choose("met", "yes")
    await mentor.choose("topics", "friends")
    await mentor.fill("note", SAID)
    await saved(mentor.page)
    await mentor.look("a log that is kept while it is typed")

    # The tab is gone, and a word more was typed just before.
    await mentor.fill("note", f"{SAID} And soon.")
    await mentor.page.close()
    mentor.page = await mentor.page.context.new_page()
    mentor.__post_init__()
    await mentor.page.goto(path)
    await mentor.says("You began this and left it on", "nothing was sent")
    assert await mentor.page.locator("[name=note]").input_value() == f"{SAID} And soon."
    assert await mentor.page.locator("[name=topics][value=friends]").is_checked()
    await mentor.look("a log that was left")

    await mentor.choose("plan", "none")
    await mentor.choose("worry", "no")
    if await mentor.page.locator("[name=next]").count():
        await mentor.choose("next", "stands")
    button = mentor.button(f"Log the session with {MENTEE}")
    await mentor.fill("note", SAID)
    # While something is still being saved, and twice.
    await asyncio.gather(button.click(), button.click(force=True, no_wait_after=True), return_exceptions=True)
    await mentor.says(f"You have just logged a session with {MENTEE}. A slip?")
    await mentor.look("just logged")
    assert await mentor.page.get_by_text(SAID).count() == 1

    await mentor.page.goto(path)
    assert await mentor.page.get_by_text("You began this").count() == 0
    await mentor.page.go_back()
    await mentor.press(f"Undo the log of {MENTEE}")
    await mentor.says("The log is undone. It counts nowhere.", f"Undone by {MENTOR}")
    await mentor.look("a log that was undone")
    mentor.then_nothing_was_wrong()


async def test_who_was_signed_out_reads_so_while_typing_and_goes_on_in_the_same_page(
    browser: Browser, demo: RunningDemo
) -> None:
    mentor = await came_in(browser, demo.url, MENTOR, phone=True)
    await mentor.go("/")
    await mentor.page.get_by_role("link", name=MENTEE, exact=True).first.click()
    await mentor.follow("Say that something worries you")
    await mentor.fill("said", SAID)
    await saved(mentor.page)
    form, context = mentor.page, mentor.page.context
    await context.clear_cookies()
    await mentor.fill("said", f"{SAID} Twice.")
    await form.locator("[data-draft-said]", has_text="Not saved: you were signed out").wait_for()
    await mentor.look("signed out while typing")

    # The button sends nothing into nowhere: the page stays, with all that was typed and the way in.
    await mentor.choose("kind", "talk_over")
    await mentor.press("Send")
    await form.locator("[data-draft-sign-in]:focus").wait_for()
    await mentor.says("Not saved: you were signed out")

    # Somebody else at the same browser does not go on with what she typed.
    await signed_in_elsewhere(context, demo.url, "sam-ortiz")
    await form.locator("[name=said]").press_sequentially(" And")
    await form.wait_for_timeout(2_000)
    await mentor.says("Not saved: you were signed out")

    await signed_in_elsewhere(context, demo.url, "keisha-monroe")
    await form.locator("[name=said]").press_sequentially(" again.")
    await saved(form)
    await mentor.choose("kind", "talk_over")
    await mentor.press("Send")
    await mentor.says(f"{SAID} Twice. And again.")
