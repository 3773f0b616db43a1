"""Does a handed-over device show one form, and is there no way out of it but the adult's password?"""

import re
from collections.abc import AsyncIterator, Iterator
from uuid import UUID

import httpx
import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.conftest import Database
from tests.pages.case_pages import Town, town_on, words
from tests.web import PASSWORD, Browser, hidden_fields, site_on
from tests.world import answers
from triage import instruments
from workflows.records.handovers import handover_of
from workflows.records.passwords import Passwords
from workflows.records.scope import scoped
from workflows.records.sign_ins import hash_of

FORM, BACK = "/handover", "/handover/return"
COOKIE = "__Host-stepwise"


@pytest.fixture(scope="module")
async def site(module_database: Database) -> AsyncIterator[Litestar]:
    """With the doors of the demo: they are closed on a handed-over device, too."""
    async with site_on(module_database, demo=True) as app:
        yield app


@pytest.fixture
async def town(site: Litestar, module_database: Database, module_engine: AsyncEngine) -> Town:
    return await town_on(site, module_database, module_engine)


@pytest.fixture
async def episode(town: Town) -> UUID:
    return (await town.world.mentored())[0]


def under(town: Town, instrument_id: str = "phq-a") -> str:
    return f"/mentees/{town.world.students[0]}/administrations/{instrument_id}/handovers"


async def handed_over(town: Town, instrument_id: str = "phq-a") -> Browser:
    """The counselor's device in the hands of the young person."""
    browser = await town.browser(town.world.counselor)
    # Held from before, as a browser may: the token of the forms of somebody not signed in.
    await browser.get("/sign-ins/new")
    path = under(town, instrument_id)
    answer = await browser.send(f"{path}/new", path, {"reason_asked": "individual_concern"})
    assert (answer.status_code, answer.headers["location"]) == (303, FORM)
    return browser


async def give_back(
    browser: Browser, instrument_id: str = "phq-a", total: int = 0, **changed: int | str | None
) -> httpx.Response:
    extras = {extra.key: 0 for extra in instruments.load(instrument_id).extras}
    given = {**extras, **answers(instrument_id, total, **changed)}
    fields = {f"answer_{key}": str(value) for key, value in given.items() if value is not None}
    return await browser.send(FORM, FORM, {**fields, "language": "en"})


async def with_password(town: Town) -> None:
    """The counselor has an account."""
    passwords = Passwords()
    kept = await passwords.hashed(PASSWORD)
    passwords.close()
    root = await town.world.database.superuser()
    try:
        await root.execute(
            "INSERT INTO sign_in.identity (id, org_id, person_id, email, password_hash, recorded_at)"
            " VALUES (gen_random_uuid(), $1, $2, $3, $4, now())",
            town.world.org_id, town.world.counselor, f"{town.world.counselor.hex}@school.test", kept,
        )  # fmt: skip
    finally:
        await root.close()


def addresses(site: Litestar, id_: UUID) -> Iterator[tuple[str, str, bool]]:
    """Method, address and whether anyone may ask, of every route there is, each id the mentee's own."""
    for route in site.routes:
        for handler in getattr(route, "route_handlers", []):
            if isinstance(handler, HTTPRouteHandler) and "OPTIONS" not in handler.http_methods:
                path = re.sub(r"\{\w+:uuid\}", str(id_), route.path)
                path = re.sub(r"\{[^}]*\}", "phq-a", path)
                # What machines ask knows no sign-in, and tells nothing about anybody.
                if not path.startswith(("/static", "/health/", "/metrics")):
                    for method in sorted(handler.http_methods & {"GET", "POST"}):
                        yield method, path, handler.opt["access"] == "anyone"


async def serves(town: Town, browser: Browser) -> bool:
    async with scoped(town.world.engine, hash_of(browser.http.cookies[COOKIE])) as tx:
        return handover_of(tx) is not None


# Before it leaves the adult's hands.


async def test_the_page_for_entering_a_form_leads_to_handing_the_device_over(
    town: Town, episode: UUID
) -> None:
    browser = await town.browser(town.world.counselor)
    page = await browser.get(under(town).replace("handovers", "new"))
    assert f'href="{under(town)}/new"' in page.text
    text = words(await browser.get(f"{under(town)}/new"))
    assert "Hand the device to Ava" in text
    assert "opens nothing else" in text


async def test_handing_over_asks_why_the_form_is_given(town: Town, episode: UUID) -> None:
    browser = await town.browser(town.world.counselor)
    answer = await browser.send(f"{under(town)}/new", under(town), {})
    assert answer.status_code == 422
    assert "Say why the form is given." in words(answer)
    assert not await serves(town, browser)


async def test_mentors_and_strangers_find_nothing_to_hand_over(town: Town, episode: UUID) -> None:
    for person in (town.world.mentor, town.world.stranger, town.world.administrator):
        browser = await town.browser(person)
        assert (await browser.get(f"{under(town)}/new")).status_code == 404


async def test_the_untrained_read_why_they_may_not_and_are_refused(town: Town, episode: UUID) -> None:
    browser = await town.browser(town.world.direct)
    page = await browser.get(f"{under(town)}/new")
    assert "trained screeners only" in words(page)
    hidden = hidden_fields((await browser.get(f"{under(town, 'gad-7')}/new")).text)
    answer = await browser.post(under(town), {**hidden, "reason_asked": "individual_concern"})
    assert answer.status_code == 403
    assert not await serves(town, browser)


async def test_without_cover_both_ways_in_say_so_beforehand(town: Town, episode: UUID) -> None:
    await town.world.plant("DELETE FROM app.on_call WHERE org_id = $1")
    browser = await town.browser(town.world.counselor)
    for path in (f"{under(town)}/new", under(town).replace("handovers", "new")):
        page = await browser.get(path)
        assert "Nobody is on call for this site." in words(page)
        assert "answer_1" not in page.text


# In the hands of the young person.


async def test_the_control_most_addresses_open_before_the_device_is_handed_over(
    town: Town, episode: UUID
) -> None:
    browser = await town.browser(town.world.counselor)
    opened = 0
    for method, path, _ in addresses(town.site, town.world.students[0]):
        if method == "GET":
            answer = await browser.get(path)
            opened += answer.status_code == 200
            assert answer.headers.get("location") != FORM, path
    assert opened > 10


@pytest.mark.parametrize("is_given_back", [False, True], ids=["with the form", "after it was given back"])
async def test_every_page_there_is_leads_to_the_form_and_nowhere_else(
    town: Town, episode: UUID, is_given_back: bool
) -> None:
    browser = await handed_over(town)
    if is_given_back:
        await give_back(browser)
    asked = 0
    for method, path, _ in addresses(town.site, town.world.students[0]):
        if method != "GET" or path == FORM or (path == BACK and is_given_back):
            continue
        answer = await browser.get(path)
        assert (answer.status_code, answer.headers.get("location")) == (303, FORM), path
        assert answer.text == ""
        fragment = await browser.get(path, headers={"hx-request": "true"})
        assert (fragment.headers.get("hx-redirect") or fragment.headers.get("location")) == FORM, path
        asked += 1
    assert asked > 40


async def test_no_other_form_can_be_sent_and_nothing_is_done(town: Town, episode: UUID) -> None:
    browser = await town.browser(town.world.counselor)
    stranger = hidden_fields((await browser.get("/sign-ins/new")).text)["csrf_token"]
    own = hidden_fields((await browser.get("/sign-ins")).text)
    path = under(town)
    await browser.send(f"{path}/new", path, {"reason_asked": "individual_concern"})
    before = await town.world.rows(
        "SELECT count(*) FROM app.audit_event WHERE org_id = :org_id AND outcome = 'done'"
    )
    refused = 0
    for method, address, for_anyone in addresses(town.site, town.world.students[0]):
        # A check-in is another thing that a device may serve: `test_check_ins.py` says that this one does not.
        if method != "POST" or address in (FORM, "/check-in"):
            continue
        sent = {**own, "csrf_token": stranger if for_anyone else own["csrf_token"], "password": PASSWORD}
        answer = await browser.post(address, sent)
        assert answer.status_code == 403, address
        # Handing over changed the cookie to which the tokens of forms for anyone are bound: a kept one is dead.
        if address != BACK:
            assert "This device shows one form" in words(answer), address
        refused += 1
    assert refused > 25
    after = await town.world.rows(
        "SELECT count(*) FROM app.audit_event WHERE org_id = :org_id AND outcome = 'done'"
    )
    assert after == before
    assert await serves(town, browser)


async def test_the_form_has_no_way_out_no_other_name_and_no_score(town: Town, episode: UUID) -> None:
    await town.world.phq_a(episode, total=17)
    browser = await handed_over(town)
    for page in (await browser.get(FORM), await give_back(browser), await browser.get(FORM)):
        if page.status_code == 303:
            continue
        links = set(re.findall(r'(?:href|action)="([^"]+)"', page.text)) - {"#main-content"}
        assert all(link.startswith(("/handover", "/static/", "tel:", "#")) for link in links), links
        body = page.text[page.text.index("<body") :]
        for name in ("Bennett", "Ruth", "Okafor", "Maya", "Priya", "Noah", "Riverside", "Oak Middle"):
            assert name not in body, name
        assert '<nav class="govuk' not in body
        assert not re.search(r"PHQ|score|total|cut-off|depress(?:ion|ive)\b|severe|\b17\b", words(page), re.I)


async def test_everything_may_be_left_open_and_nothing_is_asked_twice(town: Town, episode: UUID) -> None:
    browser = await handed_over(town)
    answer = await browser.send(FORM, FORM, {"language": "en"})
    assert (answer.status_code, answer.headers["location"]) == (303, FORM)
    assert await town.count("administration") == 1


async def test_a_question_can_be_declined(town: Town, episode: UUID) -> None:
    browser = await handed_over(town)
    await browser.send(FORM, FORM, {"answer_1": "refused", "answer_2": "0", "answer_EX1": "1"})
    ((kept,),) = await town.world.rows("SELECT answers::text FROM app.administration WHERE org_id = :org_id")
    assert '"1": "refused"' in kept
    assert '"2": 0' in kept
    assert '"3": null' in kept
    assert '"EX1": 1' in kept
    assert '"EX3": null' in kept


async def test_an_answer_that_nobody_could_have_ticked_is_not_kept(town: Town, episode: UUID) -> None:
    browser = await handed_over(town)
    answer = await browser.send(FORM, FORM, {"answer_1": "27"})
    assert answer.status_code == 422
    assert await town.count("administration") == 0
    assert await serves(town, browser)


async def test_the_thanks_say_the_same_whatever_was_answered(
    town: Town, episode: UUID, site: Litestar, module_database: Database, module_engine: AsyncEngine
) -> None:
    """A bystander, or whoever reads over a shoulder, must not see that a rule fired."""
    shown = []
    for item_9 in (0, 3):
        other = await town_on(site, module_database, module_engine)
        await other.world.mentored()
        browser = await handed_over(other)
        answer = await give_back(browser, item_9=item_9)
        page = await browser.get(FORM)
        shown.append((answer.headers["location"], words(page), len(page.text)))
        assert len(await other.world.rows("SELECT 1 FROM app.work WHERE org_id = :org_id")) == bool(item_9)
    assert shown[0] == shown[1]
    assert "An adult at school will talk with you today." in shown[0][1]
    assert "Please give this back to Sam Rivera." in shown[0][1]
    assert "988" in shown[0][1]


async def test_a_form_without_a_safety_question_promises_no_talk(town: Town, episode: UUID) -> None:
    browser = await handed_over(town, "gad-7")
    await give_back(browser, "gad-7", 20)
    text = words(await browser.get(FORM))
    assert "Please give this back to Sam Rivera." in text
    assert "An adult at school" not in text


async def test_the_same_form_sent_twice_is_one_entry(town: Town, episode: UUID) -> None:
    browser = await handed_over(town)
    hidden = hidden_fields((await browser.get(FORM)).text)
    sent = {**hidden, "answer_9": "1"}
    first, second = await browser.post(FORM, sent), await browser.post(FORM, sent)
    assert first.headers["location"] == second.headers["location"] == FORM
    assert await town.count("administration") == 1


async def test_stopping_keeps_what_was_answered(town: Town, episode: UUID) -> None:
    browser = await handed_over(town)
    answer = await browser.send(FORM, FORM, {"answer_9": "2", "stop": "yes"})
    assert answer.status_code == 303
    assert "Please give this back" in words(await browser.get(FORM))
    assert [one.action for one in await town.world.work(episode, "escalation")] == ["trained_interview"]


async def test_stopping_before_any_answer_keeps_nothing(town: Town, episode: UUID) -> None:
    browser = await handed_over(town)
    await browser.send(FORM, FORM, {"stop": "yes"})
    assert await town.count("administration") == 0
    assert "Please give this back" in words(await browser.get(FORM))


async def test_in_a_language_without_checked_wording_the_questions_are_not_shown(
    town: Town, episode: UUID
) -> None:
    assert not instruments.load("phq-a").is_in("es")
    browser = await handed_over(town)
    page = await browser.get(f"{FORM}?language=es")
    assert '<html class="govuk-template sw-template" lang="es"' in page.text
    assert "answer_1" not in page.text
    assert f'href="{FORM}?language=en"' in page.text
    assert re.search(r'<button[^>]* name="stop"', page.text)
    english = await browser.get(f"{FORM}?language=en", headers={"accept-language": "es"})
    assert 'lang="en"' in english.text
    assert "answer_1" in english.text


async def test_the_browser_s_language_is_picked_first_and_the_thanks_keep_it(
    town: Town, episode: UUID
) -> None:
    browser = await handed_over(town)
    page = await browser.get(FORM, headers={"accept-language": "es-MX,es;q=0.9"})
    assert 'lang="es"' in page.text[:200]
    await browser.send(FORM, FORM, {"language": "es", "stop": "yes"})
    assert 'lang="es"' in (await browser.get(FORM)).text[:200]


async def test_what_was_on_the_screen_is_dropped_from_the_browser_s_memory(town: Town, episode: UUID) -> None:
    """A changed cookie does it; `tests/journeys/test_handover.py` presses the back button of a real browser."""
    browser = await town.browser(town.world.counselor)
    handed = await browser.send(f"{under(town)}/new", under(town), {"reason_asked": "planned"})
    given = await browser.send(FORM, FORM, {"answer_1": "2"})
    changed = [answer.cookies.get("__Host-stepwise-caller") for answer in (handed, given)]
    assert all(changed)
    assert changed[0] != changed[1]
    assert (await browser.get(FORM)).headers["cache-control"] == "no-store"


async def test_another_device_of_the_adult_stays_open(town: Town, episode: UUID) -> None:
    other = await town.browser(town.world.counselor)
    await handed_over(town)
    assert (await other.get("/")).status_code == 200
    assert (await other.get(FORM)).headers["location"] == "/"


async def test_a_hand_over_that_timed_out_leads_to_the_sign_in(town: Town, episode: UUID) -> None:
    browser = await handed_over(town)
    await town.world.plant(
        "UPDATE sign_in.session SET idle_expires_at = now() - interval '1 second' WHERE org_id = $1"
    )
    answer = await browser.get(f"/mentees/{town.world.students[0]}")
    assert answer.headers["location"].startswith("/sign-ins/new")


# Unlocking.


async def unlock(browser: Browser, password: str | None = None) -> httpx.Response:
    """Press the button; the browser then holds the cookie that it was given, and no other."""
    answer = await browser.send(BACK, BACK, {} if password is None else {"password": password})
    if given := answer.cookies.get(COOKIE):
        browser.http.cookies.clear()
        browser.sign_in_as(given)
    return answer


async def test_the_password_unlocks_with_a_new_sign_in_and_leads_to_what_to_do(
    town: Town, episode: UUID
) -> None:
    await with_password(town)
    browser = await handed_over(town)
    await give_back(browser, item_9=2)
    held = browser.http.cookies[COOKIE]
    answer = await unlock(browser, PASSWORD)
    assert answer.status_code == 303
    assert re.fullmatch(r"/administrations/[0-9a-f-]{36}", answer.headers["location"])
    assert browser.http.cookies[COOKIE] != held
    text = words(await browser.get(answer.headers["location"]))
    assert "Ruth Okafor must see Ava today, before Ava goes home." in text
    assert "Answered on the device that was handed over" in text
    thief = Browser(town.site)
    thief.sign_in_as(held)
    assert (await thief.get(FORM)).headers["location"].startswith("/sign-ins/new")
    assert len(await town.world.audit("returned_device")) == 1


async def test_after_a_form_that_was_never_begun_the_case_opens(town: Town, episode: UUID) -> None:
    await with_password(town)
    browser = await handed_over(town)
    await browser.send(FORM, FORM, {"stop": "yes"})
    answer = await unlock(browser, PASSWORD)
    assert answer.headers["location"] == f"/mentees/{town.world.students[0]}"


@pytest.mark.parametrize("password", ["", "not the one at all", None], ids=["empty", "wrong", "not sent"])
async def test_without_the_password_it_stays_locked(town: Town, episode: UUID, password: str | None) -> None:
    await with_password(town)
    browser = await handed_over(town)
    await give_back(browser)
    answer = await unlock(browser, password)
    assert answer.status_code == 422
    assert "The password is not right" in words(answer)
    assert await serves(town, browser)
    assert (await browser.get("/")).headers["location"] == FORM


async def test_somebody_without_a_password_cannot_unlock_by_saying_none(town: Town, episode: UUID) -> None:
    """The plain button is for organizations made for a demo, whatever the site."""
    browser = await handed_over(town)
    await give_back(browser)
    for password in ("", PASSWORD, None):
        assert (await unlock(browser, password)).status_code == 422
    assert await serves(town, browser)


async def test_ten_tries_and_no_more_even_with_the_right_password(town: Town, episode: UUID) -> None:
    await with_password(town)
    browser = await handed_over(town)
    browser.address = "198.51.100.77"
    await give_back(browser)
    for _ in range(10):
        assert (await unlock(browser, "wrong as can be")).status_code == 422
    assert (await unlock(browser, PASSWORD)).status_code == 422
    assert await serves(town, browser)


async def test_in_an_organization_made_for_a_demo_a_button_is_enough(town: Town, episode: UUID) -> None:
    await town.world.plant("UPDATE sign_in.organisation SET is_demo = true WHERE id = $1")
    browser = await handed_over(town)
    await give_back(browser)
    page = await browser.get(BACK)
    assert 'type="password"' not in page.text
    assert (await unlock(browser)).status_code == 303
    assert not await serves(town, browser)


async def test_nothing_is_unlocked_while_the_young_person_has_the_form(town: Town, episode: UUID) -> None:
    await with_password(town)
    browser = await handed_over(town)
    assert (await browser.get(BACK)).headers["location"] == FORM


async def test_there_is_nothing_to_unlock_on_a_device_that_was_not_handed_over(
    town: Town, episode: UUID
) -> None:
    browser = await town.browser(town.world.counselor)
    assert (await browser.get(BACK)).status_code == 403
    assert (await Browser(town.site).get(BACK)).headers["location"] == "/"
