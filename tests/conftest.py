"""What may every test ask for? A real PostgreSQL with our roles and our schema, and nothing of the machine's
own.

One cluster for the run. Its database `stepwise` is migrated once and then only copied: `fresh_database` is a
copy of one's own for a test that commits, `module_database` one for a module, `database` one for the whole
run (for tests that roll back, or that keep to an organisation of their own).
"""

import itertools
import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest
from hypothesis import settings
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from tests.planted_demo import planted_for
from tests.processes import empty_home, in_memory
from workflows.platform import migrating
from workflows.platform.clusters import Cluster
from workflows.platform.embedded_postgres import running
from workflows.platform.engines import open_engine

# A slow machine is no fault of the code.
settings.register_profile("stepwise", deadline=None)
settings.load_profile("stepwise")

_NUMBERS = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Database:
    """One database of the test cluster."""

    cluster: Cluster
    name: str

    def url(self, role: str = "app") -> str:
        """Its address for a role: app, owner, auditor, engine, worker, backup; postgres is the superuser."""
        return self.cluster.url(role, self.name)

    @property
    def app_url(self) -> str:
        return self.url("app")

    @property
    def owner_url(self) -> str:
        return self.url("owner")

    async def superuser(self) -> "asyncpg.Connection":
        """A connection past every rule, to break things with. Close it."""
        return await asyncpg.connect(host=str(self.cluster.sockets), user="postgres", database=self.name)


_LONGEST = (
    "tests/jobs/test_escalation_model.py",
    "tests/journeys/test_every_page.py",
    "tests/platform/test_backups.py",
    "tests/platform/test_demo_world.py",
    "tests/platform/test_processes.py",
    "tests/workflows/test_episode_machine.py",
    "tests/workflows/test_misfiled_worlds.py",
    "tests/platform/test_simulated_year.py",
    "tests/journeys/",
    "tests/platform/",
    "tests/jobs/",
    "tests/records/",
    "tests/house/test_bench.py",
    "tests/pages/",
    "tests/workflows/",
)
"""What takes long begins first, so that no process ends minutes after the others: a file is never divided."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    starts = (place for place, start in enumerate(_LONGEST) if item.nodeid.startswith(start))
    return next(starts, len(_LONGEST))


@pytest.fixture(scope="session", autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads the settings or the data of whoever runs it."""
    kept = dict(os.environ)
    for name in [name for name in os.environ if name.startswith("STEPWISE_") and name != "STEPWISE_CHROMIUM"]:
        del os.environ[name]
    os.environ["STEPWISE_DATA_DIR"] = str(tmp_path_factory.mktemp("home"))
    # What we start would compile 600 modules each time: two seconds.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    yield
    os.environ.clear()
    os.environ.update(kept)


@pytest.fixture
def home() -> Iterator[Path]:
    """An empty data folder; whatever still runs in it afterwards is killed."""
    with empty_home() as folder:
        yield folder


@pytest.fixture(scope="session")
def planted_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The home of a demo that was planted and has ended. Nobody writes there: take a copy of it."""
    with planted_for(tmp_path_factory.getbasetemp().parent) as home:
        yield home


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A running cluster with our roles and an empty database `stepwise`."""
    with empty_home(in_memory()) as folder, running(Cluster(folder), ("max_wal_size=256MB",)) as started:
        yield started


@pytest.fixture(scope="session")
async def template(cluster: Cluster) -> Database:
    """The database that the others are copies of. Nobody connects to it."""
    await migrating.upgrade(cluster.url("owner"))
    return Database(cluster, "stepwise")


async def _copied(template: Database) -> Database:
    copy = Database(template.cluster, f"copy_{next(_NUMBERS)}")
    await _maintain(template, f"CREATE DATABASE {copy.name} TEMPLATE {template.name} OWNER owner")
    return copy


async def _dropped(copy: Database) -> None:
    await _maintain(copy, f"DROP DATABASE {copy.name} WITH (FORCE)")


async def _maintain(database: Database, statement: str) -> None:
    connection = await asyncpg.connect(
        host=str(database.cluster.sockets), user="postgres", database="postgres"
    )
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture(scope="session")
async def database(template: Database) -> AsyncIterator[Database]:
    """The one database of the whole run."""
    copy = await _copied(template)
    yield copy
    await _dropped(copy)


@pytest.fixture(scope="module")
async def module_database(template: Database) -> AsyncIterator[Database]:
    """A database for one test module, which may commit in it."""
    copy = await _copied(template)
    yield copy
    await _dropped(copy)


@pytest.fixture
async def fresh_database(template: Database) -> AsyncIterator[Database]:
    """A database for one test, which may commit in it."""
    copy = await _copied(template)
    yield copy
    await _dropped(copy)


@pytest.fixture(scope="session")
async def app_engine(database: Database) -> AsyncIterator[AsyncEngine]:
    """The role `app` on `database`."""
    engine = open_engine(database.app_url, name="tests")
    yield engine
    await engine.dispose()


@pytest.fixture(scope="session")
async def owner_engine(database: Database) -> AsyncIterator[AsyncEngine]:
    """The role `owner` on `database`."""
    engine = open_engine(database.owner_url, name="tests")
    yield engine
    await engine.dispose()


@pytest.fixture(scope="module")
async def module_engine(module_database: Database) -> AsyncIterator[AsyncEngine]:
    """The role `app` on `module_database`."""
    engine = open_engine(module_database.app_url, name="tests")
    yield engine
    await engine.dispose()


@pytest.fixture
async def fresh_engine(fresh_database: Database) -> AsyncIterator[AsyncEngine]:
    """The role `app` on `fresh_database`."""
    engine = open_engine(fresh_database.app_url, name="tests")
    yield engine
    await engine.dispose()


@pytest.fixture
async def app_connection(app_engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A connection of the role `app` in a transaction that is rolled back."""
    async with app_engine.connect() as connection:
        transaction = await connection.begin()
        yield connection
        await transaction.rollback()
