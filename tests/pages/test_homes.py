"""Does everybody find on the first page what is waiting for them, and nothing that is not theirs?"""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncEngine

from care_steps.decisions import Answer, Choice
from care_steps.offers import OfferMove
from tests import referring
from tests.conftest import Database
from tests.pages.case_pages import Town, town_on, words
from tests.web import stands_in
from tests.world import CONSENT
from triage.roles import Role


async def test_a_counselor_sees_who_waits_for_a_mentor_and_can_assign_from_there(town: Town) -> None:
    world = town.world
    await world.refer()
    await world.assign(await world.refer(world.students[1]))
    page = await (await town.browser(world.counselor)).get("/")
    assert page.status_code == 200
    assert "Waiting for a mentor 1" in words(page)
    assert f'href="/mentees/{world.students[0]}/matches/new"' in page.text
    assert f'href="/mentees/{world.students[1]}/matches/new"' not in page.text
    assert 'href="/students"' in page.text


async def test_whoever_accepted_a_higher_step_waits_for_its_mentor(town: Town) -> None:
    world = town.world
    episode, _ = await world.mentored()
    await world.phq_a(episode, total=16)
    (item,) = await world.work(episode)
    await world.decide(item.id, Choice(Answer.ACCEPT, consent_basis=CONSENT))
    browser = await town.browser(world.counselor)
    assert "Nobody is waiting for a mentor" in words(await browser.get("/?list=waiting"))
    await world.answer(await world.offer(episode), OfferMove.ACCEPT)
    assert "Waiting for a mentor 1" in words(await browser.get("/"))


async def test_a_clinical_supervisor_sees_escalations_first_and_the_sentence_of_the_rule(town: Town) -> None:
    world = town.world
    episode, _ = await world.mentored()
    await world.phq_a(episode, total=16, item_9=2)
    browser = await town.browser(world.clinical)
    page = await browser.get("/")
    escalation, recommendation = await world.work(episode)
    assert "was answered with 2 of 3" in words(page)
    assert f'href="/work/{escalation.id}"' in page.text
    assert "The PHQ-A total" not in words(page)
    decisions = await browser.get("/?list=recommendations")
    assert "The PHQ-A total" in words(decisions)
    assert f'href="/work/{recommendation.id}/decisions/new"' in decisions.text
    assert "An escalation is open. Look at it first." in words(decisions)


async def test_only_those_who_decide_are_led_to_the_decision(town: Town) -> None:
    world = town.world
    episode, _ = await world.mentored()
    await world.worry(episode)
    (item,) = await world.work(episode)
    assert f'"/work/{item.id}/decisions/new"' in (await (await town.browser(world.direct)).get("/")).text
    counselor = (await (await town.browser(world.counselor)).get("/")).text
    assert f'"/work/{item.id}"' in counselor
    assert "/decisions/new" not in counselor


async def test_a_direct_supervisor_sees_the_matches_they_hold(town: Town) -> None:
    world = town.world
    await world.mentored()
    await world.refer(world.students[1])
    browser = await town.browser(world.direct)
    text = words(await browser.get("/"))
    assert "My matches 1" in text
    assert "Ava Bennett" in text
    alarms = words(await browser.get("/?list=escalations"))
    assert "No escalation is yours" in alarms
    assert "No escalation is open" not in alarms, "Others may have one of these mentees."
    assert "Noah Kim" not in text


async def test_a_direct_supervisor_sees_an_escalation_of_a_mentee_and_who_has_it(town: Town) -> None:
    world = town.world
    episode, _ = await world.mentored()
    await world.worry(episode, "active_statement", by=world.mentor)
    (item,) = await world.work(episode, "escalation")
    page = await (await town.browser(world.direct)).get("/")
    assert "Escalations 1" in words(page)
    assert "with Ruth Okafor" in words(page)
    assert f'href="/work/{item.id}"' in page.text
    await world.end(item.id, "assessed_safe_for_now")
    assert f'href="/work/{item.id}"' not in (await (await town.browser(world.direct)).get("/")).text


async def test_a_mentor_sees_the_next_session_and_a_button_that_names_the_child(town: Town) -> None:
    world = town.world
    _, match = await world.mentored()
    await world.refer(world.students[1])
    page = await (await town.browser(world.mentor)).get("/")
    assert "Log a session with Ava Bennett" in words(page)
    assert f'href="/matches/{match}/sessions/new"' in page.text
    assert "next session" in words(page)
    assert "Noah Kim" not in page.text


async def test_a_mentor_finds_the_way_back_to_an_emergency_they_raised_until_it_ends(town: Town) -> None:
    world = town.world
    episode, _ = await world.mentored()
    concern = await world.worry(episode, "active_statement", by=world.mentor)
    (item,) = await world.work(episode, "escalation")
    browser = await town.browser(world.mentor)
    page = await browser.get("/")
    assert "Your worry about Ava is open" in words(page)
    assert f'href="/concerns/{concern}"' in page.text
    assert "/work/" not in page.text
    assert f"/concerns/{concern}" not in (await (await town.browser(world.direct)).get("/")).text
    await world.end(item.id, "assessed_safe_for_now")
    assert "Your worry about" not in words(await browser.get("/"))


async def test_a_mentor_is_shown_no_open_work_and_no_score(town: Town) -> None:
    world = town.world
    episode, _ = await world.mentored()
    await world.phq_a(episode, total=18, item_9=1)
    (*_, recommendation) = await world.work(episode)
    await world.decide(recommendation.id, Choice(Answer.ACCEPT, consent_basis=CONSENT))
    page = await (await town.browser(world.mentor)).get("/")
    for secret in ("PHQ", "severe", "Escalation", "Recommendation", "Offer"):
        assert secret not in words(page)
    assert "/work/" not in page.text
    assert "/offers/" not in page.text


async def test_nobody_sees_the_work_of_another_site(town: Town) -> None:
    world = town.world
    episode, _ = await world.mentored()
    await world.phq_a(episode, total=18, item_9=1)
    browser = await town.browser(world.stranger)
    for tab in ("", "waiting", "recommendations", "tasks", "offers", "cases"):
        page = await browser.get(f"/?list={tab}")
        assert "Ava Bennett" not in page.text
        assert "Nothing is waiting for you." in words(page)
    assert "Nobody is waiting for a mentor" in words(await browser.get("/?list=waiting"))


async def test_an_administrator_reads_what_is_not_ready(town: Town) -> None:
    world = town.world
    browser = await town.browser(world.administrator)
    text = words(await browser.get("/"))
    assert "Elm High: nobody is on call." in text
    assert "Oak Middle: nobody is on call." not in text
    assert "Version 3 is in force" in text
    world.now = datetime.now(UTC) - timedelta(seconds=1)
    await world.supervise(world.direct, None)
    text = words(await browser.get("/"))
    assert "Oak Middle: Maya Chen has no clinical supervisor" in text


async def test_without_a_policy_the_administrator_is_told_that_nobody_can_be_referred(town: Town) -> None:
    await town.world.plant("DELETE FROM app.policy_version WHERE org_id = $1")
    text = words(await (await town.browser(town.world.administrator)).get("/"))
    assert "No escalation policy is in force: nobody can be referred." in text


async def test_several_roles_are_one_page_with_safety_first(town: Town) -> None:
    world = town.world
    world.later(minutes=1)
    await world.appoint(world.counselor, Role.MENTOR, Role.ADMINISTRATOR)
    text = words(await (await town.browser(world.counselor)).get("/"))
    heads = ["Escalations", "Waiting for a mentor", "Recommendations", "Tasks", "My mentees", "Open cases"]
    places = [text.index(f"{head} 0") for head in heads]
    assert places == sorted(places), "Every list is a tab with its count, safety first."
    assert "Setting up" in text


async def test_a_list_is_shown_when_it_is_asked_for_and_its_tab_says_so(town: Town) -> None:
    world = town.world
    await world.refer()
    browser = await town.browser(world.counselor)
    page = await browser.get("/?list=cases")
    assert '<a class="sw-tabs__link" href="/?list=cases" aria-current="page">' in page.text
    assert page.text.count('aria-current="page">') == 2, "One in the navigation, one of the tabs."
    assert "Assign a mentor to" not in words(page)


@pytest.mark.parametrize("asked", ["nothing", "set-up", "supervisors", "mentees", '"><script>', ""])
async def test_a_list_that_is_not_theirs_is_the_first_one(town: Town, asked: str) -> None:
    world = town.world
    await world.refer()
    browser = await town.browser(world.counselor)
    page = await browser.get("/", params={"list": asked})
    assert page.status_code == 200
    assert "Assign a mentor to" in words(page)
    assert "<script>" not in page.text.replace("<script src", "")


async def test_offers_that_wait_for_an_answer_are_a_list_of_their_own(town: Town) -> None:
    world = town.world
    episode, _ = await world.mentored()
    await world.phq_a(episode, total=16)
    (item,) = await world.work(episode)
    await world.decide(item.id, Choice(Answer.ACCEPT, consent_basis=CONSENT))
    text = words(await (await town.browser(world.counselor)).get("/?list=offers"))
    assert "Offer not answered yet" in text
    assert "Ava Bennett" in text


async def test_a_clinical_supervisor_sees_how_much_lies_with_each_supervisor(town: Town) -> None:
    world = town.world
    episode, _ = await world.mentored()
    await world.phq_a(episode, total=16)
    browser = await town.browser(world.clinical)
    text = words(await browser.get("/?list=supervisors"))
    assert "Maya Chen" in text
    assert "matches: 1" in text
    assert "open work: 1" in text
    assert "nothing late" in text


async def test_an_administrator_counts_who_waits_and_reads_no_name(town: Town) -> None:
    world = town.world
    await world.refer()
    page = await (await town.browser(world.administrator)).get("/?list=capacity")
    assert "Oak Middle 1 1 0" in words(page)
    assert not stands_in("Ava", page.text)
    assert "/mentees/" not in page.text


async def test_the_same_young_people_wait_on_the_home_page_and_beside_the_destinations(town: Town) -> None:
    world = town.world
    await world.refer()
    episode, _ = await world.mentored(world.students[1])
    await world.phq_a(episode, total=16)
    item = next(one for one in await world.work(episode) if one.kind == "recommendation")
    await world.decide(item.id, referring.PROFESSIONAL)
    browser = await town.browser(world.administrator)
    assert "Oak Middle 2 2 0" in words(await browser.get("/?list=capacity")), "open cases, waiting, days"
    assert re.search(r"Oak Middle 2 \d+ \d+ 0", words(await browser.get("/destinations"))), "waiting, …, days"


async def test_an_administrator_is_told_two_months_before_a_clearance_ends(town: Town) -> None:
    world = town.world
    browser = await town.browser(world.administrator)
    assert "None has ended, and none ends soon." in words(await browser.get("/?list=capacity"))
    today = world.now.date()
    await world.certify(world.mentor, "clearance", today + timedelta(days=59))
    assert "Clearance ends" in words(await browser.get("/?list=capacity"))
    world.later(seconds=1)
    await world.certify(world.mentor, "clearance", today - timedelta(days=1))
    assert "Clearance ended" in words(await browser.get("/?list=capacity"))


async def test_a_mentor_is_reminded_of_a_session_that_nobody_logged_for_a_day(
    site: Litestar, module_database: Database, module_engine: AsyncEngine
) -> None:
    town = await town_on(site, module_database, module_engine, ago=timedelta(days=10))
    world = town.world
    await world.mentored()
    browser = await town.browser(world.mentor)
    page = await browser.get("/")
    assert "not logged:" in words(page)
    supervisor = words(await (await town.browser(world.direct)).get("/?list=unlogged"))
    assert "Log it for Priya Nair" in supervisor


async def test_whoever_logged_everything_is_not_reminded(town: Town) -> None:
    world = town.world
    await world.mentored()
    assert "not logged" not in words(await (await town.browser(world.mentor)).get("/"))
    text = words(await (await town.browser(world.direct)).get("/?list=unlogged"))
    assert "Every session is logged" in text


async def test_a_teacher_sees_that_a_referral_was_received_and_who_looks_at_it_and_no_case(
    town: Town,
) -> None:
    world = town.world
    teacher = await world.person("Tom", "Reed", Role.TEACHER)
    browser = await town.browser(teacher)
    assert "You have referred nobody" in words(await browser.get("/"))
    await world.mentored()
    await world.refer(by=teacher)
    page = await browser.get("/")
    text = words(page)
    assert "Ava Bennett" in text
    assert "looks at it" in text
    assert 'href="/students"' in page.text
    assert "/mentees/" not in page.text
    for secret in ("mentor", "step", "session", "case"):
        assert secret not in text.lower().replace("paraprofessional", "")


async def test_a_mentor_kept_free_is_said_beside_who_waits(town: Town) -> None:
    world = town.world
    await world.reserve(await world.refer())
    text = words(await (await town.browser(world.counselor)).get("/?list=waiting"))
    assert "Priya Nair is kept free until" in text


async def test_home_says_the_day_once_and_repeats_neither_the_tabs_nor_the_search(town: Town) -> None:
    world = town.world
    await world.refer()
    page = await (await town.browser(world.counselor)).get("/")
    text = words(page)
    now = datetime.now(ZoneInfo("America/Chicago"))
    assert f"Your work {now:%A, %B} {now.day}" in text
    assert page.text.count('role="search"') == 1
    assert 'class="govuk-button' not in page.text.split('class="sw-tabs"')[0]


async def test_whoever_waits_is_told_apart_by_homeroom_and_by_how_soon_they_were_to_be_looked_at(
    town: Town,
) -> None:
    world = town.world
    await world.plant("UPDATE app.student SET homeroom = '6B' WHERE org_id = $1 AND number = 'S-1'")
    episode = await world.refer(how_soon="can_wait")
    browser = await town.browser(world.counselor)
    before = words(await browser.get("/?list=waiting"))
    assert "Homeroom 6B" in before
    assert "to be looked at this week" not in before
    await world.refer(how_soon="this_week")
    assert "to be looked at this week" in words(await browser.get("/?list=waiting"))
    case = await world.case(episode)
    bar = await browser.get(f"/mentees/{case.mentee_id}")
    assert "homeroom 6B" in bar.text


async def test_a_case_whose_mentor_changed_is_listed_once_to_the_supervisor_of_both(town: Town) -> None:
    world = town.world
    episode, _ = await world.mentored()
    world.later(minutes=1)
    await world.assign(episode, mentor_id=world.journey_mentor)
    text = words(await (await town.browser(world.direct)).get("/?list=matches"))
    assert "My matches 1" in text


async def test_whoever_was_referred_as_urgent_waits_before_whoever_can_wait(town: Town) -> None:
    world = town.world
    await world.refer(how_soon="can_wait")
    world.later(minutes=5)
    await world.refer(world.students[1], how_soon="this_week")
    text = words(await (await town.browser(world.counselor)).get("/?list=waiting"))
    assert text.index("Noah Kim") < text.index("Ava Bennett")


async def test_a_holder_finds_at_home_which_of_their_papers_end_and_nobody_else_does(town: Town) -> None:
    world = town.world
    until = world.now.date() + timedelta(days=20)
    await world.certify(world.mentor, "clearance", until)
    home = await (await town.browser(world.mentor)).get("/")
    assert "Yours: Clearance ends" in words(home)
    assert "Yours:" not in words(await (await town.browser(world.counselor)).get("/"))
    world.later(seconds=1)
    await world.certify(world.mentor, "clearance", until + timedelta(days=300))
    assert "Yours:" not in words(await (await town.browser(world.mentor)).get("/"))
