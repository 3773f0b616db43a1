"""Is it said and taken back who is not to be matched, and is the reason shown to those alone who may know it?"""

from uuid import UUID

import pytest

from tests.pages.case_pages import Town, errors, has_every_target, words

SECRET = "Her uncle."


@pytest.fixture
async def episode(town: Town) -> UUID:
    return (await town.world.mentored())[0]


def path(town: Town) -> str:
    return f"/mentees/{town.world.students[0]}/conflicts"


async def test_a_conflict_is_declared_and_the_mentor_is_offered_no_more(town: Town, episode: UUID) -> None:
    world = town.world
    browser = await town.browser(world.counselor)
    fields = {"mentor_id": str(world.journey_mentor), "reason": "other", "words": SECRET}
    answer = await browser.send(f"{path(town)}/new", path(town), fields)
    assert answer.status_code == 303
    page = await browser.get(answer.headers["location"])
    assert f"Luis Vega Another reason: {SECRET}" in words(page)
    assert f'<option value="{world.journey_mentor}"' not in page.text
    assigning = words(await browser.get(f"/mentees/{world.students[0]}/matches/new"))
    assert "Luis Vega is not available for this mentee." in assigning
    assert SECRET in assigning, "the counselor may know why"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        pytest.param({}, ["mentor_id", "reason"], id="nothing"),
        pytest.param({"mentor_id": "?", "reason": "related"}, ["mentor_id"], id="nobody"),
        pytest.param({"reason": "other"}, ["reason"], id="another reason without words"),
    ],
)
async def test_what_is_missing_is_said_at_its_field(
    town: Town, episode: UUID, fields: dict[str, str], wrong: list[str]
) -> None:
    world = town.world
    browser = await town.browser(world.counselor)
    named = {"mentor_id": str(world.journey_mentor)} if fields and "mentor_id" not in fields else {}
    answer = await browser.send(f"{path(town)}/new", path(town), {**named, **fields})
    assert answer.status_code == 422
    assert errors(answer) == wrong
    assert has_every_target(answer)
    assert await town.count("mentor_conflict") == 0


async def test_a_direct_supervisor_sees_that_and_not_why(town: Town, episode: UUID) -> None:
    world = town.world
    await world.conflict(episode, world.journey_mentor, reason="other", words=SECRET)
    browser = await town.browser(world.direct)
    for address in (f"/mentees/{world.students[0]}/matches/new", f"{path(town)}/new"):
        page = await browser.get(address)
        assert page.status_code == 200
        assert SECRET not in page.text
        assert "Withdraw" not in words(page)
    assert "Luis Vega is not available for this mentee." in words(
        await browser.get(f"/mentees/{world.students[0]}/matches/new")
    )


async def test_a_conflict_is_withdrawn_by_a_button(town: Town, episode: UUID) -> None:
    world = town.world
    conflict = await world.conflict(episode, world.journey_mentor)
    browser = await town.browser(world.counselor)
    answer = await browser.send(f"{path(town)}/new", f"{path(town)}/{conflict}/withdrawal", {})
    assert answer.status_code == 303
    page = await browser.get(answer.headers["location"])
    assert "The conflict is withdrawn." in words(page)
    assert "They are related" in words(page), "as a choice"
    assert "Withdraw:" not in words(page)


async def test_a_mentor_declares_nothing_and_reads_nothing(town: Town, episode: UUID) -> None:
    world = town.world
    await world.conflict(episode, reason="other", words=SECRET)
    browser = await town.browser(world.mentor)
    answer = await browser.get(f"{path(town)}/new")
    assert answer.status_code == 403
    assert SECRET not in answer.text
    page = await browser.get(f"/mentees/{world.students[0]}")
    assert SECRET not in page.text
