"""Which drill is asked for? `make drill F=F-24` runs that one with its controls; without it, all of them run.

A drill carries its number: `@pytest.mark.drill("F-24")`. Its control is the same drill on a variant of ours that was
weakened on purpose, from `tests/drills/weakened/`, and shows that the drill can fail.
"""

import os
from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.conftest import Database
from tests.drills.schools import School, school_on
from workflows.platform.engines import engine_for


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    wanted = os.environ.get("DRILL_F", "")
    if wanted:
        left = [item for item in items if wanted not in _numbers(item)]
        items[:] = [item for item in items if wanted in _numbers(item)]
        config.hook.pytest_deselected(items=left)


def _numbers(item: pytest.Item) -> set[str]:
    return {str(number) for mark in item.iter_markers("drill") for number in mark.args}


@pytest.fixture(scope="module")
async def wide_engine(module_database: Database) -> AsyncIterator[AsyncEngine]:
    """A pool for many who act at once."""
    async with engine_for(module_database.app_url, pool_size=50, name="tests") as engine:
        yield engine


@pytest.fixture
async def school(module_database: Database, wide_engine: AsyncEngine) -> School:
    return await school_on(module_database, wide_engine)
