"""Is the way from "somebody has to know now" to "taken back" walked as people walk it, on a phone and in a room?

A mentor logs a session in which something was said. Told to stay and whom to call, the mentor is left with no
question; the case has moved at once; the clinical supervisor says that they act, writes down who outside was told,
finds that it was a mistake and takes the move back; and the counselor enters a form whose ninth answer wants an
interview today, and brings a list in which one does.
"""

import re
from datetime import date, timedelta

import pytest
from playwright.async_api import Browser

from tests.journeys.running_demo import RunningDemo
from tests.journeys.visitor import Visitor, came_in
from tests.workflows.verbs.test_import_answers import listed
from tests.world import answers

MENTEE, MENTOR, CLINICAL = "Mei-Lin Chou", "Keisha Monroe", "Ruth Okafor"
SAID = "Said she would not be here after the weekend."
FOUND = "She is moving away on Monday. Her mother confirmed it, and she is at home with her."

pytestmark = pytest.mark.journey


async def _log_an_active_statement(mentor: Visitor) -> None:
    """In the session of yesterday, which the form has filled in."""
    await mentor.follow(f"Log a session with {MENTEE}")
    await mentor.choose("met", "yes")
    await mentor.choose("topics", "feelings_mood")
    await mentor.choose("plan", "all")
    await mentor.choose("next", "stands")
    await mentor.choose("worry", "now")
    # Before anything is sent it says whom to call.
    await mentor.says(f"Stay with {MENTEE} and call.", "555 0101", "988")
    await mentor.look("something has to be known now")
    await mentor.choose("now_kind", "active_statement")
    await mentor.fill("said_now", SAID)
    await mentor.press(re.compile("^Log the session with"))


async def _told_what_to_do(mentor: Visitor) -> None:
    await mentor.says(
        f"Stay with {MENTEE} and call now",
        "555 0101",
        "988",
        f"{CLINICAL} has it on their list and is to act at once.",
        "Nothing has left the school.",
        SAID,
    )
    calls = mentor.page.locator("main a[href^='tel:']")
    assert await calls.evaluate_all("all => all.map(one => one.getAttribute('href'))") == [
        "tel:5550101",
        "tel:988",
    ]
    await mentor.look("stay and call")


async def _tick_what_is_done(mentor: Visitor) -> None:
    await mentor.follow("What to do now, step by step, and what of it is done")
    await mentor.says("When a young person may harm themselves", "Do not call home yourself.")
    await mentor.labelled("Stay with Mei-Lin. An adult is there without a break").check()
    await mentor.look("what to do now")
    await mentor.press("Write it down")
    await mentor.says("Done: Stay with Mei-Lin.", MENTOR)


async def _acknowledge(clinical: Visitor) -> None:
    await clinical.page.get_by_role("link", name=MENTEE, exact=True).first.click()
    await clinical.says("Stay with the mentee until they have been assessed.", "Nobody yet")
    await clinical.look("escalation")
    await clinical.press("I have seen this and I act")
    await clinical.follow(f"Back to {MENTEE}")
    await clinical.says("Step 3: Referral to a professional", "Ruth Okafor acts, not ended yet")
    await clinical.says("Emergency: from Paraprofessional mentor to Referral to a professional")
    await clinical.says("by the escalation policy")
    await clinical.look("case at step 3")


async def _tell_outside(clinical: Visitor) -> None:
    """The police were called: the threat and who was told are written down, and stand in the log."""
    await clinical.follow("Write down who outside was told in an emergency")
    await clinical.look("who outside was told")
    await clinical.press("Write it down for good")
    await clinical.says("Say which threat it was: what might happen, to whom, and how you knew.")
    await clinical.labelled("Which threat was it?").fill(SAID)
    await clinical.labelled("Who was told?").fill("Police, Springfield")
    await clinical.press("Write it down for good")
    await clinical.says("It is written down for good.", SAID, "Police, Springfield", "Not yet, by")
    await clinical.look("the log of what was told outside")
    await clinical.follow(f"Back to {MENTEE}")
    await clinical.says("Told outside the school in an emergency: Police, Springfield")


async def _undo(clinical: Visitor) -> None:
    await clinical.follow("Undo the emergency move")
    await clinical.press("Undo the emergency move")
    await clinical.says("Say why the emergency move is taken back.")
    await clinical.labelled("Why is it taken back?").fill(FOUND)
    await clinical.look("before it is taken back")
    await clinical.press("Undo the emergency move")
    await clinical.says("The emergency move is undone, and its escalation has ended.", FOUND)
    await clinical.go("/?list=cases")
    await clinical.page.get_by_role("link", name=MENTEE, exact=True).first.click()
    await clinical.says("Step 1: Paraprofessional mentor", "Escalation resolved")
    assert not await clinical.page.get_by_text("Open the escalation").count()
    await clinical.look("taken back")


async def _enter_item_9(counselor: Visitor, day: date) -> None:
    await counselor.go("/?list=cases")
    await counselor.page.get_by_role("link", name=MENTEE, exact=True).first.click()
    await counselor.follow("Enter a PHQ-A")
    await counselor.fill_date("completed_on", day)
    await counselor.choose("reason_asked", "individual_concern")
    for number in range(1, 9):
        await counselor.choose(f"answer_{number}", "0")
    await counselor.choose("answer_9", "1")
    for extra in ("EX1", "EX2", "EX3", "EX4"):
        await counselor.choose(f"answer_{extra}", "not_asked")
    await counselor.press("Enter the form")
    await counselor.says(
        "PHQ-A item 9, better off dead or hurting oneself, was answered with 1 of 3.",
        "A trained screener interviews the mentee today",
        f"{CLINICAL} has it, due",
        "A safety question was answered in a way that calls for an interview.",
    )
    await counselor.look("a form that wants an interview today")


async def _bring_a_list(counselor: Visitor, day: date) -> None:
    """Three forms that were filled in elsewhere: one that wants an interview, one that does not, and one of nobody here."""
    said = {("LK-2012", "Sullivan"): 1, ("LK-2004", "Okonkwo"): 0, ("LK-0", "Nobody"): 2}
    forms = [(who, day.isoformat(), answers("phq-a", 0, item_9=ninth)) for who, ninth in said.items()]
    await counselor.go("/measuring")
    await counselor.follow("Bring in forms that were filled in elsewhere, from a file")
    await counselor.page.locator("[name=instrument_id]").select_option("phq-a")
    await counselor.choose("reason_asked", "individual_concern")
    await counselor.page.locator("[name=file]").set_input_files(
        {"name": "answers.csv", "mimeType": "text/csv", "buffer": listed(*forms)}
    )
    await counselor.choose("what", "take")
    await counselor.press("Send the file")
    await counselor.says(
        "One row calls for somebody to talk with the student today, and it is not on record", "Row 4."
    )
    await counselor.says("2 of 3 forms are on record now.")
    await counselor.look("a list of forms is on record")
    await counselor.follow("Row 2")
    await counselor.says("A trained screener interviews the mentee today", "Brought in from a file")


async def test_from_now_to_taken_back_and_a_form_that_wants_an_interview(
    browser: Browser, demo: RunningDemo
) -> None:
    mentor = await came_in(browser, demo.url, MENTOR, phone=True)
    await _log_an_active_statement(mentor)
    await _told_what_to_do(mentor)
    await _tick_what_is_done(mentor)

    clinical = await came_in(browser, demo.url, "Clinical supervisor")
    await clinical.says("An active statement was made")
    await _acknowledge(clinical)
    await _tell_outside(clinical)
    await _undo(clinical)

    counselor = await came_in(browser, demo.url, "School counselor")
    await _enter_item_9(counselor, demo.ten.date() - timedelta(days=1))
    await _bring_a_list(counselor, demo.ten.date() - timedelta(days=1))
    for person in (mentor, clinical, counselor):
        person.then_nothing_was_wrong()
