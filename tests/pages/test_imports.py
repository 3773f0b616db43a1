"""Can an administrator bring a roster and a list of people in with a browser, and nobody else?"""

import io
import re
import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.conftest import Database
from tests.web import Browser, hidden_fields, plant, site_on, token_of
from triage.roles import Role
from workflows.exchange.people_csv import template
from workflows.exchange.roster_limits import LIMITS
from workflows.pages import roster_approvals
from workflows.records.ids import new_id
from workflows.records.progress import Phase, Progress, telling
from workflows.records.scope import scoped_as
from workflows.verbs import begin_roster

SAMPLE = Path(__file__).parents[1] / "exchange_samples" / "oneroster-minimal"


@pytest.fixture(scope="module")
async def site(module_database: Database) -> AsyncIterator[Litestar]:
    async with site_on(module_database) as app:
        yield app


@pytest.fixture
async def browser(site: Litestar, module_database: Database) -> Browser:
    found = Browser(site)
    found.sign_in_as(await token_of(module_database, await plant(module_database, Role.ADMINISTRATOR)))
    return found


def sample() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for path in sorted(SAMPLE.iterdir()):
            archive.writestr(path.name, path.read_bytes())
    return kept.getvalue()


async def upload(browser: Browser, under: str, name: str, content: bytes) -> str:
    """Send the file with the form of the page; returns the path of the import."""
    hidden = hidden_fields((await browser.get(under)).text)
    answer = await browser.http.post(
        under,
        data={**hidden, "encoding": "utf-8"},
        files={"file": (name, content)},
        headers={"origin": browser.origin},
    )
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


async def press(browser: Browser, page: str, under: str, **fields: str) -> str:
    """Send the form of the page that goes to `under`, with its hidden fields; returns the next page."""
    html = (await browser.get(page)).text
    form = html[html.index(f'action="{page}/{under}"') :].split("</form>")[0]
    hidden = dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', form))
    answer = await browser.post(f"{page}/{under}", {**hidden, **fields})
    assert answer.status_code == 303, answer.text
    return (await browser.get(answer.headers["location"])).text


async def test_the_real_sample_comes_in_by_three_clicks(browser: Browser) -> None:
    page = await upload(browser, "/roster-imports", "sample.zip", sample())
    html = (await browser.get(page)).text
    assert "Ready for review" in html
    assert "classes.csv, row 2, column 6 (courseSourcedId)" in html
    assert "Password1-" not in html
    assert "Approved" in await press(browser, page, "approval")
    html = await press(browser, page, "commit")
    assert "The roster is taken over." in html
    assert "Taken over" in html


async def test_the_findings_can_be_downloaded_without_formulas(browser: Browser) -> None:
    page = await upload(browser, "/roster-imports", "sample.zip", sample())
    answer = await browser.get(f"{page}/findings")
    assert answer.headers["content-disposition"].startswith("attachment")
    lines = answer.text.splitlines()
    assert lines[0].startswith("severity,code,file,row")
    assert not any(re.match(r'^"?[=+\-@]', cell) for line in lines for cell in line.split(","))


async def test_a_file_that_cannot_be_used_says_why(browser: Browser) -> None:
    page = await upload(browser, "/roster-imports", "x.zip", b"nothing of the kind")
    html = (await browser.get(page)).text
    assert "Refused" in html
    assert "neither a folder nor a zip file" in html
    assert "/approval" not in html


async def test_a_missing_file_is_asked_for_again(browser: Browser) -> None:
    answer = await browser.send("/roster-imports", "/roster-imports", {"encoding": "utf-8"})
    assert answer.status_code == 422
    assert "Choose a zip file." in answer.text


async def test_a_roster_can_be_discarded(browser: Browser) -> None:
    page = await upload(browser, "/roster-imports", "sample.zip", sample())
    assert "discarded" in await press(browser, page, "discarding")
    assert "Discarded" in (await browser.get(page)).text


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every roster is one for which nobody waits."""
    monkeypatch.setattr(begin_roster, "LIMITS", replace(LIMITS, rows_at_once=0))


@pytest.mark.usefixtures("large")
async def test_a_large_roster_is_taken_over_after_the_answer(browser: Browser) -> None:
    page = await upload(browser, "/roster-imports", "sample.zip", sample())
    await press(browser, page, "approval")
    html = await press(browser, page, "commit")
    assert "Roster: Taken over" in html
    assert 'http-equiv="refresh"' not in html


async def test_a_page_shows_how_far_a_roster_is_and_loads_itself_again(
    browser: Browser, module_engine: AsyncEngine
) -> None:
    page = await upload(browser, "/roster-imports", "sample.zip", sample())
    async with scoped_as(module_engine, new_id()) as at_work:
        await telling(at_work, UUID(page.rsplit("/", 1)[1]))(Progress(Phase.TAKING_OVER, 35_000, 100_200))
        html = (await browser.get(page)).text
    assert "35,000 of 100,200 rows" in html
    assert (
        '<progress class="sw-progress__bar" aria-labelledby="progress-words" value="35000" max="100200">'
        in html
    )
    # Without JavaScript; with it, the page asks by itself.
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in html.split("</head>")[0]
    assert 'hx-trigger="every 2s"' in html
    assert "progress" not in (await browser.get(page)).text.split("<main")[1]


@pytest.mark.usefixtures("large")
async def test_what_was_cut_off_says_so_and_can_be_taken_over_again(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def cut_off(*_: object) -> None:
        """The site ended."""

    page = await upload(browser, "/roster-imports", "sample.zip", sample())
    await press(browser, page, "approval")
    with monkeypatch.context() as patch:
        patch.setattr(roster_approvals, "go_on", cut_off)
        html = await press(browser, page, "commit")
    assert "nobody is at it now" in html
    assert "Take it over again" in html
    assert "Roster: Taken over" in await press(browser, page, "commit")


async def test_people_come_in_by_two_clicks(browser: Browser) -> None:
    answer = await browser.get("/people-imports/template")
    assert answer.text == template()
    page = await upload(browser, "/people-imports", "people.csv", answer.content)
    html = (await browser.get(page)).text
    assert "New: 6. Changed: 0. Unchanged: 0." in html
    assert "supervised by dana.whitlock@school.example" in html
    assert "The people are taken over." in await press(browser, page, "commit")


async def test_a_wrong_cell_of_a_list_is_told_by_row_and_column(browser: Browser) -> None:
    wrong = template().replace("2028-01-31", "31/01/2028").encode()
    page = await upload(browser, "/people-imports", "people.csv", wrong)
    assert "people.csv, row 6, column 8 (journey_certificate_until)" in (await browser.get(page)).text


@pytest.mark.parametrize("path", ["/roster-imports", "/people-imports"])
async def test_nobody_else_sees_imports(site: Litestar, module_database: Database, path: str) -> None:
    counselor = Browser(site)
    counselor.sign_in_as(await token_of(module_database, await plant(module_database, Role.COUNSELOR)))
    assert (await counselor.get(path)).status_code == 403
    assert path not in (await counselor.get("/sign-ins")).text
