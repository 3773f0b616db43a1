"""Is a session logged on a phone with eight taps and within a minute, on a network of the third generation?

The counselor gives a mentor one more mentee, whom they have met at a quarter past nine. The mentor opens the site
on a phone of 360 pixels with 400 kilobits a second and 400 milliseconds to the server, taps, and is done. What
cannot wait goes out before the log is finished, and nothing of the log is lost.
"""

import re
from datetime import date, datetime, time

import pytest
from playwright.async_api import Browser, Locator

from tests.journeys.counted import counting
from tests.journeys.running_demo import RunningDemo
from tests.journeys.visitor import NARROW, Visitor, visitor

MENTOR, OTHER_MENTOR = "Keisha Monroe", "Luis Vega"
MET_AT = time(9, 15)
TAPS, SECONDS = 8, 60
# Bits are counted by the network, bytes by the browser; what Chromium calls slow 3G.
SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}

pytestmark = pytest.mark.journey


async def _in_by_the_door(browser: Browser, origin: str, name: str, *, phone: bool = False) -> Visitor:
    found = await visitor(browser, origin, name.lower().replace(" ", "-"))
    if phone:
        await found.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    await found.go(f"/doors/{found.name}")
    await found.page.locator("main button").first.click()
    return found


async def _today_of(mentor: Visitor) -> date:
    """The demo's day, as the home page says it."""
    await mentor.go("/")
    said = await mentor.page.locator(".sw-today time").get_attribute("datetime")
    assert said is not None
    return datetime.fromisoformat(said).date()


async def _give_a_mentee(counselor: Visitor, mentor: str, mentee: str, today: date) -> None:
    """This one of those who wait is met today at a quarter past nine."""
    await counselor.go("/?list=waiting")
    await counselor.follow(f"Assign a mentor to {mentee}")
    # The best mentor is chosen already.
    if await counselor.page.locator("#mentor_id").inner_text() != mentor:
        await counselor.follow(f"Choose {mentor}")
    await counselor.page.locator("summary", has_text="Change day").click()
    await counselor.fill_date("first_on", today)
    await counselor.fill("at", f"{MET_AT:%H:%M}")
    await counselor.choose("told_who", "mentee")
    await counselor.page.locator("[name=consent_basis]").select_option("guardian_written")
    async with counselor.page.expect_navigation():
        await counselor.press(re.compile(f"^Assign {mentor} to"))


async def _slow(person: Visitor) -> None:
    devtools = await person.page.context.new_cdp_session(person.page)
    await devtools.send("Network.enable")
    await devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
    await devtools.send("Network.emulateNetworkConditions", SLOW_3G)


def _answer(person: Visitor, name: str, value: str) -> Locator:
    """What is tapped: an answer, as big as its label."""
    return person.page.locator(f"[name='{name}'][value='{value}']")


async def _logged(mentor: Visitor, mentee: str) -> None:
    counted = await counting(mentor)
    await _slow(mentor)
    async with counted.part("log a session on slow 3G", clicks=TAPS, seconds=SECONDS):
        await mentor.go("/")
        await mentor.follow(f"Log a session with {mentee}")
        await _arrives(mentor, f"Did you meet {mentee} today at 9:15")
        for name, value in (
            ("met", "yes"),
            ("topics", "getting_to_know"),
            ("plan", "all"),
            ("worry", "no"),
            ("next", "stands"),
        ):
            await _answer(mentor, name, value).click()
        await mentor.press(f"Log the session with {mentee}")
        await _arrives(mentor, "The session is logged.")


async def _arrives(person: Visitor, words: str) -> None:
    """Wait for a page as somebody does who has a slow network."""
    await person.page.get_by_text(words).first.wait_for(timeout=SECONDS * 1000)


async def test_a_session_is_logged_in_eight_taps_and_a_minute_on_slow_3g(
    browser: Browser, demo: RunningDemo
) -> None:
    mentor = await _in_by_the_door(browser, demo.url, MENTOR, phone=True)
    today = await _today_of(mentor)
    counselor = await _in_by_the_door(browser, demo.url, "Sam Ortiz")
    mentee = "Amara Diallo"
    await _give_a_mentee(counselor, MENTOR, mentee, today)
    await _logged(mentor, mentee)
    mentor.then_nothing_was_wrong()


async def test_every_state_of_the_log_fits_a_phone_and_what_cannot_wait_goes_first(
    browser: Browser, demo: RunningDemo
) -> None:
    mentor = await _in_by_the_door(browser, demo.url, OTHER_MENTOR, phone=True)
    counselor = await _in_by_the_door(browser, demo.url, "Sam Ortiz")
    mentee = "Lily Tran"
    await _give_a_mentee(counselor, OTHER_MENTOR, mentee, await _today_of(mentor))
    await mentor.go("/")
    await mentor.follow(f"Log a session with {mentee}")
    await mentor.look("log asked")
    await _answer(mentor, "met", "no").click()
    await mentor.look("not this time")
    await _answer(mentor, "met", "yes").click()
    await _answer(mentor, "topics", "friends").click()
    await _answer(mentor, "plan", "all").click()
    await mentor.look("all as planned")
    await _answer(mentor, "plan", "different").click()
    await _answer(mentor, "practice_check_in", "adapted").click()
    await mentor.page.locator("[name=reason_check_in]").select_option("not_enough_time")
    await _answer(mentor, "next", "moved").click()
    await mentor.look("something was different")
    await _answer(mentor, "worry", "now").click()
    await _answer(mentor, "now_kind", "other_now").click()
    await mentor.look("cannot wait")
    await mentor.press("Send this now")
    await mentor.says("Sent. Stay with", "Nothing has left the school.", "has it on their list")
    assert await mentor.page.locator("[name=topics][value=friends]").is_checked()
    assert await mentor.page.locator("[name=reason_check_in]").input_value() == "not_enough_time"
    await mentor.look("sent first")
    await _answer(mentor, "next", "stands").click()
    await mentor.press(f"Log the session with {mentee}")
    await mentor.says("Stay with", "Something else that cannot wait", "Not enough time")
    await mentor.look("logged after it was sent")
    mentor.then_nothing_was_wrong()
