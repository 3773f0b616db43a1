"""Does the story on the doors' page go as it says, each door within two minutes, and each proof with one click?

One student from the first worry to a step that she declines, by the words that stand on the pages. What each
person does every day is counted: referring, and from the list to a decision.
"""

import re
from typing import Final

import pytest
from playwright.async_api import Browser

from tests.journeys.counted import counting
from tests.journeys.running_demo import RunningDemo
from tests.journeys.visitor import Visitor, came_in, visitor

pytestmark = pytest.mark.journey

STUDENT, CALLED, MENTOR = "Hannah Weiss", "Hannah", "Keisha Monroe"
# Two minutes a door; referring within 45 seconds; at most six clicks from home to assigned.
DOOR_SECONDS, REFER_SECONDS, ASSIGN_CLICKS = 120, 45, 6
DECIDE_CLICKS: Final = 6
SEVERE: Final = (2, 2, 2, 2, 2, 2, 2, 2, 0)


async def _counselor_refers_and_assigns(counselor: Visitor) -> None:
    counted = await counting(counselor)
    async with counted.part("find and refer", clicks=6, seconds=REFER_SECONDS):
        await counselor.go("/")
        await counselor.labelled("Name or student number").fill("hannah")
        await counselor.press("Find")
        await counselor.follow(re.compile(rf"Refer.*{STUDENT}", re.S))
        await counselor.choose("reasons", "low_mood")
        await counselor.fill("noticed", "Has not sung with the others for two weeks.")
        await counselor.choose("how_soon", "this_week")
        await counselor.press("Open the case")
        await counselor.says("The case is open.")
    await counselor.look("referred")
    async with counted.part("assign", clicks=ASSIGN_CLICKS, seconds=DOOR_SECONDS):
        await counselor.go("/?list=waiting")
        await counselor.follow(f"Assign a mentor to {STUDENT}")
        await counselor.says(MENTOR)
        await counselor.choose("told_who", "mentee")
        await counselor.page.locator("[name=consent_basis]").select_option("guardian_written")
        await counselor.press(re.compile(f"^Assign {MENTOR} to"))
        await counselor.says("First meeting")
    await counselor.look("assigned")


async def _mentor_logs(mentor: Visitor) -> None:
    counted = await counting(mentor)
    async with counted.part("log", clicks=8, seconds=DOOR_SECONDS):
        await mentor.go("/")
        await mentor.follow(f"Log a session with {STUDENT}")
        await mentor.fill("held_time", "09:30")
        for name, value in (
            ("met", "yes"),
            ("topics", "getting_to_know"),
            ("plan", "all"),
            ("worry", "no"),
            ("next", "stands"),
        ):
            await mentor.page.locator(f"[name='{name}'][value='{value}']").click()
        await mentor.press(f"Log the session with {STUDENT}")
        await mentor.says("The session is logged.")


async def _a_form_fires_the_rule_in_view(counselor: Visitor, demo: RunningDemo) -> None:
    await counselor.go("/?list=cases")
    await counselor.page.get_by_role("link", name=STUDENT, exact=True).first.click()
    await counselor.says("Paraprofessional mentor")
    await counselor.follow("Enter a PHQ-A")
    await counselor.fill_date("completed_on", demo.ten.date())
    await counselor.choose("reason_asked", "individual_concern")
    for number, answer in enumerate(SEVERE, start=1):
        await counselor.choose(f"answer_{number}", str(answer))
    for extra in ("EX1", "EX2", "EX3", "EX4"):
        await counselor.choose(f"answer_{extra}", "not_asked")
    await counselor.press("Enter the form")
    await counselor.says("Total 16 of 27.", "The PHQ-A total is 16: high enough to decide the step directly.")


async def _supervisor_offers(clinical: Visitor) -> None:
    counted = await counting(clinical)
    await clinical.go("/?list=recommendations")
    await clinical.says(STUDENT, "PHQ-A 16")
    async with counted.part("from the list to a decision", clicks=DECIDE_CLICKS, seconds=DOOR_SECONDS):
        await clinical.page.get_by_role("link", name=STUDENT, exact=True).first.click()
        await clinical.says(
            "The PHQ-A total is 16: high enough to decide the step directly.", "How this was worked out"
        )
        await clinical.page.locator("[name=answer][value=accept]").click()
        await clinical.page.locator("main select[name=consent_basis]").select_option("guardian_written")
        await clinical.press("Decide")
    await clinical.look("decided")


async def _she_declines(counselor: Visitor) -> None:
    await counselor.go("/?list=offers")
    await counselor.page.get_by_role("link", name=STUDENT, exact=True).first.click()
    await counselor.follow("Open the offer")
    await counselor.choose("answer", "decline")
    await counselor.choose("reasons", "wants_current_mentor")
    await counselor.page.locator("main [name='words']").fill("I would rather stay with Keisha.")
    await counselor.press("Keep the answer")
    await counselor.says("Declined")
    await counselor.look("declined")
    await counselor.go("/?list=cases")
    await counselor.page.get_by_role("link", name=STUDENT, exact=True).first.click()
    await counselor.says("Step 1: Paraprofessional mentor")


async def test_the_story_of_the_three_doors_goes_as_it_is_told(browser: Browser, demo: RunningDemo) -> None:
    counselor = await came_in(browser, demo.url, "Sam Ortiz")
    await _counselor_refers_and_assigns(counselor)
    mentor = await came_in(browser, demo.url, MENTOR, phone=True)
    await _mentor_logs(mentor)
    await _a_form_fires_the_rule_in_view(counselor, demo)
    clinical = await came_in(browser, demo.url, "Ruth Okafor")
    await _supervisor_offers(clinical)
    await _she_declines(counselor)
    for person in (counselor, mentor, clinical):
        person.then_nothing_was_wrong()


async def test_each_proof_is_one_click_away(browser: Browser, demo: RunningDemo) -> None:
    """What to do beside a child, what cannot be judged, replay without a difference, and what the database refuses."""
    somebody = await visitor(browser, demo.url, "proofs")
    expected = {
        "What to do beside a child": ("Nothing has left the school.",),
        "“Cannot be judged”": ("annot",),
        "Every decision, derived again": ("0 differences",),
        "The database says no": ("Refused: permission denied for table decision",),
    }
    for proof, words in expected.items():
        await somebody.go("/doors")
        await somebody.page.get_by_text(proof, exact=True).first.click()
        await somebody.page.wait_for_load_state()
        await somebody.says(*words)
        await somebody.look(proof)
    somebody.then_nothing_was_wrong()


async def test_start_over_puts_everything_back_and_signs_everybody_out(
    browser: Browser, demo: RunningDemo
) -> None:
    counselor = await came_in(browser, demo.url, "Sam Ortiz")
    other = await visitor(browser, demo.url, "starts-over")
    await other.go("/doors")
    await other.press("Start over")
    await other.page.get_by_role("heading", name="Started over").wait_for()
    await counselor.go("/")
    assert not await counselor.page.get_by_role("button", name="Sign out").count(), "The world of it is gone."
    again = await came_in(browser, demo.url, "Sam Ortiz")
    await again.labelled("Name or student number").fill("hannah")
    await again.press("Find")
    await again.says(STUDENT, "No open case")
    again.then_nothing_was_wrong()
