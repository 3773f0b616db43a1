"""Can an administrator bring a roster and a list of people in with a browser, and nobody else?"""

import io
import re
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from litestar import Litestar

from tests.conftest import Database
from tests.web import Browser, hidden_fields, plant, site_on, token_of
from triage.roles import Role
from workflows.exchange.people_csv import template

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


async def test_people_come_in_by_two_clicks(browser: Browser) -> None:
    answer = await browser.get("/people-imports/template")
    assert answer.text == template()
    page = await upload(browser, "/people-imports", "people.csv", answer.content)
    html = (await browser.get(page)).text
    assert "New: 5. Changed: 0. Unchanged: 0." in html
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
