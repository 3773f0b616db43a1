"""What does every test of a page get? One site for its module, and a new organization for itself."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.conftest import Database
from tests.pages.case_pages import Town, town_on
from tests.web import site_on
from tests.world import World


@pytest.fixture(scope="module")
async def site(module_database: Database) -> AsyncIterator[Litestar]:
    async with site_on(module_database) as app:
        yield app


@pytest.fixture
async def town(site: Litestar, module_database: Database, module_engine: AsyncEngine) -> Town:
    """An organization that began two hours ago."""
    return await town_on(site, module_database, module_engine)


@pytest.fixture
async def world(module_database: Database, module_engine: AsyncEngine) -> World:
    """An organization that began thirty days ago, without a browser."""
    return await World.made(module_database, module_engine, datetime.now(UTC) - timedelta(days=30))
