"""Is a mentor assigned with at most six clicks from the counselor's home, when nothing is missing?

Then as it goes when consent is out: the place is kept, and found again.
"""

import re

import pytest
from playwright.async_api import Browser

from tests.journeys.counted import counting
from tests.journeys.running_demo import RunningDemo
from tests.journeys.visitor import came_in

CLICKS, SECONDS = 6, 45

pytestmark = pytest.mark.journey


async def test_from_home_to_assigned_with_the_first_meeting_said(browser: Browser, demo: RunningDemo) -> None:
    counselor = await came_in(browser, demo.url, "School counselor")
    counted = await counting(counselor)
    async with counted.part("assign a mentor", clicks=CLICKS, seconds=SECONDS):
        await counselor.go("/")
        await counselor.follow(re.compile("Waiting for a mentor"))
        await counselor.follow(re.compile("^Assign a mentor to"))
        await counselor.choose("told_who", "mentee")
        place = await counselor.page.locator("[name=place]").input_value()
        basis = counselor.page.locator("[name=consent_basis]")
        await basis.click()
        await basis.select_option("guardian_written")
        await counselor.press(re.compile("^Assign .* to"))
        await counselor.says("The mentor is assigned.", "First meeting", "Care begins with it.", place)
    await counselor.look("match")
    counselor.then_nothing_was_wrong()


async def test_while_consent_is_out_the_place_is_kept_and_said_on_the_case(
    browser: Browser, demo: RunningDemo
) -> None:
    counselor = await came_in(browser, demo.url, "School counselor")
    await counselor.go("/?list=waiting")
    new = counselor.page.get_by_text("Referred", exact=True)
    waits = counselor.page.locator(".sw-person").filter(has=new).first
    await waits.get_by_role("link", name=re.compile("^Assign a mentor to")).click()
    await counselor.look("mentors ranked")
    mentor = await counselor.page.locator("#mentor_id").inner_text()
    await counselor.press(re.compile(f"^Keep {mentor} free until"))
    await counselor.says("The mentor is kept free.", f"{mentor} is kept free until")
    case = counselor.page.url
    await counselor.look("place kept")
    await counselor.go("/?list=waiting")
    await counselor.says(f"{mentor} is kept free until")
    await counselor.page.goto(f"{case}/reservations")
    await counselor.look("reservation")
    await counselor.press(f"Release {mentor}")
    await counselor.says("The mentor is free for others again.", "was kept free and released on")
    await counselor.page.goto(f"{case}/conflicts/new")
    await counselor.look("not to be matched")
    await counselor.page.locator("[name=mentor_id]").select_option(label=mentor)
    await counselor.choose("reason", "related")
    await counselor.press("Do not match them")
    await counselor.page.goto(f"{case}/matches/new")
    await counselor.page.locator("summary", has_text="cannot be chosen").click()
    await counselor.says(f"{mentor} is not available for this mentee.")
    await counselor.look("mentor refused")
    counselor.then_nothing_was_wrong()
