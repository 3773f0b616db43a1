"""Does the banner stand on every page of whoever was told until somebody answers, and does it say nothing about anybody?"""

import re
from uuid import UUID

import httpx

from bench.bare import recorded
from supervision.live_looks import LOOKS
from tests.pages.case_pages import Town
from tests.pages.test_calls import HE, alarm
from tests.web import Browser

LIVE = {"hx-request": "true"}
SHOWN = "SELECT person_id FROM app.escalation_notice WHERE org_id = :org_id AND shown_at IS NOT NULL"


def banner(answer: httpx.Response) -> str:
    """The banner of a page, without tags; "" when nothing waits."""
    found = re.search(r'<div class="sw-urgent".*?</div>', answer.text, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found.group()).split()) if found else ""


async def again(browser: Browser, page: httpx.Response) -> httpx.Response:
    """What the page asks for by itself."""
    (path,) = re.findall(r'id="urgent" hx-get="([^"]+)"', page.text)
    return await browser.get(path.replace("&amp;", "&"), headers=LIVE)


async def test_it_stands_on_every_page_of_whoever_was_told_and_leads_to_the_answer(town: Town) -> None:
    work = await alarm(town, town.world.administrator)
    dana = await town.browser(town.world.administrator)
    for path in ("/", "/policies", "/school-year", "/sign-ins", "/help"):
        page = await dana.get(path)
        assert banner(page).startswith("Urgent item waiting"), path
        assert f'href="/work/{work}"' in page.text
        assert not [one for one in HE if one in banner(page)]


async def test_where_the_banner_says_it_the_home_does_not_say_it_again(town: Town) -> None:
    work = await alarm(town, town.world.clinical)
    ruth = await town.browser(town.world.clinical)
    page = await ruth.get("/?list=cases")
    assert banner(page)
    assert "Look at it first." not in page.text
    await town.world.acknowledge(work)
    page = await ruth.get("/?list=cases")
    assert banner(page) == ""
    assert "An escalation is open. Look at it first." in page.text


async def test_nobody_else_is_shown_it_and_a_mentor_s_page_does_not_even_ask(town: Town) -> None:
    await alarm(town, town.world.administrator)
    sam = await (await town.browser(town.world.counselor)).get("/")
    assert banner(sam) == ""
    assert f'hx-trigger="every {LOOKS.banner}s' in sam.text
    assert 'id="urgent"' not in (await (await town.browser(town.world.mentor)).get("/")).text


async def test_it_goes_when_somebody_answers_and_comes_again_with_whoever_is_called_again(town: Town) -> None:
    world = town.world
    work = await alarm(town, world.clinical, world.counselor)
    ruth, sam = await town.browser(world.clinical), await town.browser(world.counselor)
    page = await sam.get("/")
    assert banner(page)
    await world.acknowledge(work)
    assert banner(await sam.get("/")) == ""
    gone = await again(sam, page)
    assert (gone.status_code, banner(gone)) == (200, "")
    world.later(minutes=61)
    assert await world.turn() == 1
    assert banner(await ruth.get("/"))
    assert banner(await sam.get("/"))


async def test_whoever_was_told_before_it_was_taken_is_not_told_now(town: Town) -> None:
    """Handed over, it is told to whoever got it, and the others in their turn."""
    world = town.world
    work = await alarm(town, world.administrator)
    dana = await town.browser(world.administrator)
    await world.can_sign_in(world.clinical)
    world.later(minutes=1)
    await world.acknowledge(work, by=world.administrator)
    await world.hand_over_escalation(work, world.clinical, by=world.administrator)
    assert banner(await dana.get("/")) == ""
    assert banner(await (await town.browser(world.clinical)).get("/"))


async def test_that_it_was_shown_is_kept_for_whoever_saw_a_page_and_nobody_else(town: Town) -> None:
    world = town.world
    work = await alarm(town, world.clinical, world.counselor)
    sam = await town.browser(world.counselor)
    assert (await sam.get("/urgent-items")).status_code == 303
    assert await world.rows(SHOWN) == [], "sent on is not shown"
    await sam.get("/")
    assert await world.rows(SHOWN) == [(world.counselor,)]
    assert await world.rows("SELECT state FROM app.work WHERE id = :id", id=work) == [("open",)]


async def test_looking_again_says_news_once_and_answers_nothing_while_nothing_waits(town: Town) -> None:
    world = town.world
    sam = await town.browser(world.counselor)
    quiet = await sam.get("/")
    assert (await again(sam, quiet)).status_code == 204
    await alarm(town, world.counselor)
    news = await again(sam, quiet)
    assert 'role="alert"' in news.text
    assert banner(news).startswith("Urgent item waiting")
    assert await world.rows(SHOWN) == [(world.counselor,)]
    known = await again(sam, news)
    assert banner(known)
    assert 'role="alert"' not in known.text


async def test_the_page_of_what_waits_does_not_lead_to_itself(town: Town) -> None:
    work = await alarm(town, town.world.administrator)
    dana = await town.browser(town.world.administrator)
    page = await dana.get(f"/work/{work}")
    assert banner(page) == ""
    assert banner(await again(dana, page)) == ""


async def test_looking_again_is_one_question_and_no_sign_that_somebody_is_there(town: Town) -> None:
    world = town.world
    await alarm(town, world.counselor)
    sam = await town.browser(world.counselor)
    page = await sam.get("/")
    until = "SELECT idle_expires_at FROM sign_in.session WHERE actor_id = :id"
    await world.plant(
        "UPDATE sign_in.session SET last_seen_at = last_seen_at - interval '5 minutes' WHERE org_id = $1"
    )
    before = await world.rows(until, id=world.counselor)
    with recorded(town.site.state["ground"].engine) as sent:
        answer = await again(sam, page)
    assert banner(answer)
    assert len(sent) == 1
    assert await world.rows(until, id=world.counselor) == before


async def test_what_waits_costs_a_page_no_question(town: Town) -> None:
    dana = await town.browser(town.world.administrator)
    engine = town.site.state["ground"].engine
    await dana.get("/policies")
    with recorded(engine) as without:
        await dana.get("/policies")
    await alarm(town, town.world.administrator)
    await dana.get("/policies")
    with recorded(engine) as together:
        assert banner(await dana.get("/policies"))
    assert len(together) == len(without)


async def test_whose_sign_in_ran_out_is_led_nowhere_by_what_looks_again(town: Town) -> None:
    browser = Browser(town.site)
    browser.sign_in_as("gone")
    answer = await browser.get("/urgent-items?seen=&on=", headers=LIVE)
    assert answer.status_code == 204
    assert "hx-redirect" not in answer.headers


async def test_a_notice_about_what_was_done_waits_for_a_page(town: Town) -> None:
    sam = await town.browser(town.world.counselor)
    page = await sam.get("/")
    await town.world.plant("UPDATE sign_in.session SET notice = 'success:Kept.' WHERE org_id = $1")
    await again(sam, page)
    assert "Kept." in (await sam.get("/")).text


async def test_it_says_for_how_long_nobody_has_answered(town: Town) -> None:
    work: UUID = await alarm(town, town.world.administrator)
    await town.world.plant(
        "UPDATE app.escalation_notice SET recorded_at = clock_timestamp() - interval '12 minutes 20 seconds'"
        " WHERE org_id = $1"
    )
    await town.world.plant(
        "UPDATE app.escalation_change SET happened_at = happened_at - interval '1 day' WHERE org_id = $1"
    )
    page = await (await town.browser(town.world.administrator)).get("/")
    assert banner(page) == "Urgent item waiting for 12 minutes Open the most urgent item"
    assert str(work) in page.text
