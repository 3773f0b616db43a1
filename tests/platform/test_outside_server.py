"""Does the product work on a PostgreSQL of one's own, older than the embedded one, made ready by our script?"""

import os
import secrets
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.conftest import Database
from tests.processes import done, empty_home, stepwise, wait_until
from tests.world import World
from workflows.platform.clusters import Cluster
from workflows.platform.engines import engine_for
from workflows.platform.postgres_programs import Programs, find_programs
from workflows.platform.readiness import why_not_ready
from workflows.platform.unusable import Unusable


@contextmanager
def outside(folder: Path) -> Iterator[tuple[Cluster, Programs]]:
    """A server of these programs that nobody of ours started, with its superuser and nothing else."""
    programs = Programs(folder, find_programs().runs_as)
    with empty_home() as home:
        if programs.runs_as:
            os.chown(home, programs.runs_as.uid, programs.runs_as.gid)
        cluster = Cluster(home)
        programs.run("initdb", "-D", str(cluster.data), "-U", "postgres", "-E", "UTF8", "--locale=C")
        server = subprocess.Popen(
            [
                *(str(folder / "postgres"), "-D", str(cluster.data)),
                *("--listen_addresses=", f"--unix_socket_directories={home}"),
            ],
            cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **programs.account(),
        )  # fmt: skip
        try:
            assert wait_until(lambda: answers(programs, home))
            yield cluster, programs
        finally:
            server.terminate()
            server.wait(60)


def answers(programs: Programs, home: Path) -> bool:
    try:
        programs.run("pg_isready", "-q", "-h", str(home), "-U", "postgres")
    except Unusable:
        return False
    return True


def scripted(programs: Programs, home: Path) -> str:
    """Our script through psql, as the command's help says, and what the server's roles are afterwards."""
    script = done(stepwise(home, "database", "roles"))
    assert script.process.returncode == 0
    where = ("-h", str(home), "-U", "postgres")
    programs.run("psql", "-X", "-q", *where, "-d", "postgres", "-f", "-", text_in=script.said())
    dumped = programs.run("pg_dumpall", *where, "--globals-only") + programs.run(
        "psql", "-X", *where, "-d", "stepwise", "-c", "\\l stepwise", "-c", "\\dn+"
    )
    # The dump's own one-time key differs each time.
    return "\n".join(line for line in dumped.splitlines() if not line.startswith("\\"))


@pytest.mark.parametrize("release", ["pginstall", "pginstall18"], ids=["PostgreSQL 16", "PostgreSQL 18"])
async def test_a_server_of_ones_own_is_made_ready_migrated_and_worked_on(release: str) -> None:
    await worked_on(find_programs().folder.parents[1] / release / "bin")


async def worked_on(folder: Path) -> None:
    with outside(folder) as (cluster, programs):
        first, second = scripted(programs, cluster.home), scripted(programs, cluster.home)
        assert first == second, "a second run of the script changed something"
        database = Database(cluster, "stepwise")
        environment = {
            "STEPWISE_DATABASE_URL": database.app_url.replace("+asyncpg", ""),
            "STEPWISE_OWNER_URL": database.owner_url.replace("+asyncpg", ""),
            "STEPWISE_SECRET": secrets.token_hex(32),
        }
        for arguments in (
            ("migrate",),
            ("migrate", "--down-to", "base"),
            ("migrate",),
            ("migrate", "--check"),
        ):
            migrated = done(stepwise(cluster.home, *arguments, environment=environment))
            assert migrated.process.returncode == 0, migrated.complained()
        assert not cluster.lock.exists(), "the embedded server was started beside the one that was named"
        async with engine_for(database.app_url) as engine:
            assert await why_not_ready(engine) is None
            world = await World.made(database, engine, datetime.now(UTC) - timedelta(hours=1))
            episode = await world.refer()
            await world.worry(episode)
