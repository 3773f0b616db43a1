"""Can somebody who is signed in elsewhere reach anything of an organization or a site that is not theirs?

Every address of the site that names a record is asked for with the ids of the other side: by somebody of another
organization who holds every role there, and by the counselor of another school of the same organization.
"""

import re
import secrets
from collections.abc import Iterator
from uuid import UUID

import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from sqlalchemy.ext.asyncio import AsyncEngine

from care_steps.decisions import Answer, Choice
from tests.conftest import Database
from tests.pages.case_pages import Town, town_on
from tests.web import Browser, hidden_fields
from tests.world import CONSENT
from triage.roles import Role
from workflows.pages.routes import SIGNED_IN

# What a person of the same organization may see, whichever school they are of.
_OF_EVERYBODY = frozenset({"policy_version_id"})
_SECRET = "Only those who look after him read this."


@pytest.fixture
async def others(site: Litestar, module_database: Database, module_engine: AsyncEngine) -> Town:
    """Another organization on the same site."""
    return await town_on(site, module_database, module_engine)


async def _ids(town: Town) -> dict[str, UUID]:
    """One record for each name that stands in an address."""
    world = town.world
    episode, match = await world.mentored()
    concern = await world.worry(episode, said=_SECRET)
    administration = await world.phq_a(episode, total=16)
    session = await world.log_made(match)
    item = next(one for one in await world.work(episode) if one.kind == "recommendation")
    decision = await world.decide(item.id, Choice(Answer.ACCEPT, consent_basis=CONSENT))
    ((referral,),) = await world.rows("SELECT id FROM app.referral_in WHERE org_id = :org_id")
    ((policy,),) = await world.rows("SELECT id FROM app.policy_version WHERE org_id = :org_id")
    await town.browser(world.clinical)
    ((sign_in,),) = await world.rows("SELECT id FROM sign_in.session WHERE org_id = :org_id LIMIT 1")
    return {
        "mentee_id": world.students[0],
        "match_id": match,
        "concern_id": concern,
        "administration_id": administration,
        "session_id": session,
        "work_id": item.id,
        "decision_id": decision,
        "offer_id": (await world.offer(episode)).id,
        "policy_version_id": policy,
        "sign_in_id": sign_in,
        "person_id": world.mentor,
        "import_id": world.students[0],
        "referral_id": referral,
        "rule_id": await world.own(world.counselor, "7"),
        "conflict_id": await world.conflict(episode, world.journey_mentor),
    }


def _addresses(site: Litestar, ids: dict[str, UUID]) -> Iterator[tuple[str, bool, set[str]]]:
    """Every address behind a sign-in that names a record: its path, whether it acts, and what it names."""
    for route in site.routes:
        for handler in getattr(route, "route_handlers", []):
            if not isinstance(handler, HTTPRouteHandler) or handler.opt.get("access") != SIGNED_IN:
                continue
            names = set(re.findall(r"\{([a-z_]+):uuid\}", route.path))
            path = re.sub(r"\{([a-z_]+):uuid\}", lambda found: str(ids[found[1]]), route.path)
            if names:
                yield path.replace("{instrument_id:str}", "gad-7"), bool(handler.opt["acts"]), names


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
    ids = await _ids(town)
    world = others.world
    await world.appoint(world.clinical, *Role)
    intruder = await others.browser(world.clinical)
    addresses = list(_addresses(town.site, ids))
    assert len(addresses) > 30
    before = await town.count("audit_event")
    for path, acts, _ in addresses:
        status, text = await _tried(intruder, path, acts=acts)
        assert status == 404, (status, path)
        assert _SECRET not in text
        assert "Maya" not in text
    assert await town.count("audit_event") == before, "nothing of it is even written into the other's book"


async def test_the_counselor_of_another_school_reaches_no_record(town: Town) -> None:
    ids = await _ids(town)
    intruder = await town.browser(town.world.stranger)
    for path, acts, names in _addresses(town.site, ids):
        if names <= _OF_EVERYBODY:
            continue
        status, text = await _tried(intruder, path, acts=acts)
        assert status in (403, 404), (status, path)
        assert _SECRET not in text
