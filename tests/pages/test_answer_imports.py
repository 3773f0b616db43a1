"""Does a counselor bring a list of filled-in forms in with a browser, and see first what calls for somebody?"""

import re

import pytest
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.conftest import Database
from tests.web import Browser, hidden_fields, site_on, token_of
from tests.workflows.verbs.test_import_answers import AVA, NOAH, listed, row
from tests.world import World
from workflows.jobs.answer_importing import take_over_lists

PAGE = "/answer-imports"


@pytest.fixture
async def browser(site: Litestar, world: World) -> Browser:
    await world.can_sign_in(world.counselor)
    found = Browser(site)
    found.sign_in_as(await token_of(world.database, world.planted(world.counselor)))
    return found


async def send(browser: Browser, content: bytes, **fields: str) -> tuple[int, str]:
    """Send a list by the form of the page; returns the status and the next page."""
    hidden = hidden_fields((await browser.get(PAGE)).text)
    about = {
        "instrument_id": "phq-a",
        "reason_asked": "individual_concern",
        "encoding": "utf-8",
        "what": "take",
    }
    answer = await browser.http.post(
        PAGE,
        data={**hidden, **about, **fields},
        files={"file": ("answers.csv", content)},
        headers={"origin": browser.origin},
    )
    if answer.status_code != 303:
        return answer.status_code, answer.text
    return 303, str(answer.headers["location"])


async def test_a_list_comes_in_and_what_calls_stands_on_the_board_at_once(
    browser: Browser, world: World
) -> None:
    await world.refer(world.students[0])
    noah = await world.refer(world.students[1])
    day = world.today().isoformat()
    _, path = await send(
        browser, listed(row(AVA, day), row(NOAH, day, item_9=1), row(("S-9", "Nobody"), day, item_9=2))
    )
    html = (await browser.get(path)).text
    assert [one.kind for one in await world.work(noah)] == ["escalation"]
    assert "One row calls for somebody to talk with the student today" in html
    assert "Row 4." in re.sub(r"<[^>]+>", "", html).replace("  ", " ")
    assert "<progress" in html, "the rest is under way"
    assert 'http-equiv="refresh"' in html, "without scripts too"
    assert "Bennett" not in html
    await take_over_lists(world.engine, world.org_id)
    html = (await browser.get(path)).text
    assert "2 of 3 forms are on record now." in html
    assert "<progress" not in html
    (form,) = re.findall(r'href="(/administrations/[^"]+)">Row 3<', html)
    assert "Brought in from a file" in (await browser.get(form)).text


async def test_in_a_demo_the_site_itself_takes_the_rest_over(
    world: World, module_database: Database, module_engine: AsyncEngine
) -> None:
    await world.refer(world.students[0])
    await world.can_sign_in(world.counselor)
    async with site_on(module_database, module_engine, demo=True) as demo:
        browser = Browser(demo)
        browser.sign_in_as(await token_of(world.database, world.planted(world.counselor)))
        _, path = await send(browser, listed(row(AVA, world.today().isoformat())))
        assert "1 of 1 forms are on record now." in (await browser.get(path)).text


async def test_a_list_that_nobody_takes_over_says_so_and_looks_no_further(
    browser: Browser, world: World
) -> None:
    await world.refer(world.students[0])
    _, path = await send(browser, listed(row(AVA, world.today().isoformat())))
    assert "waits longer than it should" not in (await browser.get(path)).text
    await world.plant(
        "UPDATE app.answer_import SET uploaded_at = uploaded_at - interval '6 min' WHERE org_id = $1"
    )
    html = (await browser.get(path)).text
    assert "waits longer than it should" in html
    assert 'http-equiv="refresh"' not in html
    assert "every 2s" not in html


async def test_only_looking_keeps_nothing(browser: Browser, world: World) -> None:
    await world.refer(world.students[0])
    _, path = await send(browser, listed(row(AVA, world.today().isoformat())), what="look")
    html = (await browser.get(path)).text
    assert "nothing of it is on record" in html
    assert await world.rows("SELECT count(*) FROM app.administration") == [(0,)]
    assert (await browser.get(f"{path}/findings")).headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("fields", "content", "said"),
    [
        pytest.param({"instrument_id": ""}, b"x", "Choose the questionnaire.", id="no questionnaire"),
        pytest.param({"reason_asked": ""}, b"x", "Say why the form was given.", id="no reason"),
        pytest.param({"what": ""}, b"x", "Say what should happen with it.", id="nothing said"),
        pytest.param({}, b"", "Choose a CSV file.", id="no file"),
        pytest.param(
            {"instrument_id": "ors"}, b"x", "under a license that somebody declares", id="no license"
        ),
    ],
)
async def test_what_is_missing_is_asked_for_at_its_field_and_the_rest_is_still_there(
    browser: Browser, fields: dict[str, str], content: bytes, said: str
) -> None:
    status, html = await send(browser, content, **fields)
    assert status == 422
    assert said in html
    assert "choose it again" in html


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"PK\x03\x04xx", "not a text file", id="a workbook"),
        pytest.param(b"student_number;family_name\r\n1;2", "not separated by commas", id="semicolons"),
        pytest.param("student_number\n".encode("utf-16"), "not valid text in this encoding", id="UTF-16"),
        pytest.param(
            b"student_number,family_name,completed_on\r\n", "required column is missing", id="no items"
        ),
    ],
)
async def test_a_file_that_cannot_be_used_says_why(browser: Browser, content: bytes, said: str) -> None:
    _, path = await send(browser, content)
    html = (await browser.get(path)).text
    assert "nothing of it is taken" in html
    assert said in html


async def test_an_empty_list_has_the_numbers_of_the_questions_and_no_word_of_them(browser: Browser) -> None:
    answer = await browser.get(f"{PAGE}/templates/phq-a")
    assert answer.text.startswith("student_number,family_name,completed_on,received_total,1,2,3,")
    assert (await browser.get(f"{PAGE}/templates/phq-99")).status_code == 404


async def test_a_list_is_its_bringers_alone(browser: Browser, world: World, site: Litestar) -> None:
    await world.refer(world.students[0])
    _, path = await send(browser, listed(row(AVA, world.today().isoformat())))
    for person, status in ((world.clinical, 404), (world.mentor, 403)):
        await world.can_sign_in(person)
        other = Browser(site)
        other.sign_in_as(await token_of(world.database, world.planted(person)))
        assert (await other.get(path)).status_code == status
