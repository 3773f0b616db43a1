"""Does the product refuse, with a sentence that says what to do, a database it must not work on?

Each database is a copy of one on which it would start, with one thing broken.
"""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Database
from tests.processes import done, empty_home, stepwise
from workflows.platform import migrating
from workflows.platform.clusters import Cluster
from workflows.platform.embedded_postgres import running
from workflows.platform.engines import connections_of, engine_for
from workflows.platform.readiness import why_not_ready
from workflows.platform.unusable import Unusable

INSTEAD = "Sign in with the role app instead (`stepwise database roles` prints the script that makes it)."


async def refusal(url: str) -> str:
    async with engine_for(url) as engine:
        return await why_not_ready(engine) or ""


async def broken(database: Database, statement: str) -> None:
    root = await database.superuser()
    try:
        await root.execute(statement.replace("DATABASE_NAME", database.name))
    finally:
        await root.close()


@pytest.mark.parametrize(
    ("role", "why"),
    [
        pytest.param("postgres", "is a superuser, and row-level security does not hold it", id="a superuser"),
        pytest.param("owner", "owns the database or its tables", id="the owner of the tables"),
        pytest.param("backup", "may bypass row-level security", id="the one past row-level security"),
        pytest.param("auditor", "may not write what people record", id="one who only reads"),
        pytest.param("worker", "may not write what people record", id="one with other work"),
    ],
)
async def test_nobody_works_as(database: Database, role: str, why: str) -> None:
    said = await refusal(database.url(role))
    assert why in said
    assert INSTEAD in said


@pytest.mark.parametrize(
    ("statement", "why", "what_to_do"),
    [
        pytest.param(
            "ALTER TABLE app.episode NO FORCE ROW LEVEL SECURITY",
            "Row-level security is off for episode", "stepwise migrate", id="no force",
        ),
        pytest.param(
            "ALTER TABLE app.person DISABLE ROW LEVEL SECURITY",
            "Row-level security is off for person", "stepwise migrate", id="no row-level security",
        ),
        pytest.param(
            "CREATE TABLE app.extra (org_id uuid)",
            "Row-level security is off for extra", "restore it", id="a table nobody guards",
        ),
        pytest.param(
            "UPDATE public.alembic_version SET version_num = '0000'",
            "The database is at revision 0000, this release needs", "Run `stepwise migrate`", id="older",
        ),
        pytest.param(
            "UPDATE public.alembic_version SET version_num = '9999'",
            "The database is at revision 9999, this release needs", "stepwise migrate", id="newer",
        ),
        pytest.param(
            "DELETE FROM public.alembic_version",
            "The database is empty", "Run `stepwise migrate`", id="never migrated",
        ),
        pytest.param(
            "ALTER DATABASE DATABASE_NAME SET synchronous_commit = off",
            "may lose what it has acknowledged: synchronous_commit is off", "Switch it on", id="database",
        ),
        pytest.param(
            "ALTER ROLE worker IN DATABASE DATABASE_NAME SET synchronous_commit = off",
            "may lose what it has acknowledged: synchronous_commit is off", "\\drds", id="another role",
        ),
    ],
)  # fmt: skip
async def test_no_start_on(fresh_database: Database, statement: str, why: str, what_to_do: str) -> None:
    assert await refusal(fresh_database.app_url) == ""
    await broken(fresh_database, statement)
    said = await refusal(fresh_database.app_url)
    assert why in said
    assert what_to_do in said


async def test_no_start_where_a_role_loses_what_it_acknowledged_everywhere(fresh_database: Database) -> None:
    await broken(fresh_database, "ALTER ROLE engine SET synchronous_commit = 'off'")
    try:
        assert "synchronous_commit is off" in await refusal(fresh_database.app_url)
    finally:
        await broken(fresh_database, "ALTER ROLE engine RESET synchronous_commit")


async def test_no_start_as_a_member_of_one_past_row_level_security(fresh_database: Database) -> None:
    await broken(fresh_database, "GRANT backup TO app")
    try:
        assert "may bypass row-level security" in await refusal(fresh_database.app_url)
    finally:
        await broken(fresh_database, "REVOKE backup FROM app")


@pytest.mark.parametrize(
    ("statement", "back", "room"),
    [
        pytest.param("SELECT", "SELECT", 97, id="of the server"),
        pytest.param(
            "ALTER DATABASE DATABASE_NAME CONNECTION LIMIT 20", "ALTER DATABASE DATABASE_NAME CONNECTION LIMIT -1", 20,
            id="of the database",
        ),
        pytest.param("ALTER ROLE app CONNECTION LIMIT 12", "ALTER ROLE app CONNECTION LIMIT -1", 12, id="of the role"),
    ],
)  # fmt: skip
async def test_no_start_where_the_connections_of_all_do_not_fit(
    fresh_database: Database, statement: str, back: str, room: int
) -> None:
    """The embedded server has room for a site with the usual pools."""
    assert connections_of(10) < 97
    await broken(fresh_database, statement)
    try:
        async with engine_for(fresh_database.app_url) as engine:
            assert await why_not_ready(engine, connections=room) is None
            said = await why_not_ready(engine, connections=room + 1) or ""
    finally:
        await broken(fresh_database, back)
    assert f"takes {room} connections" in said
    assert "Raise max_connections" in said


@pytest.fixture(scope="module")
def careless() -> Iterator[Cluster]:
    """A server that may lose what it acknowledged."""
    with empty_home() as folder, running(Cluster(folder), ("fsync=off", "full_page_writes=off")) as cluster:
        yield cluster


async def test_no_start_on_a_careless_server(careless: Cluster) -> None:
    said = await refusal(careless.url("app"))
    assert "may lose what it has acknowledged: fsync, full_page_writes is off" in said
    assert "postgresql.conf" in said


@pytest.mark.parametrize(
    ("url", "why"),
    [
        pytest.param("postgresql+asyncpg://app@127.0.0.1:1/stepwise", "does not answer", id="nobody there"),
        pytest.param("postgresql+asyncpg://app@db.invalid/stepwise", "does not answer", id="no such host"),
    ],
)
async def test_a_server_that_is_not_there_is_said_in_a_sentence(url: str, why: str) -> None:
    said = await refusal(url)
    assert why in said
    assert "correct STEPWISE_DATABASE_URL" in said
    with pytest.raises(Unusable, match="correct STEPWISE_OWNER_URL"):
        await migrating.upgrade(url)


async def test_a_role_or_database_that_is_not_there_is_said_in_a_sentence(database: Database) -> None:
    assert 'database "nowhere" does not exist' in await refusal(database.cluster.url("app", "nowhere"))
    assert 'role "nobody" does not exist' in await refusal(database.url("nobody"))


@pytest.mark.parametrize("role", ["app", "postgres", "backup"])
async def test_only_the_owner_migrates(database: Database, role: str) -> None:
    with pytest.raises(Unusable, match="Sign in with the role owner in STEPWISE_OWNER_URL"):
        await migrating.upgrade(database.url(role))


async def test_a_migration_killed_at_any_moment_leaves_a_database_that_can_be_migrated(
    fresh_database: Database,
) -> None:
    """The last thing that was left undone: everything is there but the right to read the revision."""
    await broken(fresh_database, "REVOKE SELECT ON public.alembic_version FROM app")
    assert "does not answer: permission denied" in await refusal(fresh_database.app_url)
    await migrating.upgrade(fresh_database.owner_url)
    assert await refusal(fresh_database.app_url) == ""


def test_the_commands_say_it_and_end_with_one(cluster: Cluster, home: Path) -> None:
    """No stack trace: it would help nobody who starts a site."""
    secret = {"STEPWISE_SECRET": secrets.token_hex(32)}
    as_superuser = {**secret, "STEPWISE_DATABASE_URL": cluster.superuser_url("stepwise")}
    for arguments, environment, words in (
        (("serve",), as_superuser, "is a superuser"),
        (("serve",), {**as_superuser, "STEPWISE_SECRET": "short"}, "STEPWISE_SECRET"),
        (("migrate",), as_superuser, "Name its address in STEPWISE_OWNER_URL"),
        (("serve",), {**secret, "STEPWISE_OWNER_URL": cluster.url("owner")}, "STEPWISE_DATABASE_URL"),
    ):
        command = done(stepwise(home, *arguments, environment=environment))
        assert command.process.returncode == 1
        assert words in command.complained()
        assert "Traceback" not in command.complained()
