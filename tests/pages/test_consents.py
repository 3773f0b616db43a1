"""Can a family be asked, reminded and heard in a browser, in its own language and by the name it knows?"""

import re
from datetime import timedelta

from care_steps.consents import ConsentKind, ConsentMove
from tests.pages.case_pages import Town, errors, has_every_target, words
from tests.pages.test_families import CANARY
from tests.web import Browser
from workflows.verbs.set_home_facts import set_home_facts


async def browser_of(town: Town) -> Browser:
    await town.world.refer()
    return await town.browser(town.world.counselor)


async def named_at_school(town: Town, home: str = "") -> None:
    """The student is called otherwise at school than on the roster."""
    await town.world.rows(
        "UPDATE app.person SET preferred_name = 'Skye' WHERE org_id = :org_id AND id = :id RETURNING id",
        id=town.world.students[0],
    )
    if home:
        async with town.world.acting(town.world.counselor) as tx:
            await set_home_facts(
                tx, mentee_id=town.world.students[0], home_name=home, born_on=None, by=tx.actor, at=tx.at
            )


async def test_a_letter_goes_out_comes_back_with_a_yes_and_a_no_and_is_withdrawn(town: Town) -> None:
    browser = await browser_of(town)
    mother = await town.world.contact()
    under = f"/mentees/{town.world.students[0]}"
    sent = {"contact_id": str(mother), "kinds": ["mentoring", "questionnaires"], "language": "es"}
    until = town.world.today() + timedelta(days=10)
    day = {f"answer_by_{part}": str(getattr(until, part)) for part in ("month", "day", "year")}
    answer = await browser.send(
        f"{under}/consent-letters/new", f"{under}/consent-letters", {**sent, **day, "sent_how": "by_mail"}
    )
    path = answer.headers["location"]
    page = await browser.get(path)
    assert 'lang="es"' in page.text
    assert "¿Puede participar Ava Bennett?" in page.text
    assert "Sample wording" in page.text
    assert "Ava Bennett" in words(await browser.get("/consents"))
    reminded = await browser.send("/consents", f"{path}/reminders", {"how": "by_telephone"})
    assert reminded.headers["location"] == "/consents"
    assert "reminded once" in words(await browser.get("/consents"))
    today = town.world.today()
    said = {f"said_on_{part}": str(getattr(today, part)) for part in ("month", "day", "year")}
    said |= {"contact_id": str(mother), "how": "signed_letter"}
    heard = {**said, "mentoring": "give", "questionnaires": "refuse"}
    await browser.send(f"{under}/consents/new", f"{under}/consents", heard)
    stands = words(await browser.get(f"{under}/consents"))
    assert "Consent to questionnaires was refused." in stands
    assert "No letter is out" in words(await browser.get("/consents"))
    taken = await browser.send(
        f"{under}/consents/new", f"{under}/consents", {**said, "mentoring": "withdraw"}
    )
    assert taken.status_code == 303
    case = words(await browser.get(under))
    assert (
        "Meeting a mentor: Withdrawn ; Answering questionnaires: Refused ; Sharing with a provider: Not asked yet"
        in case
    )
    mentor = await town.browser(town.world.mentor)
    assert "Sharing with a provider" not in (await mentor.get(under)).text
    for path in (f"{under}/consents", under):
        assert "Consent to meeting a mentor was withdrawn." in words(await browser.get(path)), path
    assert f"{under}/matches/new" not in (await browser.get(under)).text, (
        "the sentence stands beside the button"
    )


async def test_a_letter_is_printed_as_a_sample_until_its_wording_is_approved(town: Town) -> None:
    browser = await browser_of(town)
    letter = f"/consent-letters/{await town.world.letter(await town.world.contact())}"
    head = "Sample wording, version 1"
    page = (await browser.get(letter)).text
    assert re.search(rf'class="govuk-body sw-letter__sample"><strong>{head}', page), (
        "nothing hides it on paper"
    )
    await town.approve("consent_letter")
    assert head not in (await browser.get(letter)).text


async def test_what_is_missing_in_an_answer_is_said_at_its_field(town: Town) -> None:
    browser = await browser_of(town)
    await town.world.contact()
    under = f"/mentees/{town.world.students[0]}"
    answer = await browser.send(f"{under}/consents/new", f"{under}/consents", {"words": "She said so."})
    assert answer.status_code == 422
    assert errors(answer) == ["mentoring", "contact_id", "how", "said_on"]
    assert has_every_target(answer)
    assert "She said so." in answer.text
    letter = await browser.send(f"{under}/consent-letters/new", f"{under}/consent-letters", {})
    assert letter.status_code == 422
    assert errors(letter) == ["contact_id", "kinds", "language", "sent_how", "answer_by"]
    assert has_every_target(letter)


async def test_where_nobody_may_answer_the_page_says_whom_to_write_down(town: Town) -> None:
    browser = await browser_of(town)
    for page in ("consents/new", "consent-letters/new"):
        said = words(await browser.get(f"/mentees/{town.world.students[0]}/{page}"))
        assert "Nobody is written down who may answer" in said


async def test_the_name_at_school_never_stands_in_a_letter_home(town: Town) -> None:
    browser = await browser_of(town)
    letter = await town.world.letter(await town.world.contact(), language="es")
    for home, called in (("", "Ava"), ("Avelina", "Avelina")):
        await named_at_school(town, home)
        page = (await browser.get(f"/consent-letters/{letter}")).text
        on_paper = page[page.index("<article") : page.index("</article>")]
        assert "Skye" not in on_paper
        assert f"{called} Bennett" in on_paper
        assert "Skye Bennett" in page, "around the letter, staff read the name they know"


async def test_whom_nobody_may_contact_is_on_no_page_about_consent(town: Town) -> None:
    world, browser = town.world, await browser_of(town)
    father = await world.contact(name=CANARY)
    await world.consent({ConsentKind.MENTORING: ConsentMove.GIVE}, father)
    letter = await world.letter(father, ConsentKind.SHARING)
    await world.ban(father)
    under = f"/mentees/{world.students[0]}"
    for path in (
        f"{under}/consents",
        f"{under}/consents/new",
        f"{under}/consent-letters/new",
        f"/consent-letters/{letter}",
        "/consents",
    ):
        page = await browser.get(path)
        assert page.status_code == 200
        assert CANARY not in page.text, path
    assert "This letter is not printed any more" in (await browser.get(f"/consent-letters/{letter}")).text


async def test_what_was_agreed_to_until_a_day_is_told_before_it_ends_and_after_with_what_is_stopped(
    town: Town,
) -> None:
    browser, mother = await browser_of(town), await town.world.contact()
    last = town.world.today() + timedelta(days=5)
    await town.world.consent({ConsentKind.MENTORING: ConsentMove.GIVE}, mother, ends_on=last)
    assert "A consent ends soon" in words(await browser.get("/"))
    assert "Ask again: send a letter" in words(await browser.get("/consents"))
    await town.world.plant("UPDATE app.consent SET ends_on = ends_on - 6 WHERE org_id = $1")
    assert "A consent has ended: see what is stopped" in words(await browser.get("/"))
    page = words(await browser.get("/consents"))
    assert "Meeting a mentor: Consent to meeting a mentor has ended. No mentor is assigned" in page
    other = await town.browser(town.world.stranger)
    assert "Ava Bennett" not in words(await other.get("/consents"))
    assert "A consent" not in words(await other.get("/"))


async def test_a_mentor_and_a_stranger_find_no_consent(town: Town) -> None:
    await town.world.mentored()
    letter = await town.world.letter(await town.world.contact())
    under = f"/mentees/{town.world.students[0]}"
    for person in (town.world.mentor, town.world.stranger):
        browser = await town.browser(person)
        for path in (f"{under}/consents", f"{under}/consents/new", f"/consent-letters/{letter}"):
            assert (await browser.get(path)).status_code == 404
    assert (await (await town.browser(town.world.mentor)).get("/consents")).status_code == 403
