"""Has somebody the figures of a page as a file that says what the page says, for themselves alone, while they may see it?"""

import csv
import io
import re
from datetime import timedelta
from html import unescape

import httpx
import pytest
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncEngine

from supervision.exports import LIMITS
from tests.conftest import Database
from tests.pages.case_pages import Town, town_on, words
from tests.pages.test_notice_counts import mails_left, worries
from tests.pages.test_timeliness import many
from tests.web import Browser, site_on
from triage.roles import Role
from workflows.jobs.exporting import write_exports

# What the page says in words beside a number, and what the cell of a table of numbers holds.
AS_IN_THE_FILE = {"none": "0", "nobody to count": "0 of 0"}


async def ask(browser: Browser, figures: str, period: str = "this_year") -> httpx.Response:
    return await browser.send("/exports", "/exports", {"figures": figures, "period": period})


async def asked(browser: Browser, town: Town, figures: str, period: str = "this_year") -> str:
    """Asked for and written; the address of the newest file."""
    sent = await ask(browser, figures, period)
    assert (sent.status_code, sent.headers["location"]) == (303, "/exports")
    await write_exports(town.world.engine, town.world.org_id)
    newest, *_ = re.findall(r'href="(/exports/[^"]+/file)"', (await browser.get("/exports")).text)
    return str(newest)


def cells(answer: httpx.Response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode(), newline=""), strict=True))


def table(answer: httpx.Response, row: str) -> list[list[str]]:
    """The texts of each row of the page's tables that has cells."""
    found = re.findall(rf"<{row}[^>]*>(.*?)</tr>", answer.text, re.DOTALL)
    texts = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", one, re.DOTALL) for one in found]
    return [[unescape(" ".join(re.sub(r"<[^>]+>", "", one).split())) for one in each] for each in texts]


def as_in_the_file(said: str) -> str:
    return AS_IN_THE_FILE.get(said, said)


async def test_the_file_of_what_was_in_time_says_what_the_page_says(town: Town) -> None:
    await many(town, 6)
    browser = await town.browser(town.world.counselor)
    page = await browser.get("/timeliness?period=this_year")
    said = [one for one in table(page, "tr") if len(one) == 3 and one[0] != "What is counted"]
    file = await browser.get(await asked(browser, town, "timeliness"))
    found = [
        [one["what_is_counted"], f"{one['so_many']} of {one['of']}", one["nothing_on_record"]]
        for one in cells(file)
    ]
    assert [[as_in_the_file(cell) for cell in row] for row in said] == found
    assert ["Care began in time", "more than 4 of 6", "fewer than 5"] in found
    assert not [name for name in ("Kid", "Many", "Rivera", "Nair") if name in file.text]
    assert file.headers["content-type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(
        r'attachment; filename="timeliness-\d{4}-07-01-\d{4}-\d\d-\d\d\.csv"',
        file.headers["content-disposition"],
    )
    assert "no-store" in file.headers["cache-control"]


async def test_the_file_of_notices_says_what_the_page_says(town: Town) -> None:
    await town.world.can_sign_in(town.world.clinical, town.world.counselor)
    await worries(town.world, 6)
    await mails_left(town.world)
    browser = await town.browser(town.world.administrator)
    said = [
        one for one in table(await browser.get("/notice-counts"), "tr") if len(one) == 7 and one[0] != "Way"
    ]
    found = cells(await browser.get(await asked(browser, town, "notice_counts")))
    assert said
    assert [
        [one["way"], one["notices_sent"], one["shown"], one["opened"], one["acted_on_in_time"], one["ignored"],
         one["minutes_until_opened"]] for one in found
    ] == [[as_in_the_file(cell) for cell in row] for row in said]  # fmt: skip
    assert {one["rule"] for one in found} == {"R1"}


async def test_a_few_young_people_are_told_apart_in_no_file(town: Town) -> None:
    await town.world.can_sign_in(town.world.clinical, town.world.counselor)
    await worries(town.world, 2)
    browser = await town.browser(town.world.clinical)
    for one in cells(await browser.get(await asked(browser, town, "notice_counts"))):
        assert {one["notices_sent"], one["shown"], one["opened"], one["ignored"]} == {"not shown"}


async def test_while_it_is_written_the_page_says_so_and_looks_again_by_itself(town: Town) -> None:
    browser = await town.browser(town.world.administrator)
    page = await browser.get("/exports")
    assert "No file yet Choose above which figures you want" in words(page)
    assert "http-equiv" not in page.text
    assert "hx-get" not in page.text.split("<main")[1]
    await ask(browser, "timeliness")
    page = await browser.get("/exports")
    assert "A file is being written." in words(page)
    assert '<noscript><meta http-equiv="refresh"' in page.text
    assert 'hx-get="/exports"' in page.text
    await town.world.plant(
        f"UPDATE app.export SET asked_at = asked_at - interval '{LIMITS.late + timedelta(seconds=1)}' WHERE org_id = $1"
    )
    page = await browser.get("/exports")
    assert "A file waits longer than usual." in words(page)
    assert "http-equiv" not in page.text
    await write_exports(town.world.engine, town.world.org_id)
    assert "Ready" in words(await browser.get("/exports"))


async def test_beside_a_demo_no_jobs_run_and_the_file_is_there_all_the_same(
    module_database: Database, module_engine: AsyncEngine
) -> None:
    async with site_on(module_database, demo=True) as site:
        town = await town_on(site, module_database, module_engine)
        browser = await town.browser(town.world.administrator)
        await ask(browser, "timeliness")
        assert "Ready" in words(await browser.get("/exports"))


async def test_of_every_month_it_is_asked_once_and_stopped_by_whoever_asked(town: Town) -> None:
    browser = await town.browser(town.world.administrator)
    await ask(browser, "timeliness", "every_month")
    again = await ask(browser, "timeliness", "every_month")
    assert again.status_code == 422
    assert "You have these figures of every month already." in words(again)
    page = await browser.get("/exports")
    assert "Every month, by itself" in words(page)
    (end,) = re.findall(r'action="(/exports/orders/[^"]+/end)"', page.text)
    other = await town.browser(town.world.clinical)
    assert (await other.send("/exports", end, {})).status_code == 404
    assert (await browser.send("/exports", end, {})).status_code == 303
    assert "Every month, by itself" not in words(await browser.get("/exports"))


async def test_nobody_else_sees_or_loads_it_and_a_try_is_written_down(
    town: Town, site: Litestar, module_database: Database, module_engine: AsyncEngine
) -> None:
    world = town.world
    browser = await town.browser(world.administrator)
    address = await asked(browser, town, "timeliness")
    elsewhere = await town_on(site, module_database, module_engine)
    colleague = await world.person("Olga", "Stein", Role.ADMINISTRATOR)
    for where, person in ((town, colleague), (elsewhere, elsewhere.world.administrator)):
        other = await where.browser(person)
        assert (await other.get(address)).status_code == 404
        assert "No file yet" in words(await other.get("/exports"))
    assert (await browser.get(address)).status_code == 200
    kept = await world.rows(
        "SELECT actor_id, action, outcome FROM app.audit_event"
        " WHERE org_id = :org_id AND action IN ('see_export', 'saw_export') ORDER BY at"
    )
    assert [tuple(one) for one in kept] == [
        (colleague, "see_export", "refused"),
        (world.administrator, "saw_export", "done"),
    ]


async def test_it_is_not_given_out_any_more_from_the_moment_rights_end(town: Town) -> None:
    browser = await town.browser(town.world.administrator)
    address = await asked(browser, town, "timeliness")
    assert (await browser.get(address)).status_code == 200
    await town.world.plant(
        "UPDATE app.appointment SET ended_at = clock_timestamp() WHERE org_id = $1"
        f" AND person_id = '{town.world.administrator}'"
    )
    assert (await browser.get(address)).status_code == 403
    assert (await browser.get("/exports")).status_code == 403


async def test_a_file_that_is_not_kept_any_more_says_so(town: Town) -> None:
    browser = await town.browser(town.world.administrator)
    address = await asked(browser, town, "timeliness")
    await town.world.plant("UPDATE app.export SET kept_until = now() WHERE org_id = $1")
    assert "Not kept any more" in words(await browser.get("/exports"))
    answer = await browser.get(address)
    assert answer.status_code == 409
    assert "This file is not kept any more. Ask for the figures again." in words(answer)


@pytest.mark.parametrize(
    ("who", "offered"),
    [
        ("administrator", ["timeliness", "notice_counts"]),
        ("clinical", ["timeliness", "notice_counts"]),
        ("counselor", ["timeliness"]),
        ("direct", []),
        ("mentor", []),
    ],
)
async def test_it_is_for_whoever_sees_the_page_and_leads_from_there(
    town: Town, who: str, offered: list[str]
) -> None:
    browser = await town.browser(getattr(town.world, who))
    page = await browser.get("/exports")
    assert page.status_code == (200 if offered else 403)
    assert re.findall(r'name="figures" type="radio" value="(\w+)"', page.text) == offered
    for figures, path in (("timeliness", "/timeliness"), ("notice_counts", "/notice-counts")):
        leads = f'href="/exports?figures={figures}&amp;period=this_year"' in (await browser.get(path)).text
        assert leads is (figures in offered), path
    if offered:
        sent = await ask(browser, "notice_counts")
        assert sent.status_code == (303 if "notice_counts" in offered else 403)
    assert ('href="/exports"' in (await browser.get("/?list=escalations")).text) is (
        "notice_counts" in offered
    )
