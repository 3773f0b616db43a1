"""Can a referral be written, seen word for word, sent and followed until the two have met, and who sees it?"""

import re
from uuid import UUID

import pytest

from care_steps.referrals import ReferralMove
from care_steps.steps import Step
from tests import referring
from tests.pages.case_pages import Town, errors, has_every_target, words
from tests.web import Browser

SENDS = {
    "items": ["who", "reason", "care", "safety"],
    "recipients": "Dr. Bell\n\nIntake desk",
    "way": "by_fax",
    "consent_basis": "guardian_written",
}


@pytest.fixture
async def drafted(town: Town) -> tuple[UUID, str]:
    """The clinic, and the path of a referral to it that was drafted."""
    place = await referring.clinic(town.world)
    episode = await referring.starting(town.world, town.world.students[0])
    return place, f"/referrals/{await referring.draft(town.world, episode, place)}"


async def sent(browser: Browser, path: str) -> None:
    assert (await browser.send(f"{path}/package", f"{path}/package", SENDS)).status_code == 303


async def test_from_the_case_to_a_package_that_is_frozen(town: Town) -> None:
    world = town.world
    place = await referring.clinic(world)
    await referring.starting(world, world.students[0])
    browser = await town.browser(world.counselor)
    mentee = f"/mentees/{world.students[0]}"
    assert "No professional is asked yet." in words(await browser.get(mentee))
    assert "Nobody is asked yet" in words(await browser.get("/referrals"))
    assert "Nobody is asked yet" in words(await browser.get("/?list=referrals-out"))
    empty = await browser.send(f"{mentee}/referrals/new", f"{mentee}/referrals", {"words": "Kept."})
    assert empty.status_code == 422
    assert errors(empty) == ["destination_id"]
    assert has_every_target(empty)
    assert "Kept.</textarea>" in empty.text
    typed = {"destination_id": str(place), "words": "Sleeps little <since> May."}
    answer = await browser.send(f"{mentee}/referrals/new", f"{mentee}/referrals", typed)
    path = answer.headers["location"]
    preview = await browser.get(f"{path}/package")
    assert f'data-draft="{path}/package"' in preview.text, "typed words are kept"
    assert 'name="form_key"' in preview.text, "sent once"
    assert "Sleeps little &lt;since&gt; May." in preview.text
    beforehand = "No written yes of the guardian to sharing is on record. Get the letter back signed"
    assert beforehand in words(preview)
    assert f'href="{mentee}/consents"' in preview.text
    unsigned = await browser.send(f"{path}/package", f"{path}/package", SENDS)
    assert errors(unsigned) == ["consent_basis"]
    assert has_every_target(unsigned)
    await referring.agreed(world)
    now = words(await browser.get(f"{path}/package"))
    assert beforehand not in now
    assert "Agreed Rosa Bennett" in now
    wrong = await browser.send(f"{path}/package", f"{path}/package", {**SENDS, "items": ["who", "needs"]})
    assert wrong.status_code == 422
    assert errors(wrong) == ["items"]
    assert has_every_target(wrong)
    await sent(browser, path)
    kept = words(await browser.get(f"{path}/package"))
    assert "To Dr. Bell, Intake desk. By fax. Basis: Written consent of the guardian" in kept
    assert "Not sent: Last measures with their bands" in kept
    assert "Sent, no first contact yet" in words(await browser.get("/referrals"))
    home = words(await browser.get("/?list=referrals-sent"))
    assert "referred to River clinic" in home
    assert "ask again on" in home


async def test_turned_down_the_page_names_whom_the_directory_proposes_and_one_button_drafts_it(
    town: Town, drafted: tuple[UUID, str]
) -> None:
    world, (place, path) = town.world, drafted
    other = await referring.clinic(world, "County program")
    browser = await town.browser(world.counselor)
    entry, mentee = f"/destinations/{place}/details", f"/mentees/{world.students[0]}"
    described: dict[str, str | list[str]] = {"services": ["trauma"], "languages": ["en", "es"]}
    described |= {"youngest": "6", "oldest": "18", "phone": "555 0177", "fallback_id": str(other)}
    assert (await browser.send(f"{entry}/new", entry, {**described, "oldest": "5"})).status_code == 422
    assert "Nobody has asked yet" in words(await browser.get(f"{entry}/new"))
    assert (await browser.send(f"{entry}/new", entry, described)).status_code == 303
    own = {"services": ["group"], "phone": "555 0178"}
    of_other = f"/destinations/{other}/details"
    assert (await browser.send(f"{of_other}/new", of_other, own)).status_code == 303
    shown = words(await browser.get(f"/destinations/{place}"))
    assert "Help after trauma" in shown
    assert "6 to 18 years" in shown
    assert "English, Spanish" in shown
    await referring.agreed(world)
    await sent(browser, path)
    no_reason = await browser.send(path, f"{path}/answers", {"answer": "reject"})
    assert errors(no_reason) == ["reject_reasons"]
    assert has_every_target(no_reason)
    turned_down = {"answer": "reject", "reject_reasons": "no_places"}
    assert (await browser.send(path, f"{path}/answers", turned_down)).status_code == 303
    page = words(await browser.get(path))
    assert page.index("Nobody has asked yet") < page.index("Draft a referral to County program")
    lacks = "Not offered there, as the entry says, though River clinic does: Help after trauma."
    assert page.index(lacks) < page.index("Draft a referral to County program"), "beside the button"
    elsewhere = await browser.get(f"{mentee}/referrals/new?follows={path.removeprefix('/referrals/')}")
    assert re.search(rf'value="{other}"[^>]* checked', elsewhere.text), "the fallback is chosen already"
    assert re.search(rf'value="{place}"[^>]* disabled', elsewhere.text)
    assert "They turned this down." in words(elsewhere)
    assert "Came to nothing: who is asked instead?" in words(await browser.get("/referrals"))
    following = {"follows": path.removeprefix("/referrals/"), "destination_id": str(other)}
    answer = await browser.send(path, f"{mentee}/referrals", following)
    assert answer.status_code == 303
    after = await browser.get(answer.headers["location"])
    assert f'href="{path}"' in after.text, "back to the first"
    first = await browser.get(path)
    assert f'href="{answer.headers["location"]}"' in first.text, "and on from it"
    assert "Asks again on nobody has to ask" in words(first)
    following_page = words(after)
    assert "County program" in following_page
    told = words(await browser.get(mentee))
    assert "River clinic turned the referral down" in told
    assert "County program is asked in place of River clinic" in told
    assert referring.WHY in following_page
    assert "Came to nothing" not in words(await browser.get("/referrals"))


async def test_where_few_could_be_asked_instead_the_entry_says_why(town: Town) -> None:
    world = town.world
    here = await referring.clinic(world)
    everywhere = await referring.clinic(world, "County program", every_school=True)
    browser = await town.browser(world.administrator)
    of_all = await browser.get(f"/destinations/{everywhere}/details/new")
    assert "an entry of one school is not offered" in words(of_all)
    assert f'value="{here}"' not in of_all.text
    of_one = await browser.get(f"/destinations/{here}/details/new")
    assert "the entries of this school and those of every school" in words(of_one)
    assert f'value="{everywhere}"' in of_one.text


async def test_it_is_followed_until_they_have_met_and_the_step_begins(
    town: Town, drafted: tuple[UUID, str]
) -> None:
    world, (_, path) = town.world, drafted
    browser = await town.browser(world.counselor)
    await referring.agreed(world)
    draft = words(await browser.get(path))
    unsent = words(await browser.get(f"{path}/family-sheet"))
    assert "Nothing is sent, and nothing is arranged yet." in unsent
    assert "Who: River clinic" not in unsent
    assert "Written by mistake" in draft
    assert "The appointment was missed" not in draft
    assert "Nobody answered, and another is asked" not in draft
    await sent(browser, path)
    ((offer,),) = await world.rows("SELECT id FROM app.offer WHERE org_id = :org_id")
    offered = await browser.get(f"/offers/{offer}")
    assert f'href="{path}"' in offered.text
    assert "/first-contact" not in offered.text, "it would be refused there"
    assert errors(await browser.send(path, f"{path}/owners", {})) == ["to_id"]
    handed = {"to_id": str(world.clinical)}
    assert (await browser.send(path, f"{path}/owners", handed)).status_code == 303
    assert "Owner of the referral Ruth Okafor" in words(await browser.get(path))
    note = {"kind": "called", "note_words": "They look at it on Friday."}
    assert (await browser.send(path, f"{path}/notes", note)).status_code == 303
    assert (await browser.send(path, f"{path}/answers", {"answer": "accept"})).status_code == 303
    past = {"appointment_month": "1", "appointment_day": "2", "appointment_year": "2020"}
    late = await browser.send(path, f"{path}/appointments", {**past, "appointment_time": "15:10"})
    assert errors(late) == ["appointment"]
    assert has_every_target(late)
    soon = {**past, "appointment_year": "2090", "appointment_time": "15:10"}
    assert (await browser.send(path, f"{path}/appointments", soon)).status_code == 303
    assert "The appointment is still to come:" in words(await browser.get(path))
    sheet = words(await browser.get(f"{path}/family-sheet"))
    assert "When: " in sheet
    assert "2090" in sheet
    assert referring.WHY not in sheet
    assert errors(await browser.send(path, f"{path}/first-contact", {})) == ["confirmed_by", "confirmed_how"]
    met = {"confirmed_by": "Dr. Bell", "confirmed_how": "by_phone"}
    assert (await browser.send(path, f"{path}/first-contact", met)).status_code == 303
    ((step,),) = await world.rows("SELECT step FROM app.episode WHERE mentee_id = :id", id=world.students[0])
    assert step == Step.PROFESSIONAL
    assert "Written by mistake" not in words(await browser.get(path)), "they have met"
    met_sheet = words(await browser.get(f"{path}/family-sheet"))
    assert "Ava has met them." in met_sheet
    assert "until then" not in met_sheet
    assert "When: " not in met_sheet
    assert (await browser.send(path, f"{path}/care", {})).status_code == 303
    ended = {"outcome": "completed", "ended_on_month": "1", "ended_on_day": "2", "ended_on_year": "2026"}
    assert (await browser.send(path, f"{path}/ending", ended)).status_code == 303
    assert "Care was completed" in words(await browser.get(path))
    told = words(await browser.get(f"/mentees/{world.students[0]}"))
    for line in (
        "A referral to River clinic was drafted",
        "The referral to River clinic was sent",
        "River clinic takes the referral on",
        "The first appointment at River clinic is on",
        "The first contact with River clinic is confirmed",
        "Care at River clinic ended: Care was completed",
    ):
        assert line in told


async def test_the_letter_is_a_pdf_of_what_was_frozen_and_people_s_words_are_never_source(
    town: Town, drafted: tuple[UUID, str]
) -> None:
    _, path = drafted
    browser = await town.browser(town.world.counselor)
    await referring.agreed(town.world)
    assert (await browser.get(f"{path}/letter.pdf")).status_code == 404, "nothing was sent yet"
    told = {**SENDS, "recipients": '#panic("read") *bold* $x$ \\ ]'}
    assert (await browser.send(f"{path}/package", f"{path}/package", told)).status_code == 303
    answer = await browser.get(f"{path}/letter.pdf")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-1.7")
    assert b"pdfuaid" in answer.content
    assert b"Sample" in answer.content, "said where a program reads it too"
    assert "Sample wording" in words(await browser.get(f"{path}/release-form"))
    assert "Sample wording" in words(await browser.get(f"{path}/family-sheet"))
    await town.approve("referral_papers")
    assert b"Sample" not in (await browser.get(f"{path}/letter.pdf")).content
    assert "Sample wording" not in words(await browser.get(f"{path}/release-form"))
    assert "Sample wording" not in words(await browser.get(f"{path}/family-sheet"))


async def test_whoever_signs_a_release_reads_what_was_sent_before_in_either_language(
    town: Town, drafted: tuple[UUID, str]
) -> None:
    _, path = drafted
    browser = await town.browser(town.world.counselor)
    await referring.agreed(town.world)
    before = await browser.get(f"{path}/release-form")
    assert "Sent there already" not in words(before)
    await sent(browser, path)
    page = await browser.get(f"{path}/release-form")
    assert re.search(
        r"Sent there already, on \w+ \d+, \d{4}: Who this is about, Why we refer, Step of care and what was done,"
        r" Safety tier and safety plan\.",
        words(page),
    )
    assert f'href="{path}/release-form?language=es"' in page.text
    spanish = await browser.get(f"{path}/release-form?language=es")
    assert '<article class="sw-paper sw-letter" lang="es">' in spanish.text
    assert "Ya se envió allí, el " in words(spanish)
    assert f'href="{path}/release-form?language=en"' in spanish.text


async def test_the_family_reads_its_papers_in_its_own_language(town: Town, drafted: tuple[UUID, str]) -> None:
    world, (_, path) = town.world, drafted
    await world.contact(language="es", holds_rights=True)
    browser = await town.browser(world.counselor)
    sheet = await browser.get(f"{path}/family-sheet")
    assert '<article class="sw-paper sw-letter" lang="es">' in sheet.text
    assert "Queremos pedir ayuda a River clinic." in words(sheet)
    assert "A quién llamar" in words(sheet)
    release = words(await browser.get(f"{path}/release-form"))
    assert "☑ Por qué pedimos ayuda" in release
    assert "☐ Notas de las sesiones" in release


async def test_a_mentor_is_told_that_help_is_arranged_and_no_more(town: Town) -> None:
    world = town.world
    episode, _ = await world.mentored()
    place = await referring.clinic(world)
    await world.phq_a(episode, total=16)
    item = next(one for one in await world.work(episode) if one.kind == "recommendation")
    await world.decide(item.id, referring.PROFESSIONAL)
    await referring.say_yes(world, episode)
    referral = await referring.draft(world, episode, place)
    await referring.agreed(world)
    await referring.send(world, referral)
    browser, mentee = await town.browser(world.mentor), f"/mentees/{world.students[0]}"
    assert "arranged" not in words(await browser.get(mentee))
    await referring.answer(world, referral, ReferralMove.ACCEPT)
    page = words(await browser.get(mentee))
    assert page.count("Help from a professional is arranged.") == 2, "beside the case, and in its timeline"
    assert "River clinic" not in page
    for under in ("", "/package", "/letter.pdf", "/family-sheet", "/release-form"):
        assert (await browser.get(f"/referrals/{referral}{under}")).status_code == 403
    assert (await browser.get("/referrals")).status_code == 403
