"""Can a wrong log be corrected or taken back where people find it, and is what was there still shown?"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx
import pytest

from supervision.session_limits import LIMITS
from tests.pages.case_pages import Town, errors, has_every_target, is_checked, words
from tests.web import Browser

NOW_MADE: Mapping[str, str | list[str]] = {
    "met": "yes",
    "minutes": "45",
    "medium": "in_person",
    "topics": ["friends"],
    "plan": "none",
    "worry": "no",
    "next": "stands",
    "note": "Typed on the bus.",
}


def when() -> dict[str, str]:
    """A moment ago, as the form asks for it."""
    local = (datetime.now(UTC) - timedelta(minutes=1)).astimezone(ZoneInfo("America/Chicago"))
    return {
        "held_on_month": str(local.month),
        "held_on_day": str(local.day),
        "held_on_year": str(local.year),
        "held_time": f"{local:%H:%M}",
    }


@pytest.fixture
async def session(town: Town) -> UUID:
    """The second session of a mentee, logged a moment ago by the mentor."""
    match = await town.world.assign(await town.world.refer())
    await town.world.log_made(match, by=town.world.mentor)
    town.world.now = datetime.now(UTC) - timedelta(minutes=2)
    return await town.world.log_made(
        match, by=town.world.mentor, minutes=30, note="Brought her drawings.", topics=("friends",)
    )


def filled(answer: httpx.Response) -> dict[str, str | list[str]]:
    """The form of the correction as a browser would send it unchanged."""
    html = answer.text[answer.text.index("data-draft=") :]
    found: dict[str, str | list[str]] = dict(
        re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', html)
    )
    for tag in re.findall(r"<input[^>]*>", html):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name is None or 'type="hidden"' in tag:
            continue
        if 'type="radio"' in tag and "checked" in tag and value:
            found[name[1]] = value[1]
        elif 'type="checkbox"' in tag and "checked" in tag and value:
            before = found.get(name[1], [])
            found[name[1]] = [*([before] if isinstance(before, str) else before), value[1]]
        elif 'type="radio"' not in tag and 'type="checkbox"' not in tag:
            found[name[1]] = value[1] if value else ""
    for name, text in re.findall(r'<textarea[^>]* name="([a-z_]+)"[^>]*>([^<]*)</textarea>', html):
        found[name] = text
    return found


async def amend(browser: Browser, session: UUID, changed: Mapping[str, str | list[str]]) -> httpx.Response:
    opened = await browser.get(f"/sessions/{session}/amendments/new")
    return await browser.post(f"/sessions/{session}/amendments", {**filled(opened), **changed})


async def strike(browser: Browser, session: UUID, page: str) -> httpx.Response:
    """Press the button of this page."""
    html = (await browser.get(page)).text
    form = html[html.index(f'action="/sessions/{session}/striking"') :].split("</form>")[0]
    return await browser.post(
        f"/sessions/{session}/striking",
        dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', form)),
    )


# Corrected.


async def test_the_correction_begins_with_what_was_logged(town: Town, session: UUID) -> None:
    page = await (await town.browser(town.world.mentor)).get(f"/sessions/{session}/amendments/new")
    assert page.status_code == 200
    assert 'name="minutes" type="text" value="30"' in page.text
    assert is_checked(page, "met", "yes")
    assert is_checked(page, "topics", "friends")
    assert not is_checked(page, "topics", "family")
    assert "Brought her drawings." in page.text
    assert 'name="worry"' not in page.text


async def test_both_are_readable_with_who_when_and_why(town: Town, session: UUID) -> None:
    browser = await town.browser(town.world.mentor)
    answer = await amend(browser, session, {"minutes": "45", "why": "I looked at the wrong day."})
    assert answer.status_code == 303, words(answer)
    corrected = answer.headers["location"]
    page = await browser.get(corrected)
    said = words(page)
    assert "The log is corrected." in said
    assert re.search(r"Corrected by Priya Nair, \w{3}, \w{3} \d+", said)
    assert "I looked at the wrong day." in said
    assert "was: 30 minutes now: 45 minutes" in said
    assert said.count("was:") == 1, "nothing else was corrected"
    old = await browser.get(f"/sessions/{session}")
    assert "This log was corrected since." in words(old)
    assert f'href="{corrected}"' in old.text
    assert "Yes, for 30 minutes" in words(old)
    case = await browser.get(f"/mentees/{town.world.students[0]}")
    assert re.search(r"<s>\s*Met for 30 minutes", case.text)
    assert "Corrected since" in words(case)
    assert "Met for 45 minutes" in words(case)


async def test_a_correction_is_corrected_again(town: Town, session: UUID) -> None:
    browser = await town.browser(town.world.mentor)
    first = await amend(browser, session, {"minutes": "45", "why": "Wrong day."})
    newest = UUID(first.headers["location"].rsplit("/", 1)[1])
    again = await amend(browser, newest, {"met": "no", "whose_cause": "illness", "why": "She was ill."})
    page = words(await browser.get(again.headers["location"]))
    assert "was: yes now: no" in page
    assert "She was ill." in page
    assert "Wrong day." in page
    late = await amend(browser, session, {"minutes": "20", "why": "Again."})
    assert late.status_code == 409
    assert "corrected this log meanwhile" in words(late)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"minutes": "20"}, "why", id="a reason is asked for"),
        pytest.param({"minutes": "many", "why": "x"}, "minutes", id="a length that is none"),
        pytest.param({"topics": [], "why": "x"}, "topics", id="what was done"),
    ],
)
async def test_what_cannot_be_taken_comes_back_as_typed(
    town: Town, session: UUID, changed: dict[str, str | list[str]], field: str
) -> None:
    browser = await town.browser(town.world.mentor)
    answer = await amend(browser, session, changed)
    assert answer.status_code == 422
    assert errors(answer) == [field]
    assert has_every_target(answer)
    assert "Brought her drawings." in answer.text
    assert await town.count("session") == 2


async def test_nothing_changed_is_no_correction(town: Town, session: UUID) -> None:
    answer = await amend(await town.browser(town.world.mentor), session, {"why": "Nothing."})
    assert answer.status_code == 422
    assert "Nothing is different from what was logged." in words(answer)


async def test_a_worry_is_shown_as_it_was_sent_and_not_asked_again(town: Town) -> None:
    world = town.world
    match = await world.assign(await world.refer())
    session = await world.log_made(match, by=world.mentor, worry="talk_over", said="Sleeps badly.")
    browser = await town.browser(world.mentor)
    page = await browser.get(f"/sessions/{session}/amendments/new")
    assert "What was said to be worrying stays as it was sent." in words(page)
    answer = await amend(browser, session, {"minutes": "20", "why": "Shorter."})
    assert "Sleeps badly." in words(await browser.get(answer.headers["location"]))


async def test_who_may_not_correct_it_is_offered_nothing_and_refused(town: Town, session: UUID) -> None:
    counselor = await town.browser(town.world.counselor)
    page = await counselor.get(f"/sessions/{session}")
    assert page.status_code == 200
    assert "amendments/new" not in page.text
    assert "striking" not in page.text
    assert (await counselor.get(f"/sessions/{session}/amendments/new")).status_code == 403
    stranger = await town.browser(town.world.stranger)
    assert (await stranger.get(f"/sessions/{session}/amendments/new")).status_code == 404


# Taken back.


async def test_a_slip_is_taken_back_from_where_one_lands_after_logging(town: Town, session: UUID) -> None:
    browser = await town.browser(town.world.mentor)
    case = f"/mentees/{town.world.students[0]}"
    assert "You have just logged a session with Ava Bennett." in words(await browser.get(case))
    answer = await strike(browser, session, case)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/sessions/{session}")
    page = await browser.get(f"/sessions/{session}")
    assert "The log is undone. It counts nowhere." in words(page)
    assert re.search(r"Undone by Priya Nair, .* The log counts nowhere\.", words(page))
    assert "striking" not in page.text
    assert "amendments/new" not in page.text
    after = await browser.get(case)
    assert "You have just logged" not in words(after)
    assert re.search(r"<s>\s*Met for 30 minutes[^<]*</s>\s*<span[^>]*>Undone</span>", after.text)


async def test_the_log_s_own_page_has_the_button_too_and_a_second_press_does_nothing(
    town: Town, session: UUID
) -> None:
    browser = await town.browser(town.world.mentor)
    page = f"/sessions/{session}"
    html = (await browser.get(page)).text
    form = html[html.index(f'action="{page}/striking"') :].split("</form>")[0]
    sent = dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', form))
    first, second = await browser.post(f"{page}/striking", sent), await browser.post(f"{page}/striking", sent)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["location"] == second.headers["location"]
    assert await town.world.rows("SELECT count(*) FROM app.session WHERE is_struck") == [(1,)]


async def test_later_it_is_corrected_and_no_button_is_there(town: Town) -> None:
    world = town.world
    match = await world.assign(await world.refer())
    await world.log_made(match, by=world.mentor)
    world.now = datetime.now(UTC) - timedelta(minutes=LIMITS.undo_minutes, seconds=30)
    session = await world.log_made(match, by=world.mentor)
    browser = await town.browser(world.mentor)
    page = await browser.get(f"/sessions/{session}")
    assert "striking" not in page.text
    assert "Correct the log" in words(page)
    assert "You have just logged" not in words(await browser.get(f"/mentees/{world.students[0]}"))


async def test_a_log_that_began_a_step_says_whom_to_ask(town: Town) -> None:
    world = town.world
    match = await world.assign(await world.refer())
    world.now = datetime.now(UTC) - timedelta(minutes=1)
    session = await world.log_made(match, by=world.mentor)
    browser = await town.browser(world.mentor)
    page = await browser.get(f"/sessions/{session}")
    assert "striking" not in page.text
    assert "Ask a clinical supervisor" in words(page)


async def test_the_form_of_an_undone_log_sent_again_answers_like_the_first_time(town: Town) -> None:
    world = town.world
    match = await world.assign(await world.refer())
    await world.log_made(match, by=world.mentor)
    browser = await town.browser(world.mentor)
    opened = await browser.get(f"/matches/{match}/sessions/new")
    sent = {**filled(opened), **NOW_MADE, **when(), "minutes": "20", "is_another": "yes"}
    first = await browser.post(f"/matches/{match}/sessions", sent)
    assert first.status_code == 303, words(first)
    ((session,),) = await world.rows("SELECT id FROM app.session WHERE minutes = 20")
    await strike(browser, session, f"/sessions/{session}")
    again = await browser.post(f"/matches/{match}/sessions", sent)
    assert (again.status_code, again.headers["location"]) == (303, first.headers["location"])
    assert await world.rows("SELECT count(*) FROM app.session WHERE minutes = 20") == [(2,)]


# Logged twice.


async def test_a_session_logged_already_is_asked_about_and_nothing_typed_is_lost(
    town: Town, session: UUID
) -> None:
    world = town.world
    ((match,),) = await world.rows("SELECT match_id FROM app.session WHERE id = :id", id=session)
    browser = await town.browser(world.direct)
    opened = await browser.get(f"/matches/{match}/sessions/new")
    sent = {**filled(opened), **NOW_MADE, **when()}
    asked = await browser.post(f"/matches/{match}/sessions", sent)
    assert asked.status_code == 422
    assert errors(asked) == ["is_another"]
    assert has_every_target(asked)
    assert "met for 30 minutes, logged by Priya Nair" in words(asked)
    assert f'href="/sessions/{session}"' in asked.text
    assert "Typed on the bus." in asked.text
    assert await town.count("session") == 2
    again = {**sent, **dict(re.findall(r'name="(form_key)" value="([^"]*)"', asked.text))}
    kept = await browser.post(f"/matches/{match}/sessions", {**again, "is_another": "yes"})
    assert kept.status_code == 303
    assert await town.count("session") == 3
