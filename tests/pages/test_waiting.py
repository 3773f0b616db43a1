"""Is nobody who waits missing from the list, is it in the order of the policy, and does an administrator see no name?"""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import httpx
import pytest

from care_steps.offers import OfferMove
from care_steps.steps import Step
from tests.pages.case_pages import Town, errors, has_every_target, town_on, words
from tests.web import stands_in
from tests.world import World
from triage.roles import Role
from workflows.records.mentee_lines import mentee_lines
from workflows.records.policies import waiting_places
from workflows.records.waiting_list import WaitingLine, waiting_list

AVA, NOAH, MIA = range(3)


def said(answer: httpx.Response) -> str:
    return unescape(words(answer))


def names(answer: httpx.Response) -> list[str]:
    """Who stands on the list, in its order."""
    return re.findall(r'sw-waiting__number">\d+\.</span> <a[^>]*>([^<]+)</a>', answer.text)


async def lines(world: World) -> tuple[WaitingLine, ...]:
    async with world.acting(None) as tx:
        return await waiting_list(tx, await waiting_places(tx), site_ids=None)


async def old_town(town: Town, **ago: float) -> Town:
    return await town_on(town.site, town.world.database, town.world.engine, ago=timedelta(**ago))


async def test_emergency_stands_before_urgent_before_routine_whoever_came_first(town: Town) -> None:
    world = town.world
    routine = await world.refer(world.students[AVA])
    world.later(minutes=5)
    urgent = await world.refer(world.students[NOAH])
    world.later(minutes=5)
    emergency = await world.refer(world.students[MIA])
    await world.rate_needs(routine)
    await world.rate_needs(urgent, D2=2)
    await world.rate_needs(emergency, D1=4)
    page = await (await town.browser(world.counselor)).get("/waiting")
    assert names(page) == ["Mia Lopez", "Noah Kim", "Ava Bennett"]
    assert "3 young people wait." in said(page)
    headings = re.findall(r'<h2 class="sw-section-title" id="lane-(\w+)"', page.text)
    assert headings == ["emergency", "urgent", "routine"]
    assert page.text.count('id="urgent"') == 1, (
        "the banner has it: a heading of that name would be read as its title"
    )


async def test_each_says_since_when_what_for_by_when_and_what_is_done_next(town: Town) -> None:
    world = town.world
    await world.refer()
    page = await (await town.browser(world.counselor)).get("/waiting")
    text = said(page)
    assert "waiting since" in text
    assert "Waits for: being told what we offer, a mentor · needs not rated yet" in text
    assert "Sam Rivera looks after it" in text
    assert "within 10 school days" in text
    assert f'href="/mentees/{world.students[AVA]}/matches/new"' in page.text
    assert "Call to ask how it goes: due" in text


async def test_who_comes_back_waits_since_that_day_and_not_since_the_first_one(town: Town) -> None:
    old = await old_town(town, days=70)
    world = old.world
    episode = await world.refer(world.students[AVA])
    await world.close(episode, world.closing(no_measure="never_in_care"))
    world.later(days=60)
    await world.reopen(episode)
    (line,) = await lines(world)
    assert world.now - line.since < timedelta(days=1)
    async with world.acting(world.counselor) as tx:
        (home,) = await mentee_lines(tx, mentee_id=world.students[AVA])
    assert home.waits_for_mentor_since == line.since


async def test_who_waits_too_long_is_first_in_the_lane_and_said_in_words(town: Town) -> None:
    town = await old_town(town, days=40)
    world = town.world
    await world.refer(world.students[AVA])
    world.now = datetime.now(UTC) - timedelta(days=1)
    await world.refer(world.students[NOAH], how_soon="this_week")
    page = await (await town.browser(world.counselor)).get("/waiting")
    assert names(page) == ["Ava Bennett", "Noah Kim"]
    assert "One of them too long already." in said(page)
    assert said(page).count("late since") == 2, "the place, and the monthly call"


async def test_a_call_that_is_written_down_is_due_again_a_month_later(town: Town) -> None:
    town = await old_town(town, days=40)
    world = town.world
    episode = await world.refer()
    (before,) = await lines(world)
    world.later(days=35)
    await world.tell(episode)
    (after,) = await lines(world)
    assert timedelta(days=30) <= after.call_due_at - world.now <= timedelta(days=33)
    assert after.calendar.is_school_day(after.calendar.local_day(after.call_due_at))
    assert before.call_due_at < after.call_due_at


async def test_an_open_case_without_care_is_on_the_list_or_with_a_professional_at_every_point_of_the_road(
    town: Town,
) -> None:
    """Walk one case down every road and look after each act: never in nothing."""
    world = town.world
    unserved = 0

    async def look() -> None:
        nonlocal unserved
        waiting = {one.episode_id for one in await lines(world)}
        cases = await world.rows(
            "SELECT e.id, e.step, (SELECT c.match_id FROM app.match_change_point c WHERE c.episode_id = e.id"
            " ORDER BY c.starts_at DESC, c.recorded_at DESC LIMIT 1) FROM app.episode e"
        )
        for episode, step, serving in cases:
            served = step == "professional_referral" or (step != "referred" and serving is not None)
            unserved += not served
            assert (episode in waiting) >= (not served and step != "closed"), (step, serving)

    ava = await world.refer(world.students[AVA])
    await look()
    await world.rate_needs(ava)
    await world.tell(ava)
    await look()
    await world.reserve(ava)
    await look()
    match = await world.assign(ava)
    await look()
    world.later(minutes=10)
    await world.log_made(match)
    await look()
    noah = await world.refer(world.students[NOAH], how_soon="now")
    await look()
    await world.assign(noah, Step.JOURNEY, told=None)
    await look()
    await world.answer(await world.offer(noah), OfferMove.NOT_START, reasons=("no_time",))
    await look()
    await world.in_emergency(world.students[MIA])
    await look()
    assert unserved > 5


async def test_a_clinical_supervisor_sees_the_list_and_another_school_none_of_it(town: Town) -> None:
    world = town.world
    await world.refer()
    assert names(await (await town.browser(world.clinical)).get("/waiting")) == ["Ava Bennett"]
    page = await (await town.browser(world.stranger)).get("/waiting")
    assert names(page) == []
    assert not stands_in("Ava", page.text)
    assert "Nobody waits" in said(page)
    assert "Oak Middle" not in said(page)


async def test_an_administrator_counts_every_school_and_reads_no_name(town: Town) -> None:
    world = town.world
    await world.refer()
    page = await (await town.browser(world.administrator)).get("/waiting")
    assert "One young person waits." in said(page)
    assert "Oak Middle 1 0 0 0" in said(page)
    assert "Elm High 0 0 0 –" in said(page)
    assert not stands_in("Ava", page.text)
    assert "/mentees/" not in page.text


@pytest.mark.parametrize("who", ["mentor", "direct"])
async def test_who_looks_after_no_school_does_not_see_who_waits(town: Town, who: str) -> None:
    browser = await town.browser(getattr(town.world, who))
    assert (await browser.get("/waiting")).status_code == 403
    assert 'href="/waiting"' not in (await browser.get("/")).text


async def test_the_directory_is_read_by_those_who_refer_and_by_no_mentor(town: Town) -> None:
    world = town.world
    await world.mentored()
    assert (await (await town.browser(world.mentor)).get("/destinations")).status_code == 403
    page = await (await town.browser(world.direct)).get("/destinations")
    assert page.status_code == 200
    assert not stands_in("Ava", page.text)


@pytest.mark.parametrize("who", ["counselor", "clinical", "administrator"])
async def test_the_list_is_one_click_from_home(town: Town, who: str) -> None:
    assert 'href="/waiting"' in (await (await town.browser(getattr(town.world, who))).get("/")).text


async def test_a_destination_is_named_asked_and_shown_with_its_free_places(town: Town) -> None:
    world = town.world
    browser = await town.browser(world.counselor)
    assert "No destination is on the list yet" in said(await browser.get("/destinations"))
    faulty = await browser.send("/destinations", "/destinations", {})
    assert errors(faulty) == ["name", "site_id", "for_step"]
    assert has_every_target(faulty)
    fields = {"name": " River  clinic ", "site_id": str(world.site_id), "for_step": "professional_referral"}
    sent = await browser.send("/destinations", "/destinations", fields)
    assert sent.status_code == 303
    one = sent.headers["location"]
    assert "River clinic" in said(await browser.get("/destinations"))
    assert "Nobody has asked yet" in said(await browser.get("/destinations"))
    today = datetime.now(UTC).date()
    day = {f"asked_on_{part}": str(getattr(today, part)) for part in ("month", "day", "year")}
    faulty = await browser.send(one, f"{one}/capacities", {**day, "places": "-1", "wait_days": "x"})
    assert errors(faulty) == ["places", "wait_days"]
    tomorrow = today + timedelta(days=2)
    late = {f"asked_on_{part}": str(getattr(tomorrow, part)) for part in ("month", "day", "year")}
    assert errors(await browser.send(one, f"{one}/capacities", {**late, "places": "1"})) == ["asked_on"]
    sent = await browser.send(one, f"{one}/capacities", {**day, "places": "3", "wait_days": "21"})
    assert sent.status_code == 303
    page = said(await browser.get("/destinations"))
    assert "Places free 3 places free, 21 days of waiting, as Sam Rivera was told on" in page
    twice = await browser.send("/destinations", "/destinations", {**fields, "name": "river clinic"})
    assert errors(twice) == ["name"]


async def test_what_was_said_long_ago_is_out_of_date_and_full_is_said(town: Town) -> None:
    world = town.world
    browser = await town.browser(world.administrator)
    fields = {"name": "County program", "site_id": "all", "for_step": "professional_referral"}
    one = (await browser.send("/destinations", "/destinations", fields)).headers["location"]
    for days, says in ((60, "Out of date: ask again"), (1, "Full")):
        asked = (datetime.now(UTC) - timedelta(days=days)).date()
        day = {f"asked_on_{part}": str(getattr(asked, part)) for part in ("month", "day", "year")}
        await browser.send(one, f"{one}/capacities", {**day, "places": "0"})
        assert says in said(await browser.get("/destinations"))
    assert "County program" in said(await (await town.browser(world.stranger)).get("/destinations"))


async def test_a_school_s_own_destination_is_kept_by_its_own_counselors(town: Town) -> None:
    world = town.world
    browser = await town.browser(world.counselor)
    fields = {"name": "Oak clinic", "site_id": str(world.site_id), "for_step": "professional_referral"}
    one = (await browser.send("/destinations", "/destinations", fields)).headers["location"]
    stranger = await town.browser(world.stranger)
    assert (await stranger.get(one)).status_code == 404
    assert "Oak clinic" not in said(await stranger.get("/destinations"))
    other = {**fields, "name": "Mine", "site_id": str(world.site_id)}
    assert (await stranger.send("/destinations", "/destinations", other)).status_code == 403
    clinical = await town.browser(world.clinical)
    assert "Only a counselor of the school" in said(await clinical.get(one))


async def test_barriers_are_counted_by_kind_and_small_numbers_are_not_shown(town: Town) -> None:
    world = town.world
    more = [await world.person(f"Kid{number}", "Many") for number in range(3)]
    for person in more:
        await world.plant(
            "INSERT INTO app.student (org_id, person_id, site_id, grade, recorded_at)"
            f" VALUES ($1, '{person}', '{world.site_id}', '07', now())"
        )
    for number, student in enumerate((*world.students, *more)):
        barriers = ("cost", "distrust") if number == 0 else ("cost",)
        await world.rate_needs(await world.refer(student), barriers=barriers)
    page = said(await (await town.browser(world.counselor)).get("/destinations"))
    assert "What makes help hard to reach Cost 6" in page
    assert "What people think of help Distrust fewer than 5" in page
    assert "Distrust 1" not in page


async def test_somebody_who_is_both_counts_every_school_and_names_only_their_own(town: Town) -> None:
    world = town.world
    await world.refer()
    await world.appoint(world.stranger, Role.ADMINISTRATOR)
    page = await (await town.browser(world.stranger)).get("/waiting")
    assert "One young person waits." in said(page)
    assert names(page) == []
    assert not stands_in("Ava", page.text)
