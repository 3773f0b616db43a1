"""Can a counselor find a student, however the name is written, and nobody of another school?"""

from html import unescape

import pytest

from tests.pages.case_pages import Town, errors, words
from triage.roles import Role
from workflows.records.names import search_name


async def found(town: Town, typed: str) -> str:
    browser = await town.browser(town.world.counselor)
    answer = await browser.send("/students", "/students", {"words": typed})
    assert answer.status_code == 200
    return words(answer)


async def put(town: Town, given: str, family: str, number: str, site: str = "site_id") -> None:
    """One more student of the site or of the other one."""
    world = town.world
    person = await world.person(given, family)
    await world.plant(
        "INSERT INTO app.student (org_id, person_id, site_id, number, grade, recorded_at)"
        f" VALUES ($1, '{person}', '{getattr(world, site)}', '{number}', '08', now())"
    )


@pytest.mark.parametrize("typed", ["nunez", "NÚÑEZ", "zoe nu", "Núñez Zoë", "Z-77"])
async def test_accents_case_and_order_do_not_matter(town: Town, typed: str) -> None:
    await put(town, "Zoë", "Núñez", "Z-77")
    assert "One student found Zoë Núñez Grade 8 · Oak Middle · No. Z-77" in await found(town, typed)


@pytest.mark.parametrize("typed", ["oe", "%", "_", "Z-7", "núñez zack"])
async def test_only_beginnings_of_names_and_whole_numbers_count(town: Town, typed: str) -> None:
    await put(town, "Zoë", "Núñez", "Z-77")
    assert "Nobody of that name at your school" in await found(town, typed)


async def test_a_student_without_a_case_can_be_referred_and_one_with_a_case_is_opened(town: Town) -> None:
    world = town.world
    await world.refer(world.students[1])
    browser = await town.browser(world.counselor)
    answer = await browser.send("/students", "/students", {"words": "noah"})
    assert f'href="/mentees/{world.students[1]}"' in answer.text
    assert "A case is open" in words(answer)
    answer = await browser.send("/students", "/students", {"words": "ava"})
    assert f'href="/mentees/{world.students[0]}/cases/new"' in answer.text
    assert "No open case" in words(answer)


async def test_a_closed_case_is_found_and_said_to_be_closed_by_whoever_may_read_it(town: Town) -> None:
    world = town.world
    episode, _ = await world.mentored()
    await world.close(episode)
    for person in (world.counselor, world.clinical):
        answer = await (await town.browser(person)).send("/students", "/students", {"words": "ava"})
        assert "The case is closed Open the closed case" in words(answer)
        assert f'href="/mentees/{world.students[0]}"' in answer.text
    teacher = await world.person("Paul", "Adeyemi", Role.TEACHER)
    answer = await (await town.browser(teacher)).send("/students", "/students", {"words": "ava"})
    assert "closed" not in words(answer)
    assert f'href="/mentees/{world.students[0]}"' not in answer.text


async def test_a_clinical_supervisor_reads_why_they_cannot_refer(town: Town) -> None:
    browser = await town.browser(town.world.clinical)
    answer = await browser.send("/students", "/students", {"words": "ava"})
    assert "Only a school counselor or a teacher of the student’s site may refer a student." in unescape(
        words(answer)
    )
    assert "/cases/new" not in answer.text


async def test_students_of_another_school_are_not_found(town: Town) -> None:
    await put(town, "Zoë", "Núñez", "Z-77", site="other_site_id")
    assert "Nobody of that name" in await found(town, "nunez")
    assert "Nobody of that name" in await found(town, "Z-77")


async def test_nothing_typed_is_asked_for_again(town: Town) -> None:
    browser = await town.browser(town.world.counselor)
    answer = await browser.send("/students", "/students", {"words": "  "})
    assert answer.status_code == 422
    assert "Type a name or a student number." in words(answer)
    assert errors(answer) == ["words"]


async def test_what_was_typed_stays_in_the_field_and_out_of_the_address(town: Town) -> None:
    browser = await town.browser(town.world.counselor)
    answer = await browser.send("/students", "/students", {"words": "nobody <b>"})
    assert 'value="nobody &lt;b&gt;"' in answer.text
    assert answer.url.query == b""


async def test_looking_for_students_is_kept_without_what_was_typed(town: Town) -> None:
    await found(town, "ava")
    ((payload, actor),) = await town.world.rows(
        "SELECT payload::text, actor_id FROM app.audit_event WHERE org_id = :org_id AND action = 'found_students'"
    )
    assert actor == town.world.counselor
    assert "ava" not in payload.lower()
    assert "1" in payload


@pytest.mark.parametrize("typed", ["ohara", "O’Hara", "o'hara", "Hara-Quinn, Zoe", "quinn"])
async def test_apostrophes_hyphens_and_commas_do_not_matter(town: Town, typed: str) -> None:
    await put(town, "Zoë", "O'Hara-Quinn", "Z-78")
    await put(town, "Zoë", "Hara-Quinn", "Z-79")
    assert "Zoë" in await found(town, typed)


async def test_a_student_is_found_by_the_preferred_name_and_by_the_legal_one(town: Town) -> None:
    world = town.world
    await world.plant(
        f"UPDATE app.person SET preferred_name = 'Robin', search_name = '{search_name('Ava', 'Bennett', 'Robin')}'"
        f" WHERE org_id = $1 AND id = '{world.students[0]}'"
    )
    for typed in ("robin", "bennett robin", "ava bennett"):
        assert "Robin Bennett In the roster: Ava Bennett" in await found(town, typed)


async def test_namesakes_are_told_apart_by_grade_and_homeroom(town: Town) -> None:
    world = town.world
    await put(town, "Ava", "Bennett", "Z-80")
    await world.plant("UPDATE app.student SET homeroom = 'Room 204' WHERE org_id = $1 AND number = 'S-1'")
    await world.plant("UPDATE app.student SET homeroom = '31' WHERE org_id = $1 AND number = 'Z-80'")
    said = await found(town, "ava bennett")
    assert "Ava Bennett Grade 7 · Oak Middle · Room 204 · No. S-1" in said
    assert "Ava Bennett Grade 8 · Oak Middle · Homeroom 31 · No. Z-80" in said


async def test_whoever_left_is_found_by_the_number_alone_and_not_referred(town: Town) -> None:
    await town.world.plant(
        "UPDATE app.student SET left_on = '2026-01-09' WHERE org_id = $1 AND number = 'S-1'"
    )
    assert "Nobody of that name" in await found(town, "bennett")
    said = await found(town, "s-1")
    assert "No. S-1 · left on" in said
    assert "Students who left are not referred." in said


async def test_at_most_fifty_are_listed_and_it_is_said_when_there_are_more(town: Town) -> None:
    world = town.world
    await world.plant(
        "INSERT INTO app.person (org_id, id, given_name, family_name, search_name, recorded_at)"
        " SELECT $1, gen_random_uuid(), 'Kit', 'Many', 'kit many', now() FROM generate_series(1, 50)"
    )
    await world.plant(
        "INSERT INTO app.student (org_id, person_id, site_id, grade, recorded_at)"
        f" SELECT $1, id, '{world.site_id}', '08', now() FROM app.person WHERE org_id = $1 AND family_name = 'Many'"
    )
    said = await found(town, "many")
    assert "50 students found" in said
    assert "More students" not in said
    await put(town, "Kit", "Many", "Z-81")
    said = await found(town, "many")
    assert "50 students found" in said
    assert "More students bear this name than the 50 that are shown." in said


@pytest.mark.parametrize("who", ["counselor", "clinical"])
async def test_every_page_of_those_who_may_look_has_the_field(town: Town, who: str) -> None:
    browser = await town.browser(getattr(town.world, who))
    for page in ("/", "/policies", "/help"):
        answer = await browser.get(page)
        assert answer.text.count('role="search"') == 1, page
        token = answer.text.split('role="search"')[1].split('name="csrf_token" value="')[1].split('"')[0]
        said = words(await browser.post("/students", {"csrf_token": token, "words": "ava"}))
        assert "Ava Bennett" in said


@pytest.mark.parametrize("who", ["mentor", "direct", "administrator"])
async def test_no_page_of_anybody_else_has_it(town: Town, who: str) -> None:
    browser = await town.browser(getattr(town.world, who))
    assert 'role="search"' not in (await browser.get("/")).text


@pytest.mark.parametrize("who", ["mentor", "direct", "administrator"])
async def test_nobody_else_looks_for_students(town: Town, who: str) -> None:
    browser = await town.browser(getattr(town.world, who))
    assert (await browser.get("/students")).status_code == 403
    token = (await browser.get("/")).text.split('name="csrf_token" value="')[1].split('"')[0]
    answer = await browser.post("/students", {"csrf_token": token, "words": "ava"})
    assert answer.status_code == 403
    assert "Bennett" not in answer.text
