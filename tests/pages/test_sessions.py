"""Can a mentor log a session on a phone, and does a worry that cannot wait lead to somebody with a telephone?"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx
import pytest
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncEngine

from care_steps import codes
from supervision.sessions_plan import SessionsPlan
from tests.conftest import Database
from tests.pages.case_pages import Town, errors, has_every_target, is_checked, town_on, words
from tests.web import hidden_fields
from triage.roles import Role
from workflows.records.planned_sessions import next_planned, planned_to_log

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
    "place": "Room 12",
    "topics": ["school_work", "friends"],
    "plan": "different",
    "practice_check_in": "done",
    "practice_practise_skill": "adapted",
    "reason_practise_skill": "not_enough_time",
    "practice_review_goal": "not_planned",
    "worry": "no",
    "next": "stands",
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
    assert errors(answer) == ["reason_check_in", "minutes", "now_kind"]
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
    assert errors(answer) == ["held_on", "held_time", "met", "worry", "next"]
    assert has_every_target(answer)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"topics": []}, "topics", id="a made session says what was done"),
        pytest.param({"medium": ""}, "medium", id="and how they met"),
        pytest.param({"topics": ["skydiving"]}, "topics", id="only topics of the list"),
        pytest.param({"plan": ""}, "plan", id="whether it went as planned"),
        pytest.param(
            {"practice_practise_skill": "done"}, "practices", id="what was different is adapted or dropped"
        ),
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
    day = last_school_day()
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
    assert "You log for Priya Nair" in words(await browser.get(f"{path}/new"))
    sent = {**when(), **MADE, "is_another": "yes"}
    assert (await browser.send(f"{path}/new", path, sent)).status_code == 303
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
        # The clock and the calendar may say 17 as well.
        said = re.sub(r"\d+:\d+|[A-Z][a-z]+ \d+", "", words(page))
        assert not re.search(r"PHQ|severe|\b17\b|item 9|R[0-9]\b", said), path


def last_school_day() -> date:
    day = datetime.now(ZONE).date() - timedelta(days=1)
    while day.weekday() > 4:
        day -= timedelta(days=1)
    return day


@dataclass(frozen=True, slots=True)
class Weekly:
    """A town in which one session was planned for the last school day, and the next one a week later."""

    town: Town
    match: UUID
    first_on: date

    @property
    def path(self) -> str:
        return f"/matches/{self.match}/sessions"

    async def answers(self) -> list[tuple[Any, ...]]:
        return await self.town.world.rows(
            "SELECT number, said, planned_at FROM app.planned_session_answer WHERE org_id = :org_id ORDER BY number"
        )


@pytest.fixture
async def weekly(site: Litestar, module_database: Database, module_engine: AsyncEngine) -> Weekly:
    town = await town_on(site, module_database, module_engine, ago=timedelta(days=5))
    first_on = last_school_day()
    plan = SessionsPlan(first_on, time(13, 30), 7, 8, 35, "Room 12")
    match = await town.world.assign(await town.world.refer(), plan=plan)
    return Weekly(town, match, first_on)


AS_PLANNED = {"met": "yes", "topics": "friends", "plan": "all", "worry": "no", "next": "stands"}


def as_filled_in(page: httpx.Response) -> dict[str, str]:
    """What the page has filled in, as a browser would send it."""
    boxes = re.findall(r"<input[^>]*>", page.text)
    names = ("held_on_month", "held_on_day", "held_on_year", "held_time", "minutes", "place")
    found = {}
    for box in boxes:
        name, value = re.search(r'name="([^"]+)"', box), re.search(r'value="([^"]*)"', box)
        if name and value and (name[1] in names or (name[1] == "medium" and "checked" in box)):
            found[name[1]] = value[1]
    return found


async def test_a_session_as_planned_is_logged_by_five_answers(weekly: Weekly) -> None:
    browser = await weekly.town.browser(weekly.town.world.mentor)
    page = await browser.get(f"{weekly.path}/new")
    assert re.search(r"Did you meet Ava Bennett (today|on \w+, \w+ \d+) at 1:30.PM\?", words(page))
    answer = await browser.send(f"{weekly.path}/new", weekly.path, {**as_filled_in(page), **AS_PLANNED})
    assert answer.status_code == 303, words(answer)
    ((place, minutes, practices),) = await weekly.town.world.rows(
        "SELECT place, minutes, practices FROM app.session WHERE org_id = :org_id"
    )
    assert (place, minutes) == ("Room 12", 35)
    claimed = {one["practice"]: one["delivered"] for one in practices}
    assert claimed == dict.fromkeys((one.code for one in codes.load("practices").active), "done")
    assert [(number, said) for number, said, _ in await weekly.answers()] == [(2, "stands")]


async def test_all_as_planned_says_which_practices_that_claims(weekly: Weekly) -> None:
    page = words(await (await weekly.town.browser(weekly.town.world.mentor)).get(f"{weekly.path}/new"))
    claim = page[page.index("That says you did each of these as planned:") :]
    assert all(one.plain in claim for one in codes.load("practices").active)


async def test_the_next_session_is_answered_when_there_is_one(weekly: Weekly) -> None:
    browser = await weekly.town.browser(weekly.town.world.mentor)
    filled = as_filled_in(await browser.get(f"{weekly.path}/new"))
    answer = await browser.send(f"{weekly.path}/new", weekly.path, {**filled, **AS_PLANNED, "next": ""})
    assert errors(answer) == ["next"]
    assert has_every_target(answer)


async def test_a_moved_session_is_met_at_its_new_time_and_asked_about_then(weekly: Weekly) -> None:
    browser = await weekly.town.browser(weekly.town.world.mentor)
    to = weekly.first_on + timedelta(days=8 if weekly.first_on.weekday() < 4 else 10)
    moved = {
        "next": "moved",
        "next_on_month": str(to.month),
        "next_on_day": str(to.day),
        "next_on_year": str(to.year),
        "next_time": "9:15 AM",
    }
    filled = as_filled_in(await browser.get(f"{weekly.path}/new"))
    answer = await browser.send(f"{weekly.path}/new", weekly.path, {**filled, **AS_PLANNED, **moved})
    assert answer.status_code == 303, words(answer)
    at = datetime.combine(to, time(9, 15), ZONE)
    assert await weekly.answers() == [(2, "moved", at)]
    world = weekly.town.world
    assert "9:15" in words(await browser.get("/"))
    async with world.acting(world.mentor, at + timedelta(hours=1)) as tx:
        found = await planned_to_log(tx, weekly.match)
    assert found is not None
    assert (found.number, found.planned_at) == (2, at)


async def test_a_session_cannot_be_moved_to_where_nobody_meets(weekly: Weekly) -> None:
    browser = await weekly.town.browser(weekly.town.world.mentor)
    filled = as_filled_in(await browser.get(f"{weekly.path}/new"))
    sunday = weekly.first_on + timedelta(days=13 - weekly.first_on.weekday())
    for day in (weekly.first_on - timedelta(days=7), sunday):
        sent = {
            **filled,
            **AS_PLANNED,
            "next": "moved",
            "next_on_month": str(day.month),
            "next_on_day": str(day.day),
            "next_on_year": str(day.year),
            "next_time": "9:15",
        }
        answer = await browser.send(f"{weekly.path}/new", weekly.path, sent)
        assert errors(answer) == ["next_on"]
        assert has_every_target(answer)
    assert await weekly.answers() == []


async def test_a_session_of_which_nobody_can_say_yet_is_not_shown_as_the_next(weekly: Weekly) -> None:
    browser = await weekly.town.browser(weekly.town.world.mentor)
    filled = as_filled_in(await browser.get(f"{weekly.path}/new"))
    await browser.send(f"{weekly.path}/new", weekly.path, {**filled, **AS_PLANNED, "next": "canceled"})
    assert await weekly.answers() == [(2, "canceled", None)]
    world = weekly.town.world
    async with world.acting(world.mentor, datetime.now(UTC)) as tx:
        following = await next_planned(tx, weekly.match)
    assert following is not None
    assert following.number == 3
    ((agreed,),) = await world.rows("SELECT count(*) FROM app.planned_session WHERE org_id = :org_id")
    assert agreed == 8, "the agreed dose stays"


async def test_a_log_of_another_day_answers_for_the_planned_one(weekly: Weekly) -> None:
    browser = await weekly.town.browser(weekly.town.world.mentor)
    filled = as_filled_in(await browser.get(f"{weekly.path}/new"))
    answer = await browser.send(
        f"{weekly.path}/new", weekly.path, {**filled, **when(timedelta(minutes=5)), **AS_PLANNED}
    )
    assert answer.status_code == 303
    world = weekly.town.world
    async with world.acting(world.mentor, datetime.now(UTC)) as tx:
        assert await planned_to_log(tx, weekly.match) is None


async def test_what_cannot_wait_is_sent_first_and_the_log_goes_on(weekly: Weekly) -> None:
    world = weekly.town.world
    browser = await weekly.town.browser(world.mentor)
    page = await browser.get(f"{weekly.path}/new")
    typed = {
        **hidden_fields(page.text),
        **as_filled_in(page),
        "met": "yes",
        "topics": "feelings_mood",
        "note": "She cried.",
        "worry": "now",
        "now_kind": "other_now",
        "said_now": "She was hit.",
        "send": "now",
    }
    first, twin = await browser.post(weekly.path, typed), await browser.post(weekly.path, typed)
    assert first.headers["location"] == twin.headers["location"] == f"{weekly.path}/new"
    assert await world.rows("SELECT kind, said, session_id FROM app.concern WHERE org_id = :org_id") == [
        ("other_now", "She was hit.", None)
    ]
    assert await weekly.town.count("session") == 0

    on = await browser.get(first.headers["location"])
    said = words(on)
    assert "Sent. Stay with Ava Bennett and call now" in said
    assert "Ruth Okafor has it on their list" in said
    assert "nothing was sent" not in said
    assert is_checked(on, "met", "yes")
    assert is_checked(on, "topics", "feelings_mood")
    assert "She cried." in on.text
    rest = {
        **as_filled_in(on),
        **dict(
            re.findall(r'<input type="hidden" name="(worry|now_kind|said_now|sent)" value="([^"]*)"', on.text)
        ),
        "met": "yes",
        "topics": "feelings_mood",
        "plan": "none",
        "note": "She cried.",
        "next": "stands",
    }
    answer = await browser.send(f"{weekly.path}/new", weekly.path, rest)
    assert answer.status_code == 303, words(answer)
    assert await weekly.town.count("concern") == 1
    ((worry, concern),) = await world.rows(
        "SELECT s.worry, c.said FROM app.session s JOIN app.concern c ON c.id = s.concern_id WHERE s.org_id = :org_id"
    )
    assert (worry, concern) == ("now", "She was hit.")
    shown = words(await browser.get(answer.headers["location"]))
    assert "She was hit." in shown
    assert "Stay with Ava Bennett" in shown


@pytest.mark.parametrize("button", ["now", ""], ids=["sent first", "with the log"])
async def test_what_names_somebody_who_works_here_goes_out_by_itself_and_the_log_says_nothing_of_it(
    weekly: Weekly, button: str
) -> None:
    world = weekly.town.world
    browser = await weekly.town.browser(world.mentor)
    page = await browser.get(f"{weekly.path}/new")
    assert "Is somebody named who works or volunteers here?" in words(page)
    typed = {**as_filled_in(page), "met": "yes", "topics": "feelings_mood", "plan": "none", "next": "stands"}
    worry = {"worry": "now", "now_kind": "abuse_or_neglect", "said_now": "It was Mrs. Okafor."}
    named = {"named_id": str(world.clinical), "send": button}
    wrong = await browser.send(
        f"{weekly.path}/new", weekly.path, {**typed, **worry, **named, "named_id": str(world.students[1])}
    )
    assert errors(wrong) == ["named_id"]
    sent = await browser.send(f"{weekly.path}/new", weekly.path, {**typed, **worry, **named})
    ((concern,),) = await world.rows("SELECT id FROM app.concern WHERE org_id = :org_id")
    assert sent.headers["location"] == f"/concerns/{concern}"
    assert await weekly.town.count("named_adult") == 1
    on = await browser.get(f"{weekly.path}/new")
    assert is_checked(on, "topics", "feelings_mood")
    assert is_checked(on, "worry", "no")
    assert "Okafor." not in on.text
    rest = {**typed, "worry": "no"}
    assert (await browser.send(f"{weekly.path}/new", weekly.path, rest)).status_code == 303
    assert await world.rows("SELECT worry, concern_id FROM app.session WHERE org_id = :org_id") == [
        ("no", None)
    ]
    hidden = await weekly.town.browser(world.clinical)
    assert (await hidden.get(f"/concerns/{concern}")).status_code == 404
    assert (
        "abuse"
        not in words(await hidden.get(f"/mentees/{world.students[0]}")).split("What happened")[-1].lower()
    )


@pytest.mark.parametrize("wrong", [{"plan": ""}, {"held_on_year": "2030"}], ids=["unanswered", "refused"])
async def test_what_cannot_wait_waits_for_no_other_field_whichever_button_was_pressed(
    weekly: Weekly, wrong: dict[str, str]
) -> None:
    browser = await weekly.town.browser(weekly.town.world.mentor)
    page = await browser.get(f"{weekly.path}/new")
    typed = {**as_filled_in(page), "met": "yes", "topics": "feelings_mood", "plan": "none", "next": "stands"}
    worry = {"worry": "now", "now_kind": "other_now", "said_now": "She was hit."}
    answer = await browser.send(f"{weekly.path}/new", weekly.path, {**typed, **worry, **wrong})
    assert answer.headers["location"] == f"{weekly.path}/new"
    assert await weekly.town.count("concern") == 1
    assert await weekly.town.count("session") == 0
    on = await browser.get(answer.headers["location"])
    assert "Sent. Stay with Ava Bennett and call now" in words(on)
    assert is_checked(on, "topics", "feelings_mood")


async def test_what_cannot_wait_is_sent_without_words_but_not_without_its_kind(weekly: Weekly) -> None:
    browser = await weekly.town.browser(weekly.town.world.mentor)
    sent = {"worry": "now", "send": "now"}
    answer = await browser.send(f"{weekly.path}/new", weekly.path, sent)
    assert errors(answer) == ["now_kind"]
    answer = await browser.send(f"{weekly.path}/new", weekly.path, {**sent, "now_kind": "weapon"})
    assert answer.status_code == 303
    assert await weekly.town.count("concern") == 1


async def test_a_worry_of_another_case_cannot_be_named_as_sent(weekly: Weekly) -> None:
    world = weekly.town.world
    other = await world.refer(world.students[1])
    concern = await world.worry(other, "other_now")
    browser = await weekly.town.browser(world.mentor)
    filled = as_filled_in(await browser.get(f"{weekly.path}/new"))
    stolen = {"worry": "now", "now_kind": "other_now", "sent": f"{weekly.match}:{concern}"}
    answer = await browser.send(f"{weekly.path}/new", weekly.path, {**filled, **AS_PLANNED, **stolen})
    assert answer.status_code in (404, 422)
    assert await weekly.town.count("session") == 0


async def test_one_log_is_kept_for_each_of_several_mentees(weekly: Weekly) -> None:
    world = weekly.town.world
    second = await world.assign(await world.refer(world.students[1]))
    browser = await weekly.town.browser(world.mentor)
    page = await browser.get(f"{weekly.path}/new")
    assert "Were others there?" in words(page)
    sent = {**as_filled_in(page), **AS_PLANNED, "others": str(second)}
    asked = await browser.send(f"{weekly.path}/new", weekly.path, {**sent, "worry": "talk_over"})
    assert errors(asked) == ["worry_about"]
    assert has_every_target(asked)
    told = {**sent, "worry": "talk_over", "worry_about": str(second), "said_talk_over": "Noah is so quiet."}
    answer = await browser.send(f"{weekly.path}/new", weekly.path, told)
    assert answer.status_code == 303, words(answer)
    kept = await world.rows(
        "SELECT match_id, worry, place, together_id FROM app.session WHERE org_id = :org_id ORDER BY worry"
    )
    assert [row[:3] for row in kept] == [(weekly.match, "no", "Room 12"), (second, "talk_over", "Room 12")]
    assert kept[0][3] == kept[1][3] is not None
    assert await world.rows("SELECT said FROM app.concern WHERE org_id = :org_id") == [("Noah is so quiet.",)]


async def test_a_mentor_with_one_mentee_is_not_asked_about_others(weekly: Weekly) -> None:
    page = await (await weekly.town.browser(weekly.town.world.mentor)).get(f"{weekly.path}/new")
    assert "Were others there?" not in page.text
    assert "About whom?" not in page.text


async def test_a_supervisor_is_offered_the_mentees_whose_matches_they_supervise(weekly: Weekly) -> None:
    world = weekly.town.world
    await world.log_made(weekly.match)
    second = await world.assign(await world.refer(world.students[1]))
    await world.log_made(second)
    direct = words(await (await weekly.town.browser(world.direct)).get(f"{weekly.path}/new"))
    clinical = words(await (await weekly.town.browser(world.clinical)).get(f"{weekly.path}/new"))
    assert "You log for Priya Nair" in direct
    assert "Did Priya Nair meet Ava Bennett" in direct
    assert "Did you meet" not in direct
    assert "You log for Priya Nair" in clinical
    assert "Were others there?" in direct
    assert "Were others there?" not in clinical


async def test_nobody_is_logged_for_who_is_not_the_mentors(weekly: Weekly) -> None:
    world = weekly.town.world
    theirs = await world.assign(
        await world.refer(world.students[1]), mentor_id=await world.mentor_with_papers("Otto", "Berg")
    )
    browser = await weekly.town.browser(world.mentor)
    filled = as_filled_in(await browser.get(f"{weekly.path}/new"))
    answer = await browser.send(
        f"{weekly.path}/new", weekly.path, {**filled, **AS_PLANNED, "others": str(theirs)}
    )
    assert answer.status_code == 422
    assert await weekly.town.count("session") == 0


async def test_the_button_names_the_child(weekly: Weekly) -> None:
    page = await (await weekly.town.browser(weekly.town.world.mentor)).get(f"{weekly.path}/new")
    assert "Log the session with Ava Bennett" in page.text
