"""Does everything that was started end with whoever started it, and is nothing lost by it?"""

import asyncio
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import asyncpg
import pytest

from tests.planted_demo import copy_of, demo_of, page_of
from tests.processes import (
    PATIENCE_SECONDS,
    Running,
    done,
    empty_home,
    end_all,
    free_port,
    launched,
    nothing_left,
    postmasters_of,
    processes_of,
    stepwise,
    wait_until,
    web_sites_of,
)
from workflows.platform.clusters import Cluster, holder, is_ready
from workflows.platform.places import socket_folder
from workflows.platform.postgres_programs import find_programs

# An ordinary user, who may read a checkout and a Python of root's: not every machine has them open to all.
ORDINARY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
PEOPLE = "SELECT count(*) FROM app.person"
READING = ("--inh-caps=-all,+dac_read_search", "--ambient-caps=-all,+dac_read_search")


@pytest.fixture(scope="module")
def made_once() -> Iterator[Path]:
    """A data folder with a migrated cluster that nobody runs."""
    with empty_home() as folder:
        assert done(stepwise(folder, "migrate")).process.returncode == 0
        yield folder


@pytest.fixture
def made(made_once: Path) -> Iterator[Path]:
    """The same, whatever the test before left behind."""
    yield made_once
    end_all(made_once)


def database_of(home: Path) -> Running:
    """`stepwise database run`, ready."""
    run = stepwise(home, "database", "run", "--json")
    run.await_words('"ready": true')
    return run


def asked(home: Path, question: str, database: str = "stepwise") -> object:
    """What the running server answers its superuser."""

    async def ask() -> object:
        sockets = str(Cluster(home).sockets)
        connection = await asyncpg.connect(host=sockets, user="postgres", database=database, timeout=10)
        try:
            return await connection.fetchval(question)
        finally:
            await connection.close()

    with asyncio.Runner() as runner:
        return runner.run(ask())


def answers(home: Path) -> bool:
    try:
        return is_ready(Cluster(home)) and asked(home, "SELECT 1", "postgres") == 1
    except (OSError, asyncpg.PostgresError):
        return False


def state_of(home: Path) -> str:
    """How the stopped cluster says it was left."""
    programs = find_programs()
    said = programs.run("pg_controldata", "-D", str(Cluster(home).data))
    return next(line.split(":", 1)[1].strip() for line in said.splitlines() if "cluster state" in line)


def test_a_killed_database_command_takes_its_server_along_and_nothing_is_lost(made: Path) -> None:
    run = database_of(made)
    asked(made, "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n", "postgres")
    run.kill()
    assert nothing_left(made) == {}
    assert state_of(made) == "shut down"
    again = database_of(made)
    assert asked(made, "SELECT count(*) FROM kept", "postgres") == 1000
    asked(made, "DROP TABLE kept", "postgres")
    assert again.ask_to_end() == 0
    assert nothing_left(made) == {}


def test_a_first_start_that_is_killed_leaves_nothing_and_the_next_one_is_whole(home: Path) -> None:
    for moment in (0.3, 0.6, 1.0):
        run = stepwise(home, "database", "run")
        wait_until(lambda: (home / "postgres.new").exists() or (home / "postgres").exists())
        time.sleep(moment)
        run.kill()
        assert nothing_left(home) == {}
    run = database_of(home)
    assert asked(home, "SHOW data_checksums", "postgres") == "on"
    assert run.interrupt() == 0


def test_ctrl_c_ends_the_database_in_order(made: Path) -> None:
    run = database_of(made)
    assert run.interrupt() == 0
    assert nothing_left(made) == {}
    assert state_of(made) == "shut down"
    assert "Traceback" not in run.complained()


def test_a_server_that_dies_is_started_again_even_over_backends_that_outlive_it(made: Path) -> None:
    run = database_of(made)
    asked(made, "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n", "postgres")
    # A backend at work in a loop does not notice that its postmaster is gone.
    busy = launched(
        [
            *(str(find_programs().folder / "psql"), "-h", str(Cluster(made).sockets), "-U", "postgres"),
            *("-c", "DO $$ BEGIN LOOP PERFORM 1; END LOOP; END $$"),
        ],
        made,
    )
    wait_until(lambda: asked(made, "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'DO %'") == 1)
    (server,) = postmasters_of(made)
    began = time.monotonic()
    os.kill(server, signal.SIGKILL)
    assert wait_until(lambda: postmasters_of(made) not in ([], [server]) and answers(made))
    print(f"recovery {time.monotonic() - began:.2f} s")
    assert run.process.poll() is None
    assert asked(made, "SELECT count(*) FROM kept", "postgres") == 1000
    asked(made, "DROP TABLE kept", "postgres")
    assert "it is started again" in run.complained()
    assert done(busy).process.returncode != 0
    assert run.ask_to_end() == 0


def test_a_killed_server_whose_owner_has_not_seen_it_yet_is_not_taken_for_one_that_runs(made: Path) -> None:
    run = database_of(made)
    (server,) = postmasters_of(made)
    os.kill(run.pid, signal.SIGSTOP)
    assert is_ready(Cluster(made))
    os.kill(server, signal.SIGKILL)
    assert wait_until(lambda: server not in postmasters_of(made))
    assert not is_ready(Cluster(made))
    os.kill(run.pid, signal.SIGCONT)
    assert wait_until(lambda: answers(made))
    assert run.ask_to_end() == 0


def test_a_server_that_nobody_owns_any_more_is_ended_before_another_is_started(made: Path) -> None:
    """As after a kill on a system whose kernel does not tell the child."""
    run = database_of(made)
    (server,) = postmasters_of(made)
    os.kill(server, signal.SIGSTOP)
    run.kill()
    assert holder(Cluster(made)) is None
    os.kill(server, signal.SIGCONT)
    again = database_of(made)
    assert postmasters_of(made) != [server]
    assert again.ask_to_end() == 0
    assert nothing_left(made) == {}


def test_locks_that_a_killed_server_left_and_that_name_another_process_do_not_keep_the_next_one_from_starting(
    made: Path,
) -> None:
    """As after a power cut, when the number was given to somebody else, or its remains were not collected yet."""
    account = find_programs().account()
    with subprocess.Popen(["sleep", "60"], cwd="/", **account) as somebody:
        folder = socket_folder(made / "postgres")
        folder.mkdir(mode=0o700, exist_ok=True)
        for lock in (folder / ".s.PGSQL.5432.lock", made / "postgres" / "postmaster.pid"):
            lock.write_text(f"{somebody.pid}\n{made / 'postgres'}\n1\n5432\n{folder}\n\n\nready\n")
            os.chown(lock, account.get("user", -1), account.get("group", -1))
        again = database_of(made)
        assert somebody.poll() is None
        somebody.kill()
    assert asked(made, "SELECT 1", "postgres") == 1
    assert again.ask_to_end() == 0


def test_a_command_uses_the_server_that_runs_and_leaves_it_running(made: Path) -> None:
    run = database_of(made)
    server = postmasters_of(made)
    assert done(stepwise(made, "migrate", "--check")).process.returncode == 0
    assert postmasters_of(made) == server
    assert run.ask_to_end() == 0


def test_a_command_runs_the_server_for_itself_and_leaves_nothing_behind(made: Path) -> None:
    command = done(stepwise(made, "migrate", "--check", "--json"))
    assert command.process.returncode == 0, command.complained()
    assert json.loads(command.said())["at_head"] is True
    assert nothing_left(made) == {}


def test_commands_at_once_on_an_empty_folder_all_do_their_work(home: Path) -> None:
    commands = [stepwise(home, "migrate", "--json") for _ in range(3)]
    for command in commands:
        assert done(command).process.returncode == 0, command.complained()
        assert json.loads(command.said())["at_head"] is True
    assert nothing_left(home) == {}


def test_a_second_database_command_is_refused_with_what_to_do(made: Path) -> None:
    run = database_of(made)
    second = done(stepwise(made, "database", "run"))
    assert second.process.returncode == 1
    assert "stepwise database status" in second.complained()
    assert run.process.poll() is None
    status = done(stepwise(made, "database", "status", "--json"))
    assert json.loads(status.said())["process"] == run.pid
    assert done(stepwise(made, "database", "stop")).process.returncode == 0
    assert run.process.wait(PATIENCE_SECONDS) == 0
    assert done(stepwise(made, "database", "status")).process.returncode == 1


def test_an_ordinary_user_runs_it_as_themselves(home: Path) -> None:
    before: Sequence[str] = ()
    if os.geteuid() == 0:
        os.chown(home, 65534, 65534)
        before = (*ORDINARY, *READING)
    run = stepwise(home, "database", "run", before=before)
    run.await_words("postgresql+asyncpg://")
    (server,) = postmasters_of(home)
    assert Path(f"/proc/{server}").stat().st_uid == Path(f"/proc/{run.pid}").stat().st_uid != 0
    run.kill()
    assert nothing_left(home) == {}
    assert done(stepwise(home, "migrate", before=before)).process.returncode == 0


def test_a_folder_of_another_account_is_refused_with_what_to_do(home: Path) -> None:
    if os.geteuid() != 0:
        return  # Only root can act as another account.
    assert done(stepwise(home, "migrate")).process.returncode == 0
    refused = done(stepwise(home, "migrate", before=(*ORDINARY, *READING)))
    assert refused.process.returncode == 1
    assert "STEPWISE_DATA_DIR" in refused.complained()
    assert "Traceback" not in refused.complained()


@pytest.fixture(scope="module")
def planted_once(planted_demo: Path) -> Iterator[Path]:
    """A data folder with the demo's small world, which nobody runs; all of the demo's ends are tried on it."""
    with empty_home() as folder:
        copy_of(planted_demo, folder)
        yield folder


@pytest.fixture
def planted(planted_once: Path) -> Iterator[Path]:
    """The same, whatever the test before left behind."""
    yield planted_once
    end_all(planted_once)


def test_a_second_start_is_quick_and_whatever_dies_of_it_comes_back(planted: Path) -> None:
    """One long story, since each start of a demo takes seconds."""
    began, port = time.monotonic(), free_port()
    run = demo_of(planted, port)
    took = time.monotonic() - began
    print(f"second start of the demo {took:.2f} s")
    assert took < 60
    assert "planted" not in run.complained()
    people = asked(planted, PEOPLE)

    (site,), servers = web_sites_of(planted), postmasters_of(planted)
    os.kill(site, signal.SIGKILL)
    assert wait_until(lambda: web_sites_of(planted) not in ([], [site]) and page_of(port) == 200)
    assert postmasters_of(planted) == servers, "a killed web process took the database along"

    (site,) = web_sites_of(planted)
    os.kill(servers[0], signal.SIGKILL)
    assert wait_until(lambda: postmasters_of(planted) not in ([], servers) and answers(planted))
    assert page_of(port) == 200
    assert web_sites_of(planted) == [site], "a killed server took the web process along"

    (owner,) = [pid for pid, line in processes_of(planted).items() if "database run" in line]
    os.kill(owner, signal.SIGKILL)
    os.kill(site, signal.SIGKILL)
    assert wait_until(lambda: web_sites_of(planted) not in ([], [site]) and page_of(port) == 200)
    found = holder(Cluster(planted))
    assert found is not None
    assert found[0] == "supervisor", "the web process took the database over"
    assert asked(planted, PEOPLE) == people

    assert done(stepwise(planted, "database", "stop")).process.returncode == 0
    assert run.process.wait(PATIENCE_SECONDS) == 0
    assert nothing_left(planted) == {}
    assert state_of(planted) == "shut down"


@pytest.mark.parametrize("whom", ["make", "its child", "both by Ctrl-C"])
def test_make_demo_killed_leaves_no_process_and_no_damage(planted: Path, whom: str) -> None:
    run = demo_of(planted, free_port(), by_make=True)
    people = asked(planted, PEOPLE)
    (demo,) = [pid for pid, line in processes_of(planted).items() if "workflows demo" in line]
    if whom == "both by Ctrl-C":
        run.interrupt()
    else:
        os.kill(run.pid if whom == "make" else demo, signal.SIGKILL)
        run.process.wait(PATIENCE_SECONDS)
    assert nothing_left(planted) == {}
    assert "Traceback" not in run.complained()
    assert state_of(planted) == "shut down"
    again = database_of(planted)
    assert asked(planted, PEOPLE) == people
    assert again.ask_to_end() == 0


def test_a_taken_port_is_said_before_anything_is_started(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = done(stepwise(home, "demo", environment={"PORT": str(port)}))
    assert refused.process.returncode == 1
    assert f"PORT={port + 1} make demo" in refused.complained()
    assert nothing_left(home) == {}


def test_serve_alone_runs_the_database_for_itself_and_takes_it_along(planted: Path) -> None:
    port = free_port()
    run = stepwise(planted, "serve", "--port", str(port))
    assert wait_until(lambda: page_of(port) == 200), run.complained()
    assert len(postmasters_of(planted)) == 1
    run.kill()
    assert nothing_left(planted) == {}
    assert state_of(planted) == "shut down"
    again = stepwise(planted, "serve", "--port", str(port))
    assert wait_until(lambda: page_of(port) == 200), again.complained()
    assert again.ask_to_end() == 0
    assert nothing_left(planted) == {}


def test_a_demo_beside_a_site_that_runs_the_database_says_so_and_does_not_wait_for_ever(
    planted: Path,
) -> None:
    port = free_port()
    site = stepwise(planted, "serve", "--port", str(port))
    assert wait_until(lambda: page_of(port) == 200), site.complained()
    refused = done(stepwise(planted, "demo", environment={"PORT": str(free_port())}))
    assert refused.process.returncode == 1
    assert f"process {site.process.pid}" in refused.complained()
    assert "STEPWISE_DATA_DIR" in refused.complained()
    assert page_of(port) == 200
    assert site.ask_to_end() == 0
    assert nothing_left(planted) == {}


def test_serve_names_no_address_at_which_somebody_else_listens(planted: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        refused = done(stepwise(planted, "serve", "--port", str(taken.getsockname()[1])))
    assert refused.process.returncode != 0
    assert refused.said() == ""
    assert nothing_left(planted) == {}


def test_serve_names_no_address_where_it_refuses_to_serve(home: Path) -> None:
    refused = done(stepwise(home, "serve", "--port", str(free_port())))
    assert refused.process.returncode == 1
    assert "stepwise migrate" in refused.complained()
    assert refused.said() == ""
