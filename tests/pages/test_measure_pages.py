"""Is everybody who is to be measured on the list, and does a device go through all of it in one hand?"""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import httpx
import pytest

from care_steps.plan_changes import Asking
from tests.pages.case_pages import Town, errors, has_every_target, words
from tests.web import Browser
from tests.world import answers
from triage import instruments
from workflows.records.handovers import Handover, handover_of
from workflows.records.scope import scoped
from workflows.records.sign_ins import hash_of

LIST, FORM = "/measuring", "/handover"
CHANGE = {
    "instrument_id": "gad-7",
    "asking": "asked",
    "interval_days": "7",
    "asked_by": "direct_supervisor",
    "consent_basis": "guardian_written",
    "why": "Panics before tests.",
}


@pytest.fixture
async def episode(town: Town) -> UUID:
    return (await town.world.mentored())[0]


def plan(town: Town) -> str:
    return f"/mentees/{town.world.students[0]}/measures"


async def served(town: Town, browser: Browser) -> Handover | None:
    async with scoped(town.world.engine, hash_of(browser.http.cookies["__Host-stepwise"])) as tx:
        return handover_of(tx)


async def handed_over(town: Town) -> Browser:
    browser = await town.browser(town.world.counselor)
    answer = await browser.send(plan(town), f"{plan(town)}/handover", {})
    assert (answer.status_code, answer.headers["location"]) == (303, FORM)
    return browser


async def give_back(browser: Browser, instrument_id: str, total: int = 0, **changed: int) -> httpx.Response:
    extras = {extra.key: 0 for extra in instruments.load(instrument_id).extras}
    given = {**extras, **answers(instrument_id, total, **changed)}
    fields = {f"answer_{key}": str(value) for key, value in given.items()}
    return await browser.send(f"{FORM}?go=on", FORM, {**fields, "language": "en"})


# The list.


async def test_the_list_says_who_is_asked_what_by_whom_and_on_what_basis(town: Town, episode: UUID) -> None:
    page = await (await town.browser(town.world.counselor)).get(LIST)
    text = words(page)
    for said in (
        "Ava Bennett",
        "PHQ-A",
        "GAD-7",
        "asked by: School counselor",
        "Written consent",
        "due today",
    ):
        assert said in text, said
    assert "Hand the device to Ava Bennett: GAD-7, PHQ-A" in text


async def test_what_is_overdue_stands_first(town: Town, episode: UUID) -> None:
    world = town.world
    other, _ = await world.mentored(world.students[1])
    await world.plant(
        "UPDATE app.step_change SET effective_at = effective_at - interval '9 days' WHERE org_id = $1"
    )
    await world.phq_a(other, total=2)
    await world.gad_7(other, total=2)
    page = words(await (await town.browser(world.counselor)).get(LIST))
    assert page.index("Overdue") < page.index("Ava Bennett")
    assert "overdue since" in page
    assert "Noah Kim" not in page, "given, and not due within the week"


async def test_a_list_with_nothing_on_it_says_what_to_do(town: Town) -> None:
    browser = await town.browser(town.world.counselor)
    assert "Nobody you look after is in care yet" in words(await browser.get(LIST))
    assert "Nothing is to be measured this week." in words(await browser.get(f"{LIST}/print"))
    episode, _ = await town.world.mentored()
    await town.world.phq_a(episode, total=1)
    await town.world.gad_7(episode, total=1)
    assert "Nothing is to be measured this week" in words(await browser.get(LIST))


async def test_without_a_policy_the_list_says_who_has_to_publish_one(town: Town) -> None:
    await town.world.plant("DELETE FROM app.policy_version WHERE org_id = $1")
    assert "No escalation policy is in force" in words(
        await (await town.browser(town.world.counselor)).get(LIST)
    )


async def test_only_counselors_and_supervisors_are_led_to_the_list(town: Town, episode: UUID) -> None:
    world = town.world
    for person in (world.counselor, world.direct, world.clinical):
        browser = await town.browser(person)
        assert f'href="{LIST}"' in (await browser.get("/")).text
        assert "Ava Bennett" in words(await browser.get(LIST))
    for person in (world.mentor, world.administrator):
        browser = await town.browser(person)
        assert f'href="{LIST}"' not in (await browser.get("/")).text
        assert (await browser.get(LIST)).status_code == 403
        assert (await browser.get(f"{LIST}/print")).status_code == 403
    assert "Ava" not in words(await (await town.browser(world.stranger)).get(LIST))


async def test_the_sheet_has_a_box_for_each_form(town: Town, episode: UUID) -> None:
    page = await (await town.browser(town.world.counselor)).get(f"{LIST}/print")
    assert page.text.count("sw-ticks__box") == 4
    assert "Ava Bennett" in words(page)
    assert "printed by Sam Rivera" in words(page)


async def test_whoever_may_not_give_a_form_reads_why(town: Town, episode: UUID) -> None:
    await town.world.gad_7(episode, total=1)
    page = words(await (await town.browser(town.world.direct)).get(LIST))
    assert "trained screeners only" in page
    assert "Hand the device" not in page


# What could not be given.


async def test_what_could_not_be_asked_is_noted_with_its_reason_and_stays_due(
    town: Town, episode: UUID
) -> None:
    browser = await town.browser(town.world.counselor)
    path = f"{plan(town)}/phq-a/attempts"
    assert f'href="{path}/new"' in (await browser.get(LIST)).text or datetime.now(UTC).weekday() > 4
    asked = words(await browser.get(f"{path}/new"))
    assert "It is asked again on the next school day" in asked
    assert "the supervisor gets a task" in asked
    refused = await browser.send(f"{path}/new", path, {})
    assert (refused.status_code, errors(refused)) == (422, ["reason"])
    assert has_every_target(refused)
    answer = await browser.send(f"{path}/new", path, {"reason": "absent"})
    assert (answer.status_code, answer.headers["location"]) == (303, LIST)
    assert await town.count("measure_attempt") == 1
    page = words(await browser.get(LIST))
    assert "Not given today: The student was absent. It is asked again on" in page
    assert (await browser.get(f"{plan(town)}/who-5/attempts/new")).status_code == 404


# The plan.


async def test_a_plan_is_changed_with_a_reason_and_shows_its_history(town: Town, episode: UUID) -> None:
    browser = await town.browser(town.world.counselor)
    before = words(await browser.get(plan(town)))
    assert "as the policy says" in before
    assert "Nobody has changed it" in before
    answer = await browser.send(plan(town), plan(town), CHANGE)
    assert (answer.status_code, answer.headers["location"]) == (303, plan(town))
    text = words(await browser.get(plan(town)))
    for said in (
        "every 7 days",
        "changed for this student",
        "Panics before tests.",
        "asked by: Direct supervisor",
    ):
        assert said in text, said
    await browser.send(
        plan(town),
        plan(town),
        {"instrument_id": "gad-7", "asking": "not_asked", "why": "He asked us to stop."},
    )
    text = words(await browser.get(plan(town)))
    assert "GAD-7 is not asked any more" in text
    assert "He asked us to stop." in text


async def test_the_form_begins_with_the_plan_in_force(town: Town, episode: UUID) -> None:
    browser = await town.browser(town.world.clinical)
    page = await browser.get(f"{plan(town)}?form=phq-a")
    assert re.search(r'name="interval_days"[^>]*value="14"|value="14"[^>]*name="interval_days"', page.text)


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        pytest.param({"instrument_id": ""}, ["instrument_id"], id="no form"),
        pytest.param({"instrument_id": "c-ssrs"}, ["instrument_id"], id="a screener is no routine"),
        pytest.param({"asking": ""}, ["asking"], id="asked or not"),
        pytest.param({"interval_days": ""}, ["interval_days"], id="no days"),
        pytest.param({"interval_days": "0"}, ["interval_days"], id="zero days"),
        pytest.param({"asked_by": "mentor"}, ["asked_by"], id="a mentor asks"),
        pytest.param({"consent_basis": "category_excluded"}, ["consent_basis"], id="consent was refused"),
        pytest.param({"why": " "}, ["why"], id="no reason"),
    ],
)
async def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    town: Town, episode: UUID, changed: dict[str, str], fields: list[str]
) -> None:
    browser = await town.browser(town.world.counselor)
    answer = await browser.send(plan(town), plan(town), {**CHANGE, **changed})
    assert (answer.status_code, errors(answer)) == (422, fields)
    assert has_every_target(answer)
    if "why" not in changed:
        assert "Panics before tests." in answer.text
    assert await town.count("measure_plan") == 0


async def test_mentors_and_strangers_find_no_plan(town: Town, episode: UUID) -> None:
    world = town.world
    assert (await (await town.browser(world.mentor)).get(plan(town))).status_code == 403
    for person in (world.stranger, world.administrator):
        assert (await (await town.browser(person)).get(plan(town))).status_code == 404


async def test_before_care_the_plan_says_when_it_begins(town: Town) -> None:
    await town.world.refer()
    browser = await town.browser(town.world.counselor)
    assert "The plan begins with the first step of care" in words(await browser.get(plan(town)))
    assert "Plan of measures" not in words(await browser.get(plan(town).removesuffix("/measures")))


# The case.


async def test_the_case_shows_the_next_form_and_what_is_missing_to_judge(town: Town, episode: UUID) -> None:
    case = plan(town).removesuffix("/measures")
    browser = await town.browser(town.world.counselor)
    text = words(await browser.get(case))
    assert "due today asked by: School counselor · not given yet" in text
    assert "Hand the device to Ava: GAD-7, PHQ-A" in text
    assert "PHQ-A: 0 of 4 forms, 1 of 6 meetings; whether this step helps can be judged from" in text
    town.world.later(minutes=5)
    await town.world.phq_a(episode, total=3)
    await town.world.gad_7(episode, total=3)
    text = words(await browser.get(case))
    assert "given last on" in text
    assert "GAD-7: 1 of 4 forms" in text
    assert "Hand the device" not in text
    assert "Measures" not in words(await (await town.browser(town.world.mentor)).get(case))


# Several forms in one hand.


async def test_one_tap_hands_over_everything_that_is_due_one_form_after_the_other(
    town: Town, episode: UUID
) -> None:
    browser = await handed_over(town)
    first = words(await browser.get(FORM))
    assert "1 of 2" in first
    assert "Hi Ava" in first
    assert "answer_9" not in (await browser.get(FORM)).text, "what asks about safety comes last"
    assert (await give_back(browser, "gad-7", 9)).headers["location"] == FORM
    between = words(await browser.get(FORM))
    assert "2 of 2" in between
    assert "Take a breath" in between
    second = await browser.get(f"{FORM}?go=on")
    assert 'name="answer_9"' in second.text
    assert (await browser.get("/")).headers["location"] == FORM, "locked between the forms, too"
    assert (await browser.get(f"{FORM}/return")).headers["location"] == FORM
    await give_back(browser, "phq-a", 4)
    assert "Please give this back to Sam Rivera." in words(await browser.get(FORM))
    kept = await town.world.rows(
        "SELECT instrument_id, reason_asked, status, entered_how FROM app.administration"
        " WHERE org_id = :org_id ORDER BY recorded_at"
    )
    assert kept == [("gad-7", "planned", "scored", "device"), ("phq-a", "planned", "scored", "device")]


async def test_stopping_keeps_what_was_answered_and_the_rest_stays_due(town: Town, episode: UUID) -> None:
    browser = await handed_over(town)
    await give_back(browser, "gad-7", 9)
    await browser.send(FORM, FORM, {"stop": "yes"})
    assert "Please give this back" in words(await browser.get(FORM))
    assert await town.count("administration") == 1
    other = await town.browser(town.world.counselor)
    page = words(await other.get(LIST))
    assert "PHQ-A" in page
    assert "GAD-7" not in page


async def test_an_answer_about_safety_ends_in_the_same_calm_words(town: Town, episode: UUID) -> None:
    await town.world.gad_7(episode, total=1)
    await town.world.plan_measure(episode, "psc-17-youth", Asking(14, "counselor", "guardian_written"))
    browser = await handed_over(town)
    handover = await served(town, browser)
    assert handover is not None
    assert (handover.instrument_id, handover.following) == ("psc-17-youth", ("phq-a",))
    await give_back(browser, "psc-17-youth")
    await give_back(browser, "phq-a", item_9=2)
    text = words(await browser.get(FORM))
    assert "An adult at school will talk with you today." in text
    assert [one.action for one in await town.world.work(episode, "escalation")] == ["trained_interview"]


async def test_after_an_answer_that_calls_for_an_adult_nothing_else_is_asked(
    town: Town, episode: UUID
) -> None:
    """Were another form about safety still to come."""
    browser = await handed_over(town)
    await give_back(browser, "gad-7", 1)
    root = await town.world.database.superuser()
    try:
        await root.execute(
            'UPDATE sign_in.session SET serves = serves || \'{"following": ["gad-7"]}\' WHERE serves IS NOT NULL'
        )
    finally:
        await root.close()
    await give_back(browser, "phq-a", item_9=1)
    assert "Please give this back" in words(await browser.get(FORM))
    handover = await served(town, browser)
    assert handover is not None
    assert handover.is_given_back


async def test_a_page_of_the_form_before_enters_nothing_for_the_next(town: Town, episode: UUID) -> None:
    browser = await handed_over(town)
    before = await browser.get(FORM)
    hidden = dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', before.text))
    await give_back(browser, "gad-7", 9)
    stale = {**hidden, "form_key": "A" * 22, "answer_1": "3"}
    answer = await browser.post(FORM, stale)
    assert answer.status_code == 409
    assert await town.count("administration") == 1


async def test_the_untrained_and_strangers_hand_nothing_over(town: Town, episode: UUID) -> None:
    world = town.world
    await world.gad_7(episode, total=1)
    direct = await town.browser(world.direct)
    answer = await direct.send(plan(town), f"{plan(town)}/handover", {})
    assert answer.status_code == 403
    assert await served(town, direct) is None
    for person in (world.mentor, world.stranger):
        browser = await town.browser(person)
        page = f"/mentees/{world.students[0]}/concerns/new" if person == world.mentor else "/students"
        assert (await browser.send(page, f"{plan(town)}/handover", {"form_key": "A" * 22})).status_code == 404


async def test_unlocking_after_several_forms_leads_to_the_student(town: Town, episode: UUID) -> None:
    browser = await handed_over(town)
    await give_back(browser, "gad-7", 1)
    await give_back(browser, "phq-a", 1)
    handover = await served(town, browser)
    assert handover is not None
    assert (handover.of, handover.until_now) == (2, ("gad-7", "phq-a"))


async def test_a_sequence_has_time_for_each_form(town: Town, episode: UUID) -> None:
    browser = await handed_over(town)
    await give_back(browser, "gad-7", 1)
    root = await town.world.database.superuser()
    try:
        left = await root.fetchval(
            "SELECT idle_expires_at - now() FROM sign_in.session WHERE token_hash = $1",
            hash_of(browser.http.cookies["__Host-stepwise"]),
        )
    finally:
        await root.close()
    assert left > timedelta(minutes=50)
