"""Is an emergency move undone only by a clinical supervisor, only with a reason, and only while it is the last?"""

import pytest
from litestar import Litestar

from care_steps.steps import Step
from tests.pages.case_pages import signed_in
from tests.web import hidden_fields
from tests.world import World


def path_of(world: World) -> str:
    return f"/mentees/{world.students[0]}/undoings"


async def test_a_clinical_supervisor_undoes_it_with_a_reason(site: Litestar, world: World) -> None:
    episode, _ = await world.in_emergency()
    browser = await signed_in(site, world, world.clinical)
    html = (await browser.get(f"{path_of(world)}/new")).text
    assert "“Referral to a professional” back to “Paraprofessional mentor”" in html
    assert "1 open escalation ends with it." in html
    assert "An active statement was made, or a weapon or other means is at hand." in html
    answer = await browser.send(
        f"{path_of(world)}/new", path_of(world), {"words": "It was a line of a play; spoke with her."}
    )
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/decisions/")
    assert (await world.case(episode)).step is Step.MENTOR
    assert not await world.work(episode, "escalation")


async def test_nothing_is_undone_without_a_reason(site: Litestar, world: World) -> None:
    episode, _ = await world.in_emergency()
    browser = await signed_in(site, world, world.clinical)
    answer = await browser.send(f"{path_of(world)}/new", path_of(world), {"words": " \n "})
    assert answer.status_code == 422
    assert answer.text.count("Say why the emergency move is taken back.") == 2
    assert 'href="#words"' in answer.text
    assert (await world.case(episode)).step is Step.PROFESSIONAL


@pytest.mark.parametrize("who", ["counselor", "direct", "mentor"])
async def test_nobody_but_a_clinical_supervisor_comes_in(site: Litestar, world: World, who: str) -> None:
    episode, _ = await world.in_emergency()
    seen = await (await signed_in(site, world, world.clinical)).get(f"{path_of(world)}/new")
    browser = await signed_in(site, world, getattr(world, who))
    assert (await browser.get(f"{path_of(world)}/new")).status_code == 403
    own = hidden_fields((await browser.get("/help")).text)
    sent = {**hidden_fields(seen.text), **own, "words": "No."}
    assert (await browser.post(path_of(world), sent)).status_code == 403
    assert (await world.case(episode)).step is Step.PROFESSIONAL


async def test_for_a_stranger_there_is_nothing_to_undo(site: Litestar, world: World) -> None:
    await world.in_emergency()
    browser = await signed_in(site, world, world.stranger)
    assert (await browser.get(f"{path_of(world)}/new")).status_code == 404


async def test_where_the_last_move_was_no_emergency_the_page_says_so(site: Litestar, world: World) -> None:
    await world.mentored()
    browser = await signed_in(site, world, world.clinical)
    answer = await browser.get(f"{path_of(world)}/new")
    assert answer.status_code == 409
    assert "The last move of this case was no emergency." in answer.text


async def test_who_undoes_it_second_changes_nothing(site: Litestar, world: World) -> None:
    episode, _ = await world.in_emergency()
    browser = await signed_in(site, world, world.clinical)
    hidden = hidden_fields((await browser.get(f"{path_of(world)}/new")).text)
    await world.undo(episode)
    answer = await browser.post(path_of(world), {**hidden, "words": "Me too."})
    assert answer.status_code == 409
    assert (await world.case(episode)).step is Step.MENTOR
