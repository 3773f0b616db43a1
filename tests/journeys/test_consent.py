"""Does a letter go out in the family's language, and does a consent that is taken back stop a questionnaire at once?

The guardian speaks Spanish. The letter is looked at in both languages, comes back with a yes to questionnaires, and a
planned form is entered. Then the yes is taken back while another form is open on a phone: that one is refused too,
with the sentence that says why and with every answer kept. What was entered before stays.
"""

import re

import pytest
from playwright.async_api import Browser

from tests.journeys.running_demo import RunningDemo
from tests.journeys.visitor import Visitor, came_in

MENTEE, GUARDIAN = "Aiden Kowalski", "Marta Kowalska"
WITHDRAWN = "Consent to questionnaires was withdrawn. No planned questionnaire is given."
GAD_7 = tuple(f"answer_{number}" for number in range(1, 8))

pytestmark = pytest.mark.journey


async def _write_down_guardian(person: Visitor, case: str) -> None:
    await person.follow("Family and what it agreed to")
    await person.look("the family")
    await person.go(f"{case}/contacts/new")
    await person.fill("name", GUARDIAN)
    await person.page.locator("[name=relation]").select_option("mother")
    await person.page.locator("[name=language]").select_option("es")
    await person.choose("is", "holds_rights")
    await person.look("a contact")
    await person.press(re.compile("^Write"))
    await person.says(GUARDIAN)


async def _letter(person: Visitor, case: str, language: str) -> None:
    """Sent in this language; the page that is left open is the letter on paper."""
    await person.go(f"{case}/consent-letters/new")
    await person.page.get_by_label(re.compile(GUARDIAN)).check()
    await person.choose("language", language)
    await person.page.locator("[name=sent_how]").select_option("with_student")
    if language == "es":
        await person.look("a letter to write")
    await person.press("Write the letter")
    await person.says("The letter is out.")
    assert await person.page.locator(f"article.sw-letter[lang={language}] h1").count()
    await person.look(f"the letter, {language}")


async def _answer(person: Visitor, case: str, move: str, how: str) -> None:
    await person.go(f"{case}/consents/new")
    await person.choose("questionnaires", move)
    await person.page.get_by_label(re.compile(GUARDIAN)).check()
    await person.page.locator("[name=how]").select_option(how)
    await person.look(f"the answer, {move}")
    await person.press("Write down the answer")
    await person.says("The answer is written down.")


async def _open_form(person: Visitor, case: str, demo: RunningDemo, reason: str) -> None:
    """A GAD-7 of today, filled in and not sent."""
    await person.go(f"{case}/administrations/gad-7/new")
    await person.fill_date("completed_on", demo.ten.date())
    await person.choose("reason_asked", reason)
    for answer in GAD_7:
        await person.choose(answer, "1")


async def _enter(person: Visitor) -> None:
    await person.press("Enter the form")
    await person.page.wait_for_load_state()


async def test_a_consent_comes_back_is_withdrawn_and_stops_a_questionnaire(
    browser: Browser, demo: RunningDemo
) -> None:
    counselor = await came_in(browser, demo.url, "Sam Ortiz")
    case = await counselor.case_of(MENTEE)
    await _write_down_guardian(counselor, case)
    await _letter(counselor, case, "es")
    await counselor.says("Marta Kowalska")
    await _letter(counselor, case, "en")
    await counselor.go("/consents")
    await counselor.says(MENTEE)
    await counselor.look("letters out")

    await _answer(counselor, case, "give", "signed_letter")
    await counselor.says("Agreed")
    await _open_form(counselor, case, demo, "planned")
    await _enter(counselor)
    await counselor.says("Total 7 of 21.")
    entered = counselor.page.url

    other = await came_in(browser, demo.url, "Sam Ortiz", phone=True)
    other.name = "sam-ortiz-phone"
    await _open_form(other, case, demo, "planned")
    await _answer(counselor, case, "withdraw", "telephone")
    await counselor.says("Withdrawn", WITHDRAWN)
    await counselor.look("taken back")

    await _enter(other)
    await other.says(WITHDRAWN)
    assert await other.page.locator("[name=answer_1][value='1']").is_checked(), "no answer is lost"
    await other.look("refused on the phone")
    await counselor.go(f"{case}/administrations/gad-7/new")
    await counselor.says(WITHDRAWN)
    await counselor.look("said before anything is typed")

    # A concern about this one student stands outside, and what was entered before stays.
    await _open_form(counselor, case, demo, "individual_concern")
    await _enter(counselor)
    await counselor.says("Total 7 of 21.")
    await counselor.page.goto(entered)
    await counselor.says("Total 7 of 21.")
    for person in (counselor, other):
        person.then_nothing_was_wrong()
