"""Do mentee and mentor set goals together, does the mentor see them while logging, and does no other mentor?"""

import pytest

from tests.pages.case_pages import Town, errors, has_every_target, is_checked, words
from tests.web import hidden_fields

GOAL = "Get to <b>school</b> on time three days a week."


async def test_a_goal_is_set_by_its_mentor_and_stands_beside_the_plan_and_the_log(town: Town) -> None:
    _, match = await town.world.mentored()
    mentor, path = await town.browser(town.world.mentor), f"/matches/{match}/goals"
    assert "No goal yet." in words(await mentor.get(path))
    sent = await mentor.send(path, path, {"words": GOAL, "set_with": ["mentee", "guardian"]})
    assert (sent.status_code, sent.headers["location"]) == (303, path)
    for page in (path, f"/matches/{match}", f"/matches/{match}/sessions/new"):
        assert "Get to &lt;b&gt;school&lt;/b&gt; on time" in (await mentor.get(page)).text, page
    assert "A guardian" in words(await (await town.browser(town.world.counselor)).get(path))


async def test_a_goal_is_set_with_the_young_person_or_not_at_all(town: Town) -> None:
    _, match = await town.world.mentored()
    mentor, path = await town.browser(town.world.mentor), f"/matches/{match}/goals"
    for set_with in ("", "mentor"):
        faulty = await mentor.send(path, path, {"words": GOAL, "set_with": set_with})
        assert faulty.status_code == 422
        assert errors(faulty) == ["set_with"]
        assert has_every_target(faulty)
        assert "on time three days a week.</textarea>" in faulty.text
    assert is_checked(faulty, "set_with", "mentor")
    faulty = await mentor.send(path, path, {"words": " ", "set_with": "mentee"})
    assert errors(faulty) == ["words"]
    assert await town.count("match_goal") == 0


async def test_a_goal_ends_once_and_is_then_read_and_not_asked(town: Town) -> None:
    _, match = await town.world.mentored()
    goal = await town.world.goal(match, GOAL)
    mentor, path = await town.browser(town.world.mentor), f"/matches/{match}/goals"
    wrong = await mentor.send(path, f"/goals/{goal}/end", {"outcome": "given up"})
    assert wrong.status_code == 422
    again = hidden_fields((await mentor.get(path)).text)
    ended = await mentor.send(path, f"/goals/{goal}/end", {"outcome": "partly"})
    assert ended.status_code == 303
    assert "Reached in part" in words(await mentor.get(path))
    assert "on time" not in words(await mentor.get(f"/matches/{match}/sessions/new"))
    late = await mentor.post(f"/goals/{goal}/end", {**again, "outcome": "dropped"})
    assert late.status_code == 409
    ((outcome,),) = await town.world.rows("SELECT outcome FROM app.match_goal")
    assert outcome == "partly"


@pytest.mark.parametrize("who", ["journey_mentor", "stranger", "administrator"])
async def test_whoever_does_not_look_after_them_finds_no_goal(town: Town, who: str) -> None:
    _, match = await town.world.mentored()
    goal = await town.world.goal(match, GOAL)
    browser, path = await town.browser(getattr(town.world, who)), f"/matches/{match}/goals"
    assert (await browser.get(path)).status_code == 404
    own = hidden_fields((await browser.get("/help")).text)
    for address in (path, f"/goals/{goal}/end"):
        fields = {**own, "form_key": "a" * 22, "words": "x", "set_with": "mentee", "outcome": "dropped"}
        assert (await browser.post(address, fields)).status_code == 404
    ((count,),) = await town.world.rows("SELECT count(*) FROM app.match_goal WHERE outcome IS NULL")
    assert count == 1
