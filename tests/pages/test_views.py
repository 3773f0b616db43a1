"""Can whoever looks after a mentee write down what is thought about the next step, and does nobody else read it?"""

import re

import pytest

from supervision.stated_views import Whose
from tests.pages.case_pages import Town, errors, has_every_target, is_checked, words
from tests.web import hidden_fields

SAID = "  «Quiero quedarme\n\n  con ella.» <b>No</b>  "


async def case_of(town: Town) -> tuple[str, str]:
    """A case about which a supervisor is asked: the page of its views, and of its decision."""
    episode, _ = await town.world.mentored()
    await town.world.worry(episode)
    (item,) = await town.world.work(episode, "recommendation")
    return f"/mentees/{town.world.students[0]}/views", f"/work/{item.id}/decisions/new"


async def test_a_view_is_written_down_and_leads_back_to_where_it_is_decided(town: Town) -> None:
    path, decision = await case_of(town)
    counselor = await town.browser(town.world.counselor)
    page = await counselor.get(f"{path}/new?whose=mentee")
    assert is_checked(page, "whose", "mentee")
    assert "Nobody was asked yet." in words(page)
    sent = await counselor.send(f"{path}/new", path, {"whose": "mentee", "words": SAID})
    assert (sent.status_code, sent.headers["location"]) == (303, decision)
    ((kept,),) = await town.world.rows("SELECT words FROM app.stated_view")
    assert kept == SAID
    again = await counselor.get(f"{path}/new")
    assert "&lt;b&gt;No&lt;/b&gt;" in again.text
    assert "by Sam Rivera" in words(again)
    assert "Quiero quedarme" in (await (await town.browser(town.world.clinical)).get(decision)).text


async def test_without_a_recommendation_it_leads_back_to_the_mentee(town: Town) -> None:
    await town.world.mentored()
    path = f"/mentees/{town.world.students[0]}"
    counselor = await town.browser(town.world.counselor)
    sent = await counselor.send(f"{path}/views/new", f"{path}/views", {"whose": "guardian", "words": "Yes."})
    assert sent.headers["location"] == path


async def test_what_is_missing_is_said_and_what_was_typed_is_kept(town: Town) -> None:
    path, _ = await case_of(town)
    counselor = await town.browser(town.world.counselor)
    faulty = await counselor.send(f"{path}/new", path, {"words": "She said yes."})
    assert faulty.status_code == 422
    assert errors(faulty) == ["whose"]
    assert "She said yes.</textarea>" in faulty.text
    faulty = await counselor.send(f"{path}/new", path, {"whose": "guardian", "words": "  "})
    assert errors(faulty) == ["words"]
    assert is_checked(faulty, "whose", "guardian")
    assert has_every_target(faulty)
    assert await town.count("stated_view") == 0


async def test_only_the_direct_supervisor_is_offered_their_own_view(town: Town) -> None:
    path, _ = await case_of(town)
    counselor = await town.browser(town.world.counselor)
    page = await counselor.get(f"{path}/new?whose=direct_supervisor")
    assert "Only the direct supervisor may say what the direct supervisor thinks." in words(page)
    assert re.search(r'<input[^>]*value="direct_supervisor"[^>]*disabled', page.text)
    refused = await counselor.send(f"{path}/new", path, {"whose": "direct_supervisor", "words": "Yes."})
    assert refused.status_code == 403
    direct = await town.browser(town.world.direct)
    sent = await direct.send(f"{path}/new", path, {"whose": "direct_supervisor", "words": "She is ready."})
    assert sent.status_code == 303


@pytest.mark.parametrize(("who", "status"), [("mentor", 403), ("stranger", 404), ("administrator", 404)])
async def test_mentors_and_strangers_read_and_write_no_view(town: Town, who: str, status: int) -> None:
    path, _ = await case_of(town)
    episode = (await town.world.rows("SELECT id FROM app.episode"))[0][0]
    await town.world.state(episode, Whose.MENTEE, "Only between us.")
    browser = await town.browser(getattr(town.world, who))
    page = await browser.get(f"{path}/new")
    assert page.status_code == status
    assert "Only between us." not in page.text
    theirs = hidden_fields((await (await town.browser(town.world.counselor)).get(f"{path}/new")).text)
    own = hidden_fields((await browser.get("/help")).text)
    sent = await browser.post(path, {**theirs, **own, "whose": "mentee", "words": "Yes."})
    assert sent.status_code == status
    assert await town.count("stated_view") == 1


async def test_the_look_at_the_views_is_kept(town: Town) -> None:
    path, _ = await case_of(town)
    await (await town.browser(town.world.counselor)).get(f"{path}/new")
    ((actor, mentee, *_),) = await town.world.audit("saw_stated_views")
    assert (actor, mentee) == (town.world.counselor, town.world.students[0])
