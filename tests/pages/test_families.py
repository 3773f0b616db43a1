"""Is a family written down by those who look after a mentee, seen by nobody else, and nobody named who is banned?"""

import re
from datetime import timedelta

import pytest

from care_steps.consents import ConsentKind, ConsentMove
from tests.pages.case_pages import Fields, Town, errors, has_every_target, words

CANARY = "Quimby Zzyzx-Canary"
KNOWN: Fields = {
    "name": "Rosa Bennett",
    "relation": "mother",
    "language": "es",
    "is": ["holds_rights", "needs_interpreter"],
    "phone": "555 0110",
}


async def test_a_counselor_writes_down_the_mother_and_corrects_her_number(town: Town) -> None:
    await town.world.refer()
    mentee = town.world.students[0]
    browser = await town.browser(town.world.counselor)
    assert f"/mentees/{mentee}/family" in (await browser.get(f"/mentees/{mentee}")).text
    new = f"/mentees/{mentee}/contacts/new"
    answer = await browser.send(new, f"/mentees/{mentee}/contacts", KNOWN)
    assert answer.headers["location"] == f"/mentees/{mentee}/family"
    page = words(await browser.get(f"/mentees/{mentee}/family"))
    for said in ("Rosa Bennett", "Mother · Spanish", "Holds educational rights", "Needs an interpreter"):
        assert said in page
    ((contact,),) = await town.world.rows("SELECT id FROM app.contact WHERE org_id = :org_id")
    await browser.send(f"/contacts/{contact}", f"/contacts/{contact}", {**KNOWN, "phone": "555 0199"})
    page = words(await browser.get(f"/mentees/{mentee}/family"))
    assert "555 0199" in page
    assert "555 0110" not in page
    assert await town.count("contact_detail") == 2


@pytest.mark.parametrize("missing", ["name", "relation", "language"])
async def test_what_is_missing_is_said_at_its_field_and_the_rest_is_kept(town: Town, missing: str) -> None:
    await town.world.refer()
    mentee = town.world.students[0]
    browser = await town.browser(town.world.counselor)
    sent = {**KNOWN, missing: ""}
    answer = await browser.send(f"/mentees/{mentee}/contacts/new", f"/mentees/{mentee}/contacts", sent)
    assert answer.status_code == 422
    assert errors(answer) == [missing]
    assert has_every_target(answer)
    assert 'value="555 0110"' in answer.text


async def test_a_mentor_and_a_stranger_find_no_family(town: Town) -> None:
    await town.world.mentored()
    contact = await town.world.contact()
    mentee = town.world.students[0]
    for person in (town.world.mentor, town.world.stranger, town.world.administrator):
        browser = await town.browser(person)
        for path in (f"/mentees/{mentee}/family", f"/mentees/{mentee}/contacts/new", f"/contacts/{contact}"):
            assert (await browser.get(path)).status_code == 404
    mentor = await town.browser(town.world.mentor)
    assert "/family" not in (await mentor.get(f"/mentees/{mentee}")).text


async def test_whom_nobody_may_contact_stands_marked_on_the_family_page_alone(town: Town) -> None:
    """A name that nobody else has: it is on no other page that this reader can reach from the case."""
    world, mentee = town.world, town.world.students[0]
    await world.mentored()
    await world.contact()
    banned = await world.contact(name=CANARY, relation="father", phone="555 7777777")
    await world.consent({ConsentKind.MENTORING: ConsentMove.GIVE}, banned)
    await world.ban(banned)
    browser = await town.browser(world.counselor)
    family = await browser.get(f"/mentees/{mentee}/family")
    assert CANARY in family.text
    assert "Do not contact" in family.text
    assert "Order 26-118" in family.text
    assert re.search(r"From [A-Z][\w, ]+\d{4}, without an end, by this document: ", words(family))
    assert "7777777" not in family.text, "nobody calls by mistake"
    for path in await _others(town):
        page = await browser.get(path)
        assert page.status_code == 200, path
        assert CANARY not in page.text, path
        assert "7777777" not in page.text, path


async def _others(town: Town) -> list[str]:
    mentee = town.world.students[0]
    ((match,),) = await town.world.rows("SELECT id FROM app.match WHERE org_id = :org_id")
    return [
        "/",
        f"/mentees/{mentee}",
        f"/mentees/{mentee}/print",
        f"/mentees/{mentee}/measures",
        f"/matches/{match}",
    ]


async def test_a_ban_holds_on_its_days_and_ends_with_a_document(town: Town) -> None:
    world = town.world
    await world.refer()
    father = await world.contact(name=CANARY)
    browser = await town.browser(world.counselor)
    first = world.today() + timedelta(days=20)
    sent = {
        "document": "Order 7",
        "starts_on_month": str(first.month),
        "starts_on_day": str(first.day),
        "starts_on_year": str(first.year),
    }
    await browser.send(f"/contacts/{father}", f"/contacts/{father}/bans", sent)
    page = words(await browser.get(f"/mentees/{world.students[0]}/family"))
    assert "do not contact, by: Order 7" in page
    assert "Do not call" not in page
    ((ban,),) = await world.rows("SELECT id FROM app.contact_ban WHERE org_id = :org_id")
    path = f"/contacts/{father}/bans/{ban}/lifting"
    empty = await browser.send(f"/contacts/{father}", path, {"why_lifted": ""})
    assert empty.status_code == 422
    assert errors(empty) == ["why_lifted"]
    await browser.send(f"/contacts/{father}", path, {"why_lifted": "Order 8"})
    assert "Ended before: Order 8" in words(await browser.get(f"/contacts/{father}"))


async def test_a_birth_date_says_when_the_rights_pass_and_the_name_at_home_is_kept(town: Town) -> None:
    await town.world.refer()
    path = f"/mentees/{town.world.students[0]}/family"
    browser = await town.browser(town.world.counselor)
    born = {"born_on_month": "2", "born_on_day": "29", "born_on_year": "2008", "home_name": "Avelina"}
    await browser.send(path, path, born)
    page = await browser.get(path)
    assert 'value="Avelina"' in page.text
    assert "the rights are the student’s own" in words(page)
    await browser.send(path, path, {**born, "born_on_year": "2016"})
    said = words(await browser.get(path))
    assert "1, 2034 on, the student answers alone." in said
    late = await browser.send(path, path, {**born, "born_on_year": "2044"})
    assert late.status_code == 422
    assert errors(late) == ["born_on"]
