"""Does a match end without ending the case, and does the next mentor start informed of what was released alone?

The mentor writes on a phone what the next one should know. The goodbye is planned, the match ends, the case stands
before new routine referrals, and whoever comes next reads the summary: no note, no answer, no score.
"""

import re

import pytest
from playwright.async_api import Browser

from tests.journeys.running_demo import RunningDemo
from tests.journeys.visitor import NARROW, Visitor, came_in

MENTEE = "Tessa Lindqvist"
BEFORE, NEXT = "Keisha Monroe", "Luis Vega"
CAN_WAIT = ("Mateo Silva", "Homeroom 6B")
HELPED = "Drawing while she talks. She shows the page when she is done."
TO_KNOW = "She needs a minute before she answers."
NOTE, SCORES = "Tired again. She says nights are long.", ("PHQ-A", "GAD-7", "moderately severe")
# Goes on when a match ends: what is open and by when, the measures with their clocks, the dose, the lines of scores.
GOES_ON = ".sw-worklist, [aria-labelledby=measures], .sw-card:has-text('Sessions in this step'), .sw-spark"
_ASK = "address => fetch(address).then(answer => answer.status)"

pytestmark = pytest.mark.journey


async def _standing(person: Visitor, case: str) -> list[str]:
    """Where the case stands, and everything of it that does not hang on its match."""
    await person.go(case)
    await person.says("Step 1: Paraprofessional mentor")
    return [" ".join(one.split()) for one in await person.page.locator(GOES_ON).all_text_contents()]


async def _write_down(mentor: Visitor) -> str:
    """On the phone, while the goodbye is still to come; answers the address of the match."""
    await mentor.go("/")
    await mentor.page.get_by_role("link", name=MENTEE).first.click()
    await mentor.follow(f"See the planned sessions with {BEFORE}")
    await mentor.says("The goodbye is planned for")
    await mentor.look("the goodbye is planned")
    assert not await mentor.page.get_by_text("End the match").count()
    await mentor.follow("Write what the next mentor should know")
    await mentor.press("Write it down")
    await mentor.says("Say what helped.", "Say what the next mentor should know.")
    await mentor.fill("helped", HELPED)
    await mentor.fill("to_know", TO_KNOW)
    await mentor.look("what the next mentor should know")
    await mentor.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    await mentor.press("Write it down")
    await mentor.says("The next mentor reads it once a supervisor releases it.")
    return mentor.page.url


async def _plan_the_goodbye(counselor: Visitor, demo: RunningDemo) -> None:
    await counselor.follow(f"See the planned sessions with {BEFORE}")
    await counselor.follow("Plan the goodbye")
    await counselor.fill_date("goodbye_on", demo.ten.date())
    await counselor.look("plan the goodbye")
    await counselor.press("Plan the goodbye")
    await counselor.says("The goodbye is planned. They go on meeting until then.")


async def _end(counselor: Visitor) -> None:
    await counselor.page.reload()
    await counselor.follow("End the match")
    await counselor.press("End the match")
    await counselor.says("Choose why the match ends.", "Say whose wish it is.")
    await counselor.choose("reason", "mentor_leaves")
    await counselor.choose("whose_wish", "mentor")
    await counselor.look("end the match")
    await counselor.press("End the match")
    await counselor.says("The match has ended. The case goes on, and a new mentor is needed.", "goodbye on")
    await counselor.look("the match has ended")


async def _stands_before_routine_referrals(counselor: Visitor) -> None:
    """Before whoever was referred earlier and can wait, in the list and on the home page."""
    await counselor.go("/waiting")
    rows = await counselor.page.locator(".sw-waiting__row").all_inner_texts()
    assert _place(rows, MENTEE, "a new mentor") < _place(rows, *CAN_WAIT)
    await counselor.look("needs a new mentor")
    await counselor.go("/?list=waiting")
    rows = await counselor.page.locator("main .sw-person").all_inner_texts()
    assert _place(rows, MENTEE, "needs a new mentor") < _place(rows, *CAN_WAIT)


def _place(rows: list[str], *words: str) -> int:
    (place,) = (number for number, row in enumerate(rows) if all(one in row for one in words))
    return place


async def _assign(counselor: Visitor) -> None:
    await counselor.follow(f"Assign a mentor to {MENTEE}")
    if await counselor.page.locator("#mentor_id").inner_text() != NEXT:
        await counselor.follow(f"Choose {NEXT}")
    if await counselor.page.locator("[name=told_who]").count():
        await counselor.choose("told_who", "mentee")
    if await counselor.page.locator("[name=consent_basis]").count():
        await counselor.page.locator("[name=consent_basis]").select_option("guardian_written")
    await counselor.press(re.compile(f"^Assign {NEXT} to"))
    await counselor.says("The mentor is assigned. Care goes on at the same step.")


async def _release(supervisor: Visitor, match: str) -> None:
    await supervisor.page.goto(match)
    await supervisor.says(HELPED, "No mentor has been given it to read yet.")
    await supervisor.follow(f"Let {NEXT} read what")
    await supervisor.look("let the next mentor read it")
    await supervisor.page.get_by_label(NEXT).check()
    await supervisor.press("Let them read it")
    await supervisor.says("The mentor may read it now", f"Released to {NEXT} by Priya Nair")


async def _hidden(supervisor: Visitor, case: str) -> list[str]:
    """Addresses of what the next mentor must not read: the log, a form with its answers, the match before."""
    await supervisor.go(case)
    links = supervisor.page.locator("main a[href^='/sessions/'], main a[href^='/administrations/']")
    found: list[str] = await links.evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert {one.split("/")[1] for one in found} == {"sessions", "administrations"}
    return found


async def test_a_match_ends_and_the_next_mentor_starts_informed(browser: Browser, demo: RunningDemo) -> None:
    counselor = await came_in(browser, demo.url, "Sam Ortiz")
    supervisor = await came_in(browser, demo.url, "Priya Nair")
    before = await came_in(browser, demo.url, BEFORE, phone=True)
    following = await came_in(browser, demo.url, NEXT, phone=True)
    await counselor.go("/students")
    await counselor.fill("words", MENTEE)
    await counselor.press("Find")
    await counselor.page.get_by_role("link", name=MENTEE).first.click()
    await counselor.link("Enter a PHQ-A").wait_for()
    case = counselor.page.url.removeprefix(demo.url)
    stood = await _standing(counselor, case)
    assert any("PHQ-A total rose" in one for one in stood)

    await _plan_the_goodbye(counselor, demo)
    match = await _write_down(before)
    await _end(counselor)
    before.expected = {404}
    assert await before.page.evaluate(_ASK, match) == 404
    await _stands_before_routine_referrals(counselor)
    await _assign(counselor)

    await following.go(case)
    assert not await following.page.get_by_text(HELPED).count(), "nobody has released it yet"
    await _release(supervisor, match)
    await following.page.reload()
    await following.says("From the mentor before", HELPED, TO_KNOW)
    await following.look("the next mentor starts informed")
    text = await following.page.locator("body").inner_text()
    assert [one for one in (NOTE, *SCORES) if one in text] == []
    following.expected = {404}
    for address in [*await _hidden(supervisor, case), match]:
        assert await following.page.evaluate(_ASK, address) == 404, address

    assert await _standing(counselor, case) == stood
    for person in (counselor, supervisor, before, following):
        person.then_nothing_was_wrong()
