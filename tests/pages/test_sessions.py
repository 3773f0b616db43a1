"""Can a mentor log a session on a phone, and does a worry that cannot wait lead to somebody with a telephone?"""

import re
from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncEngine

from supervision.sessions_plan import SessionsPlan
from tests.conftest import Database
from tests.pages.case_pages import Town, errors, has_every_target, is_checked, town_on, words
from tests.web import hidden_fields
from triage.roles import Role

ZONE = ZoneInfo("America/Chicago")


@pytest.fixture
async def match(town: Town) -> UUID:
    return await town.world.assign(await town.world.refer())


def when(ago: timedelta = timedelta(minutes=30)) -> dict[str, str]:
    local = (datetime.now(UTC) - ago).astimezone(ZONE)
    return {
        "held_on_month": str(local.month),
        "held_on_day": str(local.day),
        "held_on_year": str(local.year),
        "held_time": f"{local:%H:%M}",
    }


MADE = {
    "met": "yes",
    "minutes": "45",
    "medium": "in_person",
    "topics": ["school_work", "friends"],
    "practice_check_in": "done",
    "practice_practise_skill": "adapted",
    "reason_practise_skill": "not_enough_time",
    "practice_review_goal": "not_planned",
    "worry": "no",
    "note": "Brought her drawings.",
}


async def test_a_made_session_is_logged_and_starts_the_step(town: Town, match: UUID) -> None:
    browser = await town.browser(town.world.mentor)
    path = f"/matches/{match}/sessions"
    answer = await browser.send(f"{path}/new", path, {**when(), **MADE})
    assert answer.status_code == 303, words(answer)
    assert answer.headers["location"] == f"/mentees/{town.world.students[0]}"
    ((topics, practices, step),) = await town.world.rows(
        "SELECT s.topics, s.practices::text, e.step FROM app.session s JOIN app.episode e ON e.id = s.episode_id"
        " WHERE s.org_id = :org_id"
    )
    assert topics == ["school_work", "friends"]
    assert step == "paraprofessional_mentor"
    assert "check_in" in practices
    assert "not_enough_time" in practices
    assert "review_goal" not in practices


async def test_a_missed_session_keeps_whose_cause_and_nothing_of_a_made_one(town: Town, match: UUID) -> None:
    browser = await town.browser(town.world.mentor)
    path = f"/matches/{match}/sessions"
    sent = {**when(), **MADE, "met": "no", "whose_cause": "illness"}
    assert (await browser.send(f"{path}/new", path, sent)).status_code == 303
    found = await town.world.rows(
        "SELECT was_made, whose_cause, minutes, topics FROM app.session WHERE org_id = :org_id"
    )
    assert found == [(False, "illness", None, [])]


async def test_a_log_that_cannot_be_taken_keeps_all_that_was_typed(town: Town, match: UUID) -> None:
    browser = await town.browser(town.world.mentor)
    path = f"/matches/{match}/sessions"
    sent = {
        **when(),
        **MADE,
        "minutes": "many",
        "practice_check_in": "dropped",
        "worry": "now",
        "said_now": "She said it at lunch.",
    }
    answer = await browser.send(f"{path}/new", path, sent)
    assert answer.status_code == 422
    assert errors(answer) == ["minutes", "reason_check_in", "now_kind"]
    assert has_every_target(answer)
    assert 'value="many"' in answer.text
    assert "She said it at lunch." in answer.text
    assert "Brought her drawings." in answer.text
    assert is_checked(answer, "topics", "friends")
    assert is_checked(answer, "practice_check_in", "dropped")
    assert is_checked(answer, "practice_practise_skill", "adapted")
    assert is_checked(answer, "worry", "now")
    assert await town.count("session") == 0


async def test_nothing_answered_is_asked_for_field_by_field(town: Town, match: UUID) -> None:
    browser = await town.browser(town.world.mentor)
    path = f"/matches/{match}/sessions"
    answer = await browser.send(f"{path}/new", path, {})
    assert answer.status_code == 422
    assert errors(answer) == ["held_on", "held_time", "met", "worry"]
    assert has_every_target(answer)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"topics": []}, "topics", id="a made session says what was done"),
        pytest.param({"medium": ""}, "medium", id="and how they met"),
        pytest.param({"topics": ["skydiving"]}, "topics", id="only topics of the list"),
        pytest.param({"held_time": "25:00"}, "held_time", id="a time that exists"),
        pytest.param({"held_on_year": "2099"}, "held_on", id="no day that has not come"),
        pytest.param({"met": "no"}, "whose_cause", id="a missed session has a cause"),
        pytest.param(
            {"reason_practise_skill": "other_text", "note": ""}, "note", id="another reason in words"
        ),
        pytest.param({"worry": "perhaps"}, "worry", id="worrying is answered in the words of the list"),
    ],
)
async def test_a_field_that_cannot_be_taken_is_named(
    town: Town, match: UUID, changed: dict[str, str | list[str]], field: str
) -> None:
    browser = await town.browser(town.world.mentor)
    path = f"/matches/{match}/sessions"
    answer = await browser.send(f"{path}/new", path, {**when(), **MADE, **changed})
    assert answer.status_code == 422
    assert errors(answer) == [field]
    assert has_every_target(answer)
    assert await town.count("session") == 0


@pytest.mark.parametrize("written", ["1:05 pm", "13:05", "1.05PM", "13.05"])
async def test_the_time_may_be_written_as_people_write_it(town: Town, match: UUID, written: str) -> None:
    browser = await town.browser(town.world.mentor)
    path = f"/matches/{match}/sessions"
    sent = {**when(), **MADE, "held_time": written, "minutes": ""}
    answer = await browser.send(f"{path}/new", path, sent)
    assert errors(answer) == ["minutes"]


async def test_only_day_time_length_and_medium_of_the_plan_are_filled_in(
    site: Litestar, module_database: Database, module_engine: AsyncEngine
) -> None:
    town = await town_on(site, module_database, module_engine, ago=timedelta(days=5))
    day = datetime.now(ZONE).date() - timedelta(days=1)
    while day.weekday() > 4:
        day -= timedelta(days=1)
    plan = SessionsPlan(day, time(13, 30), 7, 8, 35, "Room 12")
    match = await town.world.assign(await town.world.refer(), plan=plan)
    page = await (await town.browser(town.world.mentor)).get(f"/matches/{match}/sessions/new")
    assert "Room 12" in words(page)
    assert 'value="13:30"' in page.text
    assert 'value="35"' in page.text
    assert f'name="held_on_day" type="text" value="{day.day}"' in page.text
    ticked = re.findall(r"<input[^>]* checked[^>]*>", page.text)
    assert [one for one in ticked if 'name="medium"' not in one] == []
    assert "<option value selected" not in page.text
    assert not re.search(r'<option value="[^"]+" selected', page.text)


@pytest.mark.parametrize("kind", ["active_statement", "weapon", "other_now"])
async def test_a_worry_that_cannot_wait_shows_whom_to_call_and_to_stay(
    town: Town, match: UUID, kind: str
) -> None:
    browser = await town.browser(town.world.mentor)
    path = f"/matches/{match}/sessions"
    sent = {**when(), **MADE, "worry": "now", "now_kind": kind, "said_now": "Said it plainly."}
    answer = await browser.send(f"{path}/new", path, sent)
    assert answer.status_code == 303
    page = await browser.get(answer.headers["location"])
    text = words(page)
    assert "Stay with Ava Bennett" in text
    assert 'href="tel:5550101"' in page.text
    assert 'href="tel:988"' in page.text
    assert "Ruth Okafor has it on their list" in text
    assert "Said it plainly." in text
    assert "Nothing has left the school" in text


async def test_to_talk_over_asks_the_supervisor_and_calls_nobody(town: Town, match: UUID) -> None:
    browser = await town.browser(town.world.mentor)
    path = f"/matches/{match}/sessions"
    sent = {**when(), **MADE, "worry": "talk_over", "said_talk_over": "She is so quiet."}
    answer = await browser.send(f"{path}/new", path, sent)
    assert answer.headers["location"] == f"/mentees/{town.world.students[0]}"
    assert await town.world.rows("SELECT kind, said FROM app.concern WHERE org_id = :org_id") == [
        ("talk_over", "She is so quiet.")
    ]


async def test_the_same_form_twice_is_one_session_and_one_answer(town: Town, match: UUID) -> None:
    browser = await town.browser(town.world.mentor)
    path = f"/matches/{match}/sessions"
    hidden = hidden_fields((await browser.get(f"{path}/new")).text)
    sent = {**hidden, **when(), **MADE, "worry": "now", "now_kind": "other_now"}
    first, second = await browser.post(path, sent), await browser.post(path, sent)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["location"] == second.headers["location"]
    assert await town.count("session") == 1
    assert await town.count("concern") == 1


async def test_a_supervisor_logs_for_the_mentor_and_is_named(town: Town, match: UUID) -> None:
    browser = await town.browser(town.world.direct)
    path = f"/matches/{match}/sessions"
    world = town.world
    await world.log_made(match)
    assert "You log for Priya Nair" in words(await browser.get(f"{path}/new"))
    assert (await browser.send(f"{path}/new", path, {**when(), **MADE})).status_code == 303
    assert [name for (name,) in await world.rows(
        "SELECT DISTINCT p.given_name FROM app.session s JOIN app.person p ON p.id = s.logged_by"
        " WHERE s.org_id = :org_id"
    )] == ["Maya"]  # fmt: skip


async def test_nobody_else_logs_it(town: Town, match: UUID) -> None:
    world = town.world
    path = f"/matches/{match}/sessions/new"
    other = await world.person("Otto", "Berg", Role.MENTOR)
    assert (await (await town.browser(world.stranger)).get(path)).status_code == 404
    assert (await (await town.browser(other)).get(path)).status_code == 404
    assert (await (await town.browser(world.counselor)).get(path)).status_code == 403
    counselor = await town.browser(world.counselor)
    token = hidden_fields((await counselor.get(f"/mentees/{world.students[0]}/concerns/new")).text)
    refused = await counselor.post(path.removesuffix("/new"), {**token, **when(), **MADE})
    assert refused.status_code == 403
    assert await town.count("session") == 0


async def test_a_stranger_does_not_see_a_log(town: Town, match: UUID) -> None:
    session = await town.world.log_made(match)
    assert (await (await town.browser(town.world.stranger)).get(f"/sessions/{session}")).status_code == 404
    assert (await (await town.browser(town.world.mentor)).get(f"/sessions/{session}")).status_code == 200


async def test_what_a_mentor_sees_of_a_session_contains_no_score(town: Town, match: UUID) -> None:
    world = town.world
    session = await world.log_made(match, worry="now", now_kind="other_now", said="Something is wrong.")
    (episode,) = [one for (one,) in await world.rows("SELECT id FROM app.episode WHERE org_id = :org_id")]
    await world.phq_a(episode, total=17, item_9=1)
    browser = await town.browser(world.mentor)
    for path in (f"/sessions/{session}", f"/matches/{match}/sessions/new"):
        page = await browser.get(path)
        assert page.status_code == 200
        assert not re.search(r"PHQ|severe|\b17\b|item 9|R[0-9]\b", words(page)), path
