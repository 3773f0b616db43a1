"""Can a closure be declared, a break be prepared and a year be begun in a browser, each by whom it is for?"""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.pages.case_pages import Fields, Town, errors, has_every_target, words
from tests.web import stands_in

TODAY = datetime.now(UTC).date()


def a_monday() -> date:
    """The Monday of next week: a break that begins then is near."""
    return TODAY + timedelta(days=7 - TODAY.weekday())


def filled(town: Town, first: date, last: date | None = None, /, **changes: str) -> Fields:
    fields = {"site_id": str(town.world.site_id), "name": "Winter break"}
    for name, day in (("first_on", first), ("last_on", last)):
        parts = {"month": "", "day": "", "year": ""} if day is None else {
            "month": str(day.month), "day": str(day.day), "year": str(day.year)
        }  # fmt: skip
        fields |= {f"{name}_{part}": value for part, value in parts.items()}
    return {**fields, **changes}


async def declared(town: Town) -> None:
    """A break of two weeks that begins next Monday."""
    await town.world.close_school(a_monday(), a_monday() + timedelta(days=11), name="Winter break")


async def worried(town: Town) -> None:
    episode, _ = await town.world.mentored()
    await town.world.worry(episode, "other_now")


async def test_an_administrator_declares_a_break_and_it_stands_there(town: Town) -> None:
    browser = await town.browser(town.world.administrator)
    sent = filled(town, a_monday(), a_monday() + timedelta(days=11))
    answer = await browser.send("/school-year", "/school-year/closures", sent)
    assert answer.headers["location"] == "/school-year"
    assert "Winter break" in words(await browser.get("/school-year"))


async def test_a_snow_day_is_one_day(town: Town) -> None:
    browser = await town.browser(town.world.administrator)
    sent = filled(town, TODAY, name="Snow day")
    await browser.send("/school-year", "/school-year/closures", sent)
    assert await town.world.rows("SELECT first_on, last_on FROM app.closure WHERE name = 'Snow day'") == [
        (TODAY, TODAY)
    ]


@pytest.mark.parametrize(
    ("missing", "field"), [("site_id", "site_id"), ("name", "name"), ("first_on_day", "first_on")]
)
async def test_what_is_missing_is_said_at_its_field_and_the_rest_is_kept(
    town: Town, missing: str, field: str
) -> None:
    browser = await town.browser(town.world.administrator)
    sent = filled(town, a_monday(), **{missing: ""})
    answer = await browser.send("/school-year", "/school-year/closures", sent)
    assert answer.status_code == 422
    assert errors(answer)[0].startswith(field)
    assert has_every_target(answer)
    assert missing == "name" or 'value="Winter break"' in answer.text


@pytest.mark.parametrize("who", ["counselor", "clinical", "direct"])
async def test_who_looks_after_cases_sees_the_year_and_changes_nothing(town: Town, who: str) -> None:
    browser = await town.browser(getattr(town.world, who))
    page = await browser.get("/school-year")
    assert page.status_code == 200
    assert "Declare a closure" not in page.text
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    sent = {**filled(town, a_monday()), "csrf_token": token, "form_key": "a" * 22}
    assert (await browser.post("/school-year/closures", sent)).status_code == 403
    assert (await browser.get(f"/school-year/roll-overs/{town.world.site_id}")).status_code == 403


@pytest.mark.parametrize("path", ["/school-year", "/school-year/before-break", "/school-year/first-day-back"])
async def test_a_mentor_sees_none_of_it(town: Town, path: str) -> None:
    browser = await town.browser(town.world.mentor)
    assert (await browser.get(path)).status_code == 403


async def test_the_home_page_leads_to_the_list_only_while_a_break_is_near(town: Town) -> None:
    people = [getattr(town.world, who) for who in ("counselor", "clinical", "direct", "administrator")]
    for person in people:
        assert "before-break" not in (await (await town.browser(person)).get("/")).text
    await declared(town)
    for person in people:
        assert "/school-year/before-break" in (await (await town.browser(person)).get("/")).text
    assert "before-break" not in (await (await town.browser(town.world.mentor)).get("/")).text


async def test_who_has_nobody_to_turn_to_stands_on_top_until_somebody_is_named(town: Town) -> None:
    await worried(town)
    await declared(town)
    browser = await town.browser(town.world.counselor)
    said = words(await browser.get("/school-year/before-break"))
    assert "One young person with a recent safety item has nobody to turn to." in said
    assert "A safety item is open" in said
    path = f"/mentees/{town.world.students[0]}/break-contacts"
    sent = {"person_id": str(town.world.clinical), "phone": "555 0144", "words": "Calls on Tuesday."}
    answer = await browser.send(f"{path}/new", path, sent)
    assert answer.headers["location"] == "/school-year/before-break"
    said = words(await browser.get("/school-year/before-break"))
    assert "Ruth Okafor , 555 0144 · Calls on Tuesday." in said
    assert "Everybody with a recent safety item has somebody to turn to." in said


async def test_a_contact_without_a_number_comes_back_with_what_was_typed(town: Town) -> None:
    await worried(town)
    await declared(town)
    browser = await town.browser(town.world.counselor)
    path = f"/mentees/{town.world.students[0]}/break-contacts"
    sent = {"person_id": str(town.world.clinical), "phone": "at home", "words": "Calls on Tuesday."}
    answer = await browser.send(f"{path}/new", path, sent)
    assert answer.status_code == 422
    assert errors(answer) == ["phone"]
    assert "Calls on Tuesday." in answer.text
    assert 'value="at home"' in answer.text


async def test_an_administrator_reads_numbers_and_no_name(town: Town) -> None:
    await worried(town)
    await declared(town)
    browser = await town.browser(town.world.administrator)
    page = await browser.get("/school-year/before-break")
    assert "One young person with a recent safety item has nobody to turn to." in words(page)
    assert not stands_in("Ava", page.text)
    assert "Bennett" not in page.text


@pytest.mark.parametrize("who", ["mentor", "stranger"])
async def test_nobody_else_names_a_contact(town: Town, who: str) -> None:
    await worried(town)
    await declared(town)
    browser = await town.browser(getattr(town.world, who))
    answer = await browser.get(f"/mentees/{town.world.students[0]}/break-contacts/new")
    assert answer.status_code == (403 if who == "mentor" else 404)


async def test_without_a_break_the_lists_say_when_they_are_there(town: Town) -> None:
    browser = await town.browser(town.world.counselor)
    assert "No break is near" in words(await browser.get("/school-year/before-break"))
    assert "No break has just ended" in words(await browser.get("/school-year/first-day-back"))


async def test_a_short_closure_is_named_with_the_reason_why_nothing_is_prepared_for_it(town: Town) -> None:
    await town.world.close_school(a_monday(), a_monday() + timedelta(days=1), name="Holiday")
    text = words(await (await town.browser(town.world.counselor)).get("/school-year/before-break"))
    assert "No break is near" in text
    assert "2 school days" in text
    assert "one is made for 5 closed school days or more in a row" in text


async def test_a_school_that_has_its_grades_is_not_offered_to_go_over(town: Town) -> None:
    text = words(await (await town.browser(town.world.administrator)).get("/school-year"))
    assert "Go over to a new school year" not in text
    assert "its grades are of this year" in text


async def old_school(town: Town) -> str:
    """The school and its students were here before this school year began."""
    await town.world.plant("UPDATE app.site SET recorded_at = '2020-01-01' WHERE org_id = $1")
    await town.world.plant("UPDATE app.student SET recorded_at = '2020-01-01' WHERE org_id = $1")
    return f"/school-year/roll-overs/{town.world.site_id}"


async def test_the_preview_says_what_the_button_then_does(town: Town) -> None:
    path = await old_school(town)
    browser = await town.browser(town.world.administrator)
    said = words(await browser.get(f"{path}?last=08"))
    assert "07 08 3" in said
    answer = await browser.send(f"{path}?last=08", path, {"last": "08"})
    assert answer.headers["location"] == "/school-year"
    assert await town.world.rows("SELECT DISTINCT grade FROM app.student") == [("08",)]
    assert "went over to" in words(await browser.get(path))
    assert path not in (await browser.get("/school-year")).text


async def test_the_preview_lists_the_leavers_and_says_of_nobody_that_there_is_a_case(town: Town) -> None:
    path = await old_school(town)
    await town.world.mentored()
    browser = await town.browser(town.world.administrator)
    said = words(await browser.get(path))
    assert "3 students are in the last grade" in said
    assert "One of them has an open case. Ava Bennett Noah Kim Mia Lopez" in said


async def test_a_school_that_began_this_year_says_why_there_is_no_button(town: Town) -> None:
    browser = await town.browser(town.world.administrator)
    page = await browser.get(f"/school-year/roll-overs/{town.world.site_id}")
    assert "began with Stepwise" in words(page)
    assert 'name="form_key"' not in page.text[page.text.index("<main") :]
