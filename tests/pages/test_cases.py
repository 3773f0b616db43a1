"""Can a counselor refer a student, and is nothing lost when something is missing?"""

from uuid import uuid4

import pytest

from tests.pages.case_pages import Town, errors, has_every_target, is_checked, words
from workflows.records.episodes import load_case_of_mentee

FILLED = {
    "reasons": ["low_mood", "withdrawal"],
    "noticed": "Cried in class on Monday & said <nobody> cares.",
    "how_soon": "this_week",
}


def path(town: Town) -> str:
    return f"/mentees/{town.world.students[0]}/cases"


async def test_a_referral_opens_a_case_and_leads_to_it(town: Town) -> None:
    browser = await town.browser(town.world.counselor)
    answer = await browser.send(f"{path(town)}/new", path(town), FILLED)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/mentees/{town.world.students[0]}"
    page = await browser.get(answer.headers["location"])
    assert "The case is open. Next: assign a mentor." in words(page)
    assert "Referred, this week: Low mood, Withdrawal from others" in words(page)
    assert "said &lt;nobody&gt; cares" in page.text


async def test_a_referral_to_an_open_case_says_that_it_was_added(town: Town) -> None:
    await town.world.refer()
    browser = await town.browser(town.world.counselor)
    form = await browser.get(f"{path(town)}/new")
    assert "A case is open already." in words(form)
    answer = await browser.send(f"{path(town)}/new", path(town), FILLED)
    assert "What you wrote was added to it." in words(await browser.get(answer.headers["location"]))
    assert await town.count("episode") == 1
    assert await town.count("referral_in") == 2


async def test_now_opens_an_escalation_and_moves_no_step(town: Town) -> None:
    browser = await town.browser(town.world.counselor)
    answer = await browser.send(f"{path(town)}/new", path(town), {**FILLED, "how_soon": "now"})
    said = words(await browser.get(answer.headers["location"]))
    assert "Call whoever is on call: nobody can say yet whether they have read it." in said
    assert "Next: assign a mentor." not in said
    async with town.world.acting(None) as tx:
        case = await load_case_of_mentee(tx, town.world.students[0])
    (item,) = await town.world.work(case.id, "escalation")
    assert case.step == "referred"
    assert item.owner_id == town.world.clinical


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ("reasons", "Choose at least one reason."),
        ("noticed", "Say what was noticed."),
        ("how_soon", "Say how soon somebody should look at this."),
    ],
)
async def test_what_is_missing_is_said_and_the_rest_is_kept(town: Town, missing: str, sentence: str) -> None:
    browser = await town.browser(town.world.counselor)
    fields = {name: typed for name, typed in FILLED.items() if name != missing}
    answer = await browser.send(f"{path(town)}/new", path(town), fields)
    assert answer.status_code == 422
    assert words(answer).count(sentence) == 2
    assert errors(answer) == [missing]
    assert has_every_target(answer)
    assert is_checked(answer, "reasons", "low_mood") == (missing != "reasons")
    assert is_checked(answer, "how_soon", "this_week") == (missing != "how_soon")
    assert ("said &lt;nobody&gt; cares" in answer.text) == (missing != "noticed")
    assert await town.count("episode") == 0


async def test_a_reason_that_nobody_offered_is_not_taken(town: Town) -> None:
    browser = await town.browser(town.world.counselor)
    answer = await browser.send(f"{path(town)}/new", path(town), {**FILLED, "reasons": ["made_up"]})
    assert answer.status_code == 422
    assert await town.count("episode") == 0


async def test_the_same_form_sent_twice_refers_once(town: Town) -> None:
    browser = await town.browser(town.world.counselor)
    hidden = (await browser.get(f"{path(town)}/new")).text
    fields = {
        name: hidden.split(f'name="{name}" value="')[-1].split('"')[0] for name in ("csrf_token", "form_key")
    }
    first = await browser.post(path(town), {**fields, **FILLED})
    second = await browser.post(path(town), {**fields, **FILLED})
    assert first.headers["location"] == second.headers["location"]
    assert await town.count("referral_in") == 1


@pytest.mark.parametrize("who", ["stranger", "mentor", "direct", "clinical", "administrator"])
async def test_nobody_else_refers(town: Town, who: str) -> None:
    counselor = await town.browser(town.world.counselor)
    browser = await town.browser(getattr(town.world, who))
    assert (await browser.get(f"{path(town)}/new")).status_code == 404
    key = (await counselor.get(f"{path(town)}/new")).text.split('name="form_key" value="')[1].split('"')[0]
    token = (await browser.get("/")).text.split('name="csrf_token" value="')[1].split('"')[0]
    answer = await browser.post(path(town), {"csrf_token": token, "form_key": key, **FILLED})
    assert answer.status_code == 404
    assert await town.count("episode") == 0


async def test_a_student_nobody_knows_is_not_there(town: Town) -> None:
    browser = await town.browser(town.world.counselor)
    assert (await browser.get(f"/mentees/{uuid4()}/cases/new")).status_code == 404


async def test_a_student_who_left_is_not_referred(town: Town) -> None:
    await town.world.plant("UPDATE app.student SET left_on = current_date WHERE org_id = $1")
    browser = await town.browser(town.world.counselor)
    page = await browser.get(f"/mentees/{town.world.students[0]}")
    assert "Left the roster" in words(page)
    assert "/cases/new" not in page.text
    answer = await browser.send(f"{path(town)}/new", path(town), FILLED)
    assert answer.status_code == 409


async def test_without_a_policy_nobody_fills_in_a_referral_that_would_be_refused(town: Town) -> None:
    await town.world.plant("DELETE FROM app.policy_version WHERE org_id = $1")
    browser = await town.browser(town.world.counselor)
    page = await browser.get(f"{path(town)}/new")
    assert "No escalation policy is in force." in words(page)
    assert 'name="noticed"' not in page.text
    assert 'href="tel:' in page.text
