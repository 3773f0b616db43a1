"""Can a counselor keep a mentor free while consent is out, for longer, and let them go?"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from tests.pages.case_pages import Town, words
from tests.web import hidden_fields


@pytest.fixture
async def episode(town: Town) -> UUID:
    return await town.world.refer()


def path(town: Town) -> str:
    return f"/mentees/{town.world.students[0]}"


async def test_the_chosen_mentor_is_kept_with_one_button_of_the_same_form(town: Town, episode: UUID) -> None:
    world = town.world
    browser = await town.browser(world.counselor)
    page = await browser.get(f"{path(town)}/matches/new")
    assert f'formaction="{path(town)}/reservations"' in page.text
    assert "Keep Luis Vega free until" in words(page)
    sent = {
        **hidden_fields(page.text),
        "mentor_id": str(world.journey_mentor),
        "place": "Library",
        "words": "",
    }
    answer = await browser.post(f"{path(town)}/reservations", sent)
    assert answer.status_code == 303
    assert "The mentor is kept free." in words(await browser.get(answer.headers["location"]))
    page = await browser.get(f"{path(town)}/matches/new")
    assert "Luis Vega is reserved until" in words(page)
    assert "Reserved for this mentee until" in words(page)
    assert "formaction=" not in page.text.replace(f'formaction="{path(town)}/matches/plan"', "")


async def test_a_place_that_is_kept_is_shown_as_taken_to_others_and_names_nobody(
    town: Town, episode: UUID
) -> None:
    world = town.world
    await world.set_terms(world.mentor, most_mentees=1)
    await world.reserve(episode)
    await world.refer(world.students[1])
    browser = await town.browser(world.counselor)
    page = words(await browser.get(f"/mentees/{world.students[1]}/matches/new"))
    assert "Priya Nair has no room: takes 1, has 0 and 1 reserved." in page
    assert "Ava" not in page


async def test_it_is_released_and_kept_longer_by_buttons(town: Town, episode: UUID) -> None:
    world = town.world
    await world.reserve(episode, at=world.now)
    browser = await town.browser(world.counselor)
    page = await browser.get(f"{path(town)}/reservations")
    assert "Priya Nair is reserved until" in words(page)
    assert "Release Priya Nair" in words(page)
    answer = await browser.send(f"{path(town)}/reservations", f"{path(town)}/reservations/release", {})
    assert answer.status_code == 303
    page = await browser.get(f"{path(town)}/reservations")
    assert "Keep Priya Nair free" in words(page)
    assert "is reserved until" not in words(page)


async def test_one_that_began_before_today_may_be_kept_longer(town: Town) -> None:
    world = town.world
    world.now = datetime.now(UTC) - timedelta(hours=1)
    episode = await world.refer()
    await world.reserve(episode)
    await world.plant("UPDATE app.reservation SET until_on = until_on - 3 WHERE org_id = $1")
    browser = await town.browser(world.counselor)
    page = await browser.get(f"{path(town)}/reservations")
    assert "Keep Priya Nair free until" in words(page)
    sent = {**hidden_fields(page.text), "mentor_id": str(world.mentor)}
    assert (await browser.post(f"{path(town)}/reservations", sent)).status_code == 303
    ((open_ones,),) = await world.rows(
        "SELECT count(*) FROM app.reservation WHERE org_id = :org_id AND ended_at IS NULL"
    )
    assert open_ones == 1


async def test_who_cannot_be_kept_is_said_on_the_same_page(town: Town, episode: UUID) -> None:
    world = town.world
    browser = await town.browser(world.counselor)
    page = await browser.get(f"{path(town)}/reservations")
    await world.set_terms(world.mentor, most_mentees=0)
    sent = {**hidden_fields(page.text), "mentor_id": str(world.mentor)}
    answer = await browser.post(f"{path(town)}/reservations", sent)
    assert answer.status_code == 422
    assert "Priya Nair has no room: takes 0, has 0." in words(answer)
    assert 'id="mentor_id"' in answer.text


async def test_where_everybody_is_full_the_page_says_what_to_do(town: Town, episode: UUID) -> None:
    world = town.world
    for mentor in (world.mentor, world.journey_mentor):
        await world.set_terms(mentor, most_mentees=0)
    browser = await town.browser(world.counselor)
    assert "Nobody can be kept free now" in words(await browser.get(f"{path(town)}/reservations"))


async def test_a_mentor_keeps_nobody_and_a_stranger_finds_nothing(town: Town, episode: UUID) -> None:
    world = town.world
    await world.assign(episode)
    for who, status in ((world.mentor, 403), (world.stranger, 404), (world.journey_mentor, 404)):
        browser = await town.browser(who)
        assert (await browser.get(f"{path(town)}/reservations")).status_code == status


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ("lives", "Priya Nair is kept free until"),
        ("ran out", "Priya Nair was kept free. It ran out on"),
        ("released", "Priya Nair was kept free and released on"),
        ("assigned", "Priya Nair was kept free and assigned on"),
    ],
)
async def test_what_has_become_of_it_stands_on_the_case_and_no_mentor_reads_it(
    town: Town, episode: UUID, act: str, said: str
) -> None:
    world = town.world
    await world.reserve(episode)
    if act == "ran out":
        await world.plant("UPDATE app.reservation SET until_on = until_on - 60 WHERE org_id = $1")
    if act == "released":
        await world.release(episode)
    if act == "assigned":
        await world.assign(episode)
    browser = await town.browser(world.counselor)
    assert said in words(await browser.get(path(town)))
    if act == "assigned":
        mentor = await town.browser(world.mentor)
        assert "kept free" not in words(await mentor.get(path(town)))
