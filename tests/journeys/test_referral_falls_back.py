"""Does a referral that is turned down go to its fallback and reach first contact, with the mentor told no more than that?

The counselor names the fallback at the destination, refers, looks the package over item by item and sends it. The
practice turns it down; the fallback is proposed, sent, scheduled, and the step begins when first contact is confirmed.
"""

import re

import pytest
from playwright.async_api import Browser

from tests.journeys.running_demo import RunningDemo
from tests.journeys.visitor import Visitor, came_in

MENTEE, CALLED, MENTOR = "Ethan Brooks", "Ethan", "Tom Ferreira"
GUARDIAN = "Denise Brooks"
PRACTICE, FALLBACK = "Dr. Halvorsen, practice for young people", "Riverside Youth Clinic"
WHY = "Two fights in a month, and he hardly sleeps. Somebody who knows about sleep should see him."
MORE = "They asked for the course of the questionnaires."

pytestmark = pytest.mark.journey


async def _name_the_fallback(person: Visitor) -> None:
    await person.go("/destinations")
    await person.page.get_by_role("link", name=PRACTICE).first.click()
    await person.go(person.page.url.removeprefix(person.origin) + "/details/new")
    await person.page.locator("[name=fallback_id]").select_option(label=FALLBACK)
    await person.fill("how_to_get_there", "Bus 12 to the river, second floor.")
    await person.look("the entry of a destination")
    await person.press("Write it down")
    await person.says(FALLBACK)


async def _decide(clinical: Visitor, counselor: Visitor, case: str) -> None:
    """A professional is offered, by judgment; the family says yes."""
    await counselor.asks_to_talk(case, "He asks for a doctor.")
    await clinical.go(case)
    await clinical.follow("Decide about the step")
    await clinical.choose("answer", "other")
    await clinical.choose("step", "professional_referral")
    await clinical.choose("override_reasons", "mentee_prefers")
    if await clinical.page.locator("[name=asking_answer]").count():
        await clinical.page.locator("[name=asking_answer]").select_option("step_reviewed")
    await clinical.page.locator("[name=consent_basis]").select_option("guardian_written")
    await clinical.press(re.compile("^Decide$"))
    await clinical.says("Your decision is kept.")
    await counselor.go(case)
    await counselor.follow("Open the offer")
    await counselor.choose("answer", "accept")
    await counselor.press("Keep the answer")
    await counselor.says("Accepted")


async def _draft(person: Visitor, case: str) -> None:
    await person.go("/referrals")
    await person.says("Nobody is asked yet", MENTEE)
    await person.look("nobody is asked yet")
    await person.follow(re.compile(f"Write a referral.*{MENTEE}", re.S))
    await person.page.get_by_label(PRACTICE).check()
    await person.fill("words", WHY)
    await person.look("whom to ask")
    await person.press("Draft the referral")
    await person.says("The referral is drafted, and nothing is sent.")


async def _signed(person: Visitor, case: str) -> None:
    """Before anybody has signed, the guardian's consent is no basis, and the page says so beforehand."""
    referral = person.page.url
    await person.page.locator("main a", has_text="Choose what they get").click()
    await person.says("No written yes of the guardian to sharing is on record.")
    await person.go(f"{case}/contacts/new")
    await person.fill("name", GUARDIAN)
    await person.page.locator("[name=relation]").select_option("mother")
    await person.page.locator("[name=language]").select_option("en")
    await person.choose("is", "holds_rights")
    await person.press(re.compile("^Write"))
    await person.says(GUARDIAN)
    await person.go(f"{case}/consents/new")
    await person.choose("sharing", "give")
    await person.page.get_by_label(re.compile(GUARDIAN)).check()
    await person.page.locator("[name=how]").select_option("signed_paper")
    await person.press("Write down the answer")
    await person.says("The answer is written down.")
    await person.page.goto(referral)


async def _send(person: Visitor, to: str, *, more: str = "") -> None:
    """The package, item by item; what is ticked beyond the usual needs a reason."""
    await person.page.locator("main a", has_text="Choose what they get").click()
    await person.says(WHY, "Ticked is the least that they need to begin.")
    assert not await person.page.locator("[name=items][value=all_measures]").is_checked()
    if more:
        await person.page.locator("[name=items][value=all_measures]").check()
    await person.fill("recipients", f"Intake, {to}")
    await person.choose("way", "secure_mail")
    await person.choose("consent_basis", "guardian_written")
    if more:
        await person.press("Send it, and keep it as it is")
        await person.look("more needs a reason")
        await person.fill("why_more", more)
    await person.press("Send it, and keep it as it is")
    await person.says("It is on its way. It stays open until they have met.")


async def _turned_down(person: Visitor) -> None:
    await person.choose("answer", "reject")
    await person.choose("reject_reasons", "no_places")
    await person.press("Write the answer down")
    await person.says("Their answer is written down.", f"The entry of {PRACTICE} names {FALLBACK} for this.")
    await person.look("turned down")
    await person.go("/referrals")
    await person.says("Came to nothing: who is asked instead?", f"Proposed instead: {FALLBACK}")
    await person.follow(f"{MENTEE} to {PRACTICE}")
    await person.press(f"Draft a referral to {FALLBACK}")
    await person.says("The referral is drafted, and nothing is sent.", FALLBACK)


async def _papers(person: Visitor, referral: str) -> None:
    await person.follow("Sheet for the family")
    await person.says(f"Help for {CALLED}", f"Who: {FALLBACK}", "When: ", "Whom to call until then")
    assert WHY not in await person.page.locator("body").inner_text(), "nothing about why"
    await person.look("the sheet for the family")
    await person.page.goto(referral)
    letter = await person.page.context.request.get(f"{referral}/letter.pdf")
    assert letter.headers["content-type"] == "application/pdf"
    assert (await letter.body()).startswith(b"%PDF")


async def _scheduled(person: Visitor, demo: RunningDemo) -> None:
    await person.choose("answer", "accept")
    await person.press("Write the answer down")
    await person.fill_date("appointment", demo.ten.date())
    await person.fill("appointment_time", "15:30")
    await person.look("when they will meet")
    await person.press("Write the appointment down")
    await person.says("The appointment is written down.", "A letter that was sent is no contact.")


async def _confirmed(person: Visitor, case: str) -> None:
    await person.fill("confirmed_by", "The intake nurse")
    await person.choose("confirmed_how", "by_phone")
    await person.press("First contact confirmed")
    await person.says("First contact is confirmed. They have met.")
    await person.look("they have met")
    await person.go(case)
    await person.says("Step 3: Referral to a professional")


async def _mentor_sees(mentor: Visitor, case: str, referral: str) -> None:
    """That help is arranged, and no more."""
    await mentor.go(case)
    text = await mentor.page.locator("body").inner_text()
    assert "Help from a professional is arranged." in text
    assert [one for one in (PRACTICE, FALLBACK, WHY, "PHQ-A", "GAD-7") if one in text] == []
    asked = "address => fetch(address).then(answer => answer.status)"
    for address in (referral, f"{referral}/package", f"{referral}/letter.pdf", f"{referral}/family-sheet"):
        assert await mentor.page.evaluate(asked, address) in (403, 404), address
    await mentor.go(case)


async def test_a_referral_is_turned_down_goes_to_its_fallback_and_reaches_first_contact(
    browser: Browser, demo: RunningDemo
) -> None:
    counselor = await came_in(browser, demo.url, "Sam Ortiz")
    clinical = await came_in(browser, demo.url, "Ruth Okafor")
    mentor = await came_in(browser, demo.url, MENTOR, phone=True)
    case = await counselor.case_of(MENTEE)
    await _name_the_fallback(counselor)
    await _decide(clinical, counselor, case)
    await _draft(counselor, case)
    await _signed(counselor, case)
    await _send(counselor, PRACTICE, more=MORE)
    await _turned_down(counselor)
    referral = counselor.page.url
    await _send(counselor, FALLBACK)
    await _scheduled(counselor, demo)
    await mentor.go(case)
    await mentor.look("help is arranged")
    await _mentor_sees(mentor, case, referral)
    await _papers(counselor, referral)
    await counselor.page.goto(referral)
    await _confirmed(counselor, case)
    await _mentor_sees(mentor, case, referral)
    clinical.then_nothing_was_wrong()
    counselor.then_nothing_was_wrong()
