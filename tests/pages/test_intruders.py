"""Can somebody who is signed in elsewhere reach anything of an organization or a site that is not theirs?

Every address of the site that names a record is asked for with the ids of the other side: by somebody of another
organization who holds every role there, and by the counselor of another school of the same organization.
"""

import secrets

import pytest
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.conftest import Database
from tests.pages.addresses import SECRET, addresses, ids_of
from tests.pages.case_pages import Town, town_on
from tests.web import Browser, hidden_fields
from triage.roles import Role

# What a person of the same organization may see, whichever school they are of.
_OF_EVERYBODY = frozenset({"policy_version_id"})


@pytest.fixture
async def others(site: Litestar, module_database: Database, module_engine: AsyncEngine) -> Town:
    """Another organization on the same site."""
    return await town_on(site, module_database, module_engine)


async def _tried(browser: Browser, path: str, *, acts: bool) -> tuple[int, str]:
    if not acts:
        answer = await browser.get(path)
        return answer.status_code, answer.text
    hidden = hidden_fields((await browser.get("/students")).text) or hidden_fields(
        (await browser.get("/sign-ins")).text
    )
    sent = {**hidden, "form_key": secrets.token_urlsafe(24), "seen_version": "1"}
    answer = await browser.post(path, sent)
    return answer.status_code, answer.text


async def test_nobody_of_another_organization_reaches_anything(town: Town, others: Town) -> None:
    ids = await ids_of(town)
    world = others.world
    await world.appoint(world.clinical, *Role)
    intruder = await others.browser(world.clinical)
    found = list(addresses(town.site, ids))
    assert len(found) > 70
    before = await town.count("audit_event")
    for path, acts, _ in found:
        status, text = await _tried(intruder, path, acts=acts)
        assert status == 404, (status, path)
        assert SECRET not in text
        assert "Maya" not in text
    assert await town.count("audit_event") == before, "nothing of it is even written into the other's book"


async def test_the_counselor_of_another_school_reaches_no_record(town: Town) -> None:
    ids = await ids_of(town)
    intruder = await town.browser(town.world.stranger)
    for path, acts, names in addresses(town.site, ids):
        if names <= _OF_EVERYBODY:
            continue
        status, text = await _tried(intruder, path, acts=acts)
        assert status in (403, 404), (status, path)
        assert SECRET not in text
