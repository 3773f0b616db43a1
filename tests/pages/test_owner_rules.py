"""Does an administrator see who gets whom, and is nothing lost that they typed?"""

import pytest

from tests.pages.case_pages import Fields, Town, errors, has_every_target, words


def filled(town: Town, **changes: str) -> Fields:
    return {
        "site_id": str(town.world.site_id),
        "grades": "7, 8",
        "surnames_from": "A",
        "surnames_to": "K",
        "owner_id": str(town.world.counselor),
        **changes,
    }


async def test_a_rule_is_set_and_stands_there_in_words(town: Town) -> None:
    browser = await town.browser(town.world.administrator)
    before = words(await browser.get("/owner-rules"))
    assert "No rule names 3 students: a counselor who refers keeps the case, and Sam Rivera gets" in before
    answer = await browser.send("/owner-rules", "/owner-rules", filled(town))
    assert answer.headers["location"] == "/owner-rules"
    said = words(await browser.get("/owner-rules"))
    assert "Sam Rivera Grade 7, 8 · Surnames A to K 2 students now" in said
    assert "No rule names one student" in said
    await browser.send(
        "/owner-rules", "/owner-rules", filled(town, grades="", surnames_from="", surnames_to="")
    )
    said = words(await browser.get("/owner-rules"))
    assert "Everybody else One student now" in said
    assert "Every student of this school has somebody." in said


async def test_a_rule_is_ended_with_one_button(town: Town) -> None:
    await town.world.own(town.world.counselor, "7")
    browser = await town.browser(town.world.administrator)
    ((rule,),) = await town.world.rows("SELECT id FROM app.owner_rule WHERE org_id = :org_id")
    answer = await browser.send("/owner-rules", f"/owner-rules/{rule}/ending", {})
    assert answer.status_code == 303
    assert "Grade 7" not in words(await browser.get("/owner-rules"))


async def test_a_clash_comes_back_with_everything_that_was_typed(town: Town) -> None:
    await town.world.own(town.world.counselor, "8")
    browser = await town.browser(town.world.administrator)
    answer = await browser.send("/owner-rules", "/owner-rules", filled(town))
    assert answer.status_code == 422
    assert errors(answer) == ["grades"]
    assert has_every_target(answer)
    for typed in ('value="7, 8"', 'value="A"', 'value="K"'):
        assert typed in answer.text
    assert answer.text.count(" selected") == 2


@pytest.mark.parametrize(
    ("missing", "field"), [("site_id", "site_id"), ("owner_id", "owner_id"), ("surnames_to", "surnames_to")]
)
async def test_what_is_missing_is_said_at_its_field(town: Town, missing: str, field: str) -> None:
    browser = await town.browser(town.world.administrator)
    answer = await browser.send("/owner-rules", "/owner-rules", filled(town, **{missing: ""}))
    assert answer.status_code == 422
    assert errors(answer) == [field]
    assert await town.count("owner_rule") == 0


async def test_a_school_where_nobody_works_says_so(town: Town) -> None:
    await town.world.plant(
        "UPDATE app.appointment SET ended_at = starts_at + interval '1 minute'"
        " WHERE org_id = $1 AND role IN ('counselor', 'clinical_supervisor')"
    )
    browser = await town.browser(town.world.administrator)
    said = words(await browser.get("/owner-rules"))
    assert "3 students have nobody." in said
    assert "Nobody could look after a student yet" in said


@pytest.mark.parametrize("who", ["counselor", "clinical", "direct", "mentor", "stranger"])
async def test_nobody_else_sees_or_sets_the_rules(town: Town, who: str) -> None:
    rule = await town.world.own(town.world.counselor)
    browser = await town.browser(getattr(town.world, who))
    assert (await browser.get("/owner-rules")).status_code == 403
    token = (await browser.get("/")).text.split('name="csrf_token" value="')[1].split('"')[0]
    sent = {"csrf_token": token, "form_key": "a" * 22}
    assert (await browser.post("/owner-rules", {**filled(town), **sent})).status_code == 403
    ended = await browser.post(f"/owner-rules/{rule}/ending", {**sent, "form_key": "b" * 22})
    assert ended.status_code == 403
    assert await town.count("owner_rule") == 1
