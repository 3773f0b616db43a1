"""Does everybody who is signed in find out what may happen, who decides it, and what the words mean?"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncEngine

from care_steps.moves import Move
from care_steps.offers import OfferState
from care_steps.steps import Step
from tests.conftest import Database
from tests.web import Browser, site_on, token_of
from tests.world import World


@pytest.fixture(scope="module")
async def site(module_database: Database) -> AsyncIterator[Litestar]:
    async with site_on(module_database) as app:
        yield app


@pytest.fixture
async def page(site: Litestar, module_database: Database, module_engine: AsyncEngine) -> str:
    world = await World.made(module_database, module_engine, datetime.now(UTC) - timedelta(days=1))
    browser = Browser(site)
    browser.sign_in_as(await token_of(module_database, world.planted(world.mentor)))
    answer = await browser.get("/help")
    assert answer.status_code == 200
    return answer.text


async def test_nobody_reads_it_without_signing_in(site: Litestar) -> None:
    answer = await Browser(site).get("/help")
    assert answer.status_code == 303
    assert "/sign-ins/new" in answer.headers["location"]


async def test_every_step_and_every_move_is_named(page: str) -> None:
    for name in (*Step, *Move, *OfferState):
        assert name.plain in page


async def test_each_drawing_says_in_words_what_it_shows(page: str) -> None:
    for name in ("case-moves", "offer-moves"):
        assert f'role="img" aria-labelledby="{name}-title {name}-desc"' in page
        assert f'<title id="{name}-title">' in page
        assert f'<desc id="{name}-desc">' in page
    assert "<strong>Emergency</strong> <span>from Referred, Paraprofessional mentor or" in page


async def test_it_says_who_may_undo_an_emergency(page: str) -> None:
    assert "Undo an emergency, resolve an escalation" in page
    assert "A clinical supervisor only, with a reason" in page


async def test_nobody_is_led_to_policies_that_they_may_not_read(page: str) -> None:
    assert 'href="/policies"' not in page, "A mentor is refused there."
