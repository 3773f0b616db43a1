"""Does the page of a match show its plan as it stands, and to its mentor nothing else?"""

from datetime import timedelta
from uuid import UUID

import pytest
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.conftest import Database
from tests.pages.case_pages import Town, town_on, words
from workflows.records.episodes import load_case


@pytest.fixture
async def months(site: Litestar, module_database: Database, module_engine: AsyncEngine) -> Town:
    """An organization that began thirty days ago."""
    return await town_on(site, module_database, module_engine, ago=timedelta(days=30))


async def planned_from_the_first_day(town: Town) -> UUID:
    """Four weekly sessions from the day of the referral on; the first was held, the second missed."""
    world = town.world
    episode = await world.refer()
    match = await world.assign(episode)
    ((first,),) = await world.rows("SELECT min(planned_at) FROM app.planned_session WHERE org_id = :org_id")
    # Nobody logs before there is a match, at whatever hour this test runs.
    begun = max(first, world.now + timedelta(minutes=1))
    await world.log_made(match, at=begun)
    await world.log_missed(match, at=begun + timedelta(days=7))
    return match


async def test_the_first_meeting_is_said_right_after_assigning(town: Town) -> None:
    world = town.world
    episode = await world.refer()
    async with world.acting(None) as tx:
        case = await load_case(tx, episode)
    plan = world.assignment(case).plan
    day = plan.first_on + timedelta(days=7)
    while not case.calendar.is_school_day(day):
        day += timedelta(days=7)
    match = await world.assign(episode, plan=type(plan)(day, plan.at, 7, 3, 45, "Room 12"))
    browser = await town.browser(world.counselor)
    page = words(await browser.get(f"/matches/{match}"))
    assert "Priya Nair and Ava Bennett First meeting" in page
    assert f"{day:%a, %b} {day.day}, {day.year}, 1:30" in page
    assert "Room 12" in page
    assert "Care begins with it." in page
    assert page.count("To come") == 3
    assert "Direct supervisor Maya Chen Clinical supervisor Ruth Okafor" in page


async def test_each_planned_session_is_said_to_be_met_missed_unlogged_or_to_come(months: Town) -> None:
    match = await planned_from_the_first_day(months)
    browser = await months.browser(months.world.counselor)
    answer = await browser.get(f"/matches/{match}")
    page = words(answer)
    assert page.count("Not met") == 1
    assert page.count("Met") >= 1
    assert page.count("Not logged yet") >= 2
    assert page.count("To come") >= 3
    assert answer.text.count('href="/sessions/') == 2
    assert "Next meeting" in page


async def test_a_moved_session_says_from_when_and_one_called_off_is_not_to_come(town: Town) -> None:
    world = town.world
    match = await world.assign(await world.refer())
    await world.plant(
        "INSERT INTO app.planned_session_answer (org_id, match_id, number, said, planned_at, answered_by, recorded_at)"
        f" SELECT org_id, match_id, number, 'moved', planned_at + interval '1 day', '{world.mentor}'::uuid, now()"
        "   FROM app.planned_session WHERE org_id = $1 AND number = 2"
        " UNION ALL SELECT org_id, match_id, number, 'canceled', NULL,"
        f" '{world.mentor}'::uuid, now() FROM app.planned_session WHERE org_id = $1 AND number = 3"
    )
    browser = await town.browser(world.counselor)
    page = words(await browser.get(f"/matches/{match}"))
    assert page.count("moved from") == 1
    assert page.count("Called off") == 1


async def test_its_mentor_sees_the_plan_and_no_chain_no_step_and_no_offer(town: Town) -> None:
    world = town.world
    match = await world.assign(await world.refer())
    browser = await town.browser(world.mentor)
    page = words(await browser.get(f"/matches/{match}"))
    assert "The plan 8 sessions, every week" in page
    assert "Log a session with Ava Bennett" in page
    for word in ("supervisor", "Paraprofessional", "Assigned", "Sam Rivera", "Maya Chen"):
        assert word not in page, word


async def test_another_mentor_and_another_school_do_not_find_it(town: Town) -> None:
    world = town.world
    episode, match = await world.mentored()
    for who in (world.journey_mentor, world.stranger, world.administrator):
        browser = await town.browser(who)
        assert (await browser.get(f"/matches/{match}")).status_code == 404
    second = await world.assign(episode, mentor_id=world.journey_mentor)
    browser = await town.browser(world.journey_mentor)
    assert (await browser.get(f"/matches/{second}")).status_code == 200
    assert (await browser.get(f"/matches/{match}")).status_code == 404
    former = await town.browser(world.mentor)
    assert (await former.get(f"/matches/{second}")).status_code == 404


async def test_a_match_that_another_one_followed_is_over(town: Town) -> None:
    world = town.world
    episode, match = await world.mentored()
    await world.assign(episode, mentor_id=world.journey_mentor)
    browser = await town.browser(world.counselor)
    page = words(await browser.get(f"/matches/{match}"))
    assert "This match is over." in page
    assert "Log a session" not in page


async def test_the_reading_is_kept(town: Town) -> None:
    world = town.world
    match = await world.assign(await world.refer())
    browser = await town.browser(world.counselor)
    await browser.get(f"/matches/{match}")
    assert await world.audit("saw_match") == [(world.counselor, world.students[0], "match", match, "done")]
