"""Is a case closed and opened again on pages that say what ends, and only by those who may?"""

import re

from litestar import Litestar

from care_steps.steps import Step
from tests.pages.case_pages import errors, has_every_target, signed_in, words
from tests.web import Browser, hidden_fields
from tests.world import World


def closing(world: World) -> tuple[str, str]:
    path = f"/mentees/{world.students[0]}/closing"
    return f"{path}/new", path


def said(world: World, **more: str) -> dict[str, str]:
    day = world.now.date()
    return {
        "reason": "goals_met",
        "last_contact_on_month": str(day.month),
        "last_contact_on_day": str(day.day),
        "last_contact_on_year": str(day.year),
        "no_measure": "declined",
        "words": "She manages.",
        "told_mentee": "in_person",
        **more,
    }


async def reopened(browser: Browser, world: World, **fields: str) -> int:
    path = f"/mentees/{world.students[0]}/reopening"
    return (await browser.send(f"{path}/new", path, fields)).status_code


async def test_the_counselor_closes_after_reading_what_ends(site: Litestar, world: World) -> None:
    episode, match = await world.mentored()
    world.later(days=1)
    await world.log_missed(match)
    await world.log_missed(match)
    browser = await signed_in(site, world, world.counselor)
    text = words(await browser.get(closing(world)[0]))
    assert "The open task ends, in your name: Find out why contact was lost" in text
    assert "The match ends. What was logged stays readable." in text
    answer = await browser.send(*closing(world), said(world))
    assert answer.status_code == 303
    record = words(await browser.get(answer.headers["location"]))
    assert "The case was closed." in record
    assert "Goals met; last contact on" in record
    assert "The mentee or the guardian did not want another form" in record
    assert (await world.case(episode)).step is Step.CLOSED
    page = await browser.get(f"/mentees/{world.students[0]}")
    case = words(page)
    assert "Close: from Paraprofessional mentor to Closed" in case
    assert "Reopen this case" in case
    assert re.search(r"Mentor</dt>.{0,60}Priya Nair.{0,90}until ", page.text, re.S)
    assert "nobody yet" not in page.text


async def test_what_is_missing_stands_at_its_field_and_nothing_typed_is_lost(
    site: Litestar, world: World
) -> None:
    await world.mentored()
    browser = await signed_in(site, world, world.counselor)
    answer = await browser.send(*closing(world), {"words": "She manages."})
    assert answer.status_code == 422
    assert errors(answer) == ["reason", "last_contact_on", "no_measure", "told_mentee"]
    assert has_every_target(answer)
    assert "She manages." in answer.text


async def test_a_mentor_and_a_stranger_find_no_way_to_close(site: Litestar, world: World) -> None:
    await world.mentored()
    for who, status in ((world.mentor, 403), (world.stranger, 404)):
        browser = await signed_in(site, world, who)
        assert (await browser.get(closing(world)[0])).status_code == status
    mentor = await signed_in(site, world, world.mentor)
    assert "Close the case" not in (await mentor.get(f"/mentees/{world.students[0]}")).text


async def test_while_danger_is_open_the_counselor_reads_who_may_close(site: Litestar, world: World) -> None:
    episode, _ = await world.in_emergency()
    browser = await signed_in(site, world, world.counselor)
    text = words(await browser.get(closing(world)[0]))
    assert "A safety item is open. Only a clinical supervisor may close now." in text
    hidden = hidden_fields((await browser.get(f"/mentees/{world.students[0]}/reopening/new")).text)
    clinical = await signed_in(site, world, world.clinical)
    shown = re.findall(r'name="firing" value="([^"]+)"', (await clinical.get(closing(world)[0])).text)
    answer = await clinical.send(*closing(world), {**said(world), "firing": shown})
    assert answer.status_code == 422
    assert errors(answer) == ["reason"]
    assert (await world.case(episode)).step is Step.PROFESSIONAL
    assert hidden is not None


async def test_closing_against_a_rule_asks_why(site: Litestar, world: World) -> None:
    episode, _ = await world.mentored()
    await world.phq_a(episode, total=16)
    browser = await signed_in(site, world, world.clinical)
    assert "“Supervised journey mentor” is recommended. Why the end instead?" in words(
        await browser.get(closing(world)[0])
    )
    firing = [
        str(row[0]) for row in await world.rows("SELECT id FROM app.firing WHERE proposed_step IS NOT NULL")
    ]
    fields = {**said(world, no_measure=""), "firing": firing}
    answer = await browser.send(*closing(world), fields)
    assert errors(answer) == ["override_reasons"]
    answer = await browser.send(*closing(world), {**fields, "override_reasons": "mentee_prefers"})
    assert answer.status_code == 303


async def test_a_closed_case_is_opened_again_where_it_began(site: Litestar, world: World) -> None:
    episode, _ = await world.mentored()
    browser = await signed_in(site, world, world.counselor)
    assert (await browser.get(f"/mentees/{world.students[0]}/reopening/new")).status_code == 409
    await world.close(episode)
    assert await reopened(browser, world, words="Her aunt called.") == 422
    assert await reopened(browser, world, reason="got_worse_again", words="Her aunt called.") == 303
    assert (await world.case(episode)).step is Step.REFERRED
    text = words(await browser.get(f"/mentees/{world.students[0]}"))
    assert "Reopen: from Closed to Referred" in text
    assert "Things got worse again".casefold() in text.casefold()
