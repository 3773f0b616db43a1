"""Does everybody find on the first page what is waiting for them, and nothing that is not theirs?"""

from datetime import UTC, datetime, timedelta

import pytest

from care_steps.decisions import Answer, Choice
from care_steps.offers import OfferMove
from tests.pages.case_pages import Town, words
from tests.world import CONSENT
from triage.roles import Role
from workflows.pages.deadlines import due_in_words, tone_of


async def test_a_counselor_sees_who_waits_for_a_mentor_and_can_assign_from_there(town: Town) -> None:
    world = town.world
    await world.refer()
    await world.assign(await world.refer(world.students[1]))
    page = await (await town.browser(world.counselor)).get("/")
    assert page.status_code == 200
    assert "One student is waiting for a mentor." in words(page)
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
    assert "Nobody is waiting for a mentor" in words(await browser.get("/"))
    await world.answer(await world.offer(episode), OfferMove.ACCEPT)
    assert "One student is waiting for a mentor." in words(await browser.get("/"))


async def test_a_clinical_supervisor_sees_escalations_first_and_the_sentence_of_the_rule(town: Town) -> None:
    world = town.world
    episode, _ = await world.mentored()
    await world.phq_a(episode, total=16, item_9=2)
    page = await (await town.browser(world.clinical)).get("/")
    text = words(page)
    assert "was answered with 2 of 3" in text
    assert text.index("was answered with 2 of 3") < text.index("The PHQ-A total")
    escalation, recommendation = await world.work(episode)
    assert f'href="/work/{escalation.id}"' in page.text
    assert f'href="/work/{recommendation.id}/decisions/new"' in page.text


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
    text = words(await (await town.browser(world.direct)).get("/"))
    assert "You supervise one match." in text
    assert "No escalation is yours." in text
    assert "No escalation is open" not in text, "Others may have one of these mentees."
    assert "Ava Bennett" in text
    assert "Noah Kim" not in text


async def test_a_mentor_sees_the_next_session_and_a_button_that_names_the_child(town: Town) -> None:
    world = town.world
    _, match = await world.mentored()
    await world.refer(world.students[1])
    page = await (await town.browser(world.mentor)).get("/")
    assert "Log a session with Ava Bennett" in words(page)
    assert f'href="/matches/{match}/sessions/new"' in page.text
    assert "next session" in words(page)
    assert "Noah Kim" not in page.text


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
    page = await (await town.browser(world.stranger)).get("/")
    assert "Ava Bennett" not in page.text
    assert "Nothing is waiting for you." in words(page)
    assert "Nobody is waiting for a mentor" in words(page)


async def test_an_administrator_reads_what_is_not_ready(town: Town) -> None:
    world = town.world
    text = words(await (await town.browser(world.administrator)).get("/"))
    assert "Elm High: nobody is on call." in text
    assert "Oak Middle: nobody is on call." not in text
    assert "Version 1 is in force" in text
    world.now = datetime.now(UTC) - timedelta(seconds=1)
    await world.supervise(world.direct, None)
    text = words(await (await town.browser(world.administrator)).get("/"))
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
    places = [text.rindex(head) for head in heads]
    assert places == sorted(places)
    assert "Setting up" in text


NOW = datetime(2026, 9, 17, 18, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (timedelta(hours=3), "due today by"),
        (timedelta(hours=12), "due tomorrow by"),
        (timedelta(days=3), "due in %(days)s days"),
        (timedelta(days=9), "due %(day)s"),
        (timedelta(seconds=-30), "due now"),
        (timedelta(minutes=-40), "%(minutes)s minutes late"),
        (timedelta(hours=-5), "%(hours)s hours late"),
        (timedelta(hours=-20), "%(hours)s hours late"),
        (timedelta(days=-2), "%(days)s days late"),
    ],
)
def test_a_deadline_is_said_in_words(due: timedelta, said: str) -> None:
    assert due_in_words(NOW + due, NOW, "America/Chicago").text.startswith(said)


def test_a_day_ends_at_midnight_of_the_site_and_not_of_the_world() -> None:
    late_evening = datetime(2026, 9, 18, 4, 59, tzinfo=UTC)  # 23:59 in Chicago
    assert due_in_words(late_evening, NOW, "America/Chicago").text.startswith("due today")
    assert due_in_words(late_evening, NOW, "UTC").text.startswith("due tomorrow")


def test_days_late_are_counted_by_midnights_as_people_count_them() -> None:
    due = datetime(2026, 9, 15, 4, 59, tzinfo=UTC)  # Monday, 23:59 in Chicago
    wednesday = datetime(2026, 9, 16, 14, 0, tzinfo=UTC)
    assert due_in_words(due, wednesday, "America/Chicago").values == {"days": 2}
    assert due_in_words(due, wednesday, "UTC").text == "%(hours)s hours late"


def test_safety_is_loud_however_far_its_deadline() -> None:
    assert tone_of(NOW + timedelta(days=9), NOW, "P1") == "danger"
    assert tone_of(NOW + timedelta(days=9), NOW, "P3") == "planned"
    assert tone_of(NOW - timedelta(days=9), NOW, "P3") == "late"
