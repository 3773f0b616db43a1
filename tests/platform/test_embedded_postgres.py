"""Does the embedded PostgreSQL start, keep what it was told, keep others out, and refuse what it must?"""

import os
import pwd
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from tests.processes import empty_home, postmasters_of
from workflows.platform import places
from workflows.platform.clusters import AlreadyHeld, Cluster, holder
from workflows.platform.database_urls import socket_url
from workflows.platform.embedded_postgres import running
from workflows.platform.places import socket_folder
from workflows.platform.postgres_programs import find_programs
from workflows.platform.unusable import Unusable


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """A data folder with a cluster that was started once and stopped."""
    with empty_home() as folder:
        began = time.monotonic()
        with running(Cluster(folder)):
            print(f"first start {time.monotonic() - began:.2f} s")
        yield folder


def start_and_stop(home: Path) -> None:
    with running(Cluster(home)):
        pass


async def asked(cluster: Cluster, question: str) -> object:
    connection = await asyncpg.connect(host=str(cluster.sockets), user="postgres", database="postgres")
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


def test_a_later_start_is_a_matter_of_moments(made: Path) -> None:
    began = time.monotonic()
    with running(Cluster(made)):
        took = time.monotonic() - began
    print(f"later start {took:.2f} s")
    assert took < 30


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        pytest.param("data_checksums", "on", id="a flipped bit on the disk is found"),
        pytest.param("listen_addresses", "", id="no network reaches it"),
        pytest.param("fsync", "on", id="what is acknowledged is on the disk"),
        pytest.param("synchronous_commit", "on", id="and before it is acknowledged"),
        pytest.param("full_page_writes", "on", id="a torn page is mended"),
        pytest.param("server_encoding", "UTF8", id="every name can be written"),
        pytest.param("log_min_error_statement", "panic", id="no statement about a child is in its log"),
        pytest.param("log_parameter_max_length_on_error", "0", id="nor what the statement carried"),
    ],
)
async def test_the_server_runs_with(cluster: Cluster, setting: str, value: str) -> None:
    assert await asked(cluster, f"SHOW {setting}") == value


def test_data_and_sockets_are_open_to_one_account_only(cluster: Cluster) -> None:
    assert mode(cluster.data) == 0o700
    assert mode(cluster.sockets) == 0o700
    assert cluster.data.stat().st_uid == cluster.sockets.stat().st_uid
    assert cluster.data not in cluster.sockets.parents


def test_the_lock_lies_beside_the_data_and_not_in_them(cluster: Cluster) -> None:
    assert cluster.lock.is_file()
    assert cluster.data not in cluster.lock.parents


def test_the_server_is_never_root(cluster: Cluster) -> None:
    (pid,) = postmasters_of(cluster.home)
    assert Path(f"/proc/{pid}").stat().st_uid != 0


def test_another_account_cannot_reach_the_server(cluster: Cluster) -> None:
    """The folder is the wall: on the socket itself everybody would be let in."""
    if os.geteuid() != 0:
        return  # Only root can act as another account.
    owner = cluster.sockets.stat().st_uid
    other = next(each.pw_uid for each in pwd.getpwall() if each.pw_uid not in (0, owner))
    programs = find_programs()
    seen = subprocess.run(
        [str(programs.folder / "psql"), "-h", str(cluster.sockets), "-U", "postgres", "-c", "SELECT 1"],
        user=other, group=other, extra_groups=[], cwd="/", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert seen.returncode != 0
    assert "Permission denied" in seen.stderr


def test_two_processes_never_own_one_cluster(made: Path) -> None:
    with running(Cluster(made)), pytest.raises(AlreadyHeld, match="stepwise database status"):
        start_and_stop(made)


def test_the_holder_is_named_while_it_holds_and_not_afterwards(made: Path) -> None:
    with running(Cluster(made)):
        assert holder(Cluster(made)) == ("command", os.getpid())
    assert holder(Cluster(made)) is None


@pytest.mark.parametrize(
    ("what", "number"),
    [
        pytest.param("mode", 0o755, id="open to others"),
        pytest.param("owner", 12345, id="somebody else's"),
        pytest.param("link", 0, id="a link to elsewhere"),
    ],
)
def test_a_socket_folder_is_refused_that_is(home: Path, what: str, number: int) -> None:
    cluster = Cluster(home)
    folder = socket_folder(cluster.data)
    if what == "link":
        folder.symlink_to(home)
    else:
        folder.mkdir(mode=0o700)
        owner = cluster_owner()
        os.chown(folder, *((number, number) if what == "owner" else owner))
        folder.chmod(number if what == "mode" else 0o700)
    try:
        with pytest.raises(Unusable, match="Remove it and start again"):
            start_and_stop(home)
        assert not postmasters_of(home)
    finally:
        folder.unlink() if what == "link" else folder.rmdir()


def cluster_owner() -> tuple[int, int]:
    account = find_programs().runs_as
    return (account.uid, account.gid) if account else (os.geteuid(), os.getegid())


def test_data_of_another_major_version_are_refused_and_left_alone(made: Path) -> None:
    version = made / "postgres" / "PG_VERSION"
    version.write_text("16\n")
    try:
        with pytest.raises(Unusable, match=r"from PostgreSQL 16, the programs from 18\. Write a backup"):
            start_and_stop(made)
        assert version.read_text() == "16\n"
    finally:
        version.write_text("18\n")


def test_a_folder_with_something_else_in_it_is_refused_and_left_alone(home: Path) -> None:
    (home / "postgres").mkdir()
    (home / "postgres" / "photographs").touch()
    with pytest.raises(Unusable, match="Move it away"):
        start_and_stop(home)
    assert [path.name for path in (home / "postgres").iterdir()] == ["photographs"]


def test_a_half_made_cluster_is_made_anew(home: Path) -> None:
    (home / "postgres.new").mkdir()
    (home / "postgres.new" / "PG_VERSION").write_text("18\n")
    with running(Cluster(home)) as cluster:
        assert (cluster.data / "global" / "pg_control").exists()


def test_the_number_of_a_dead_server_that_another_process_has_now_keeps_nobody_out(made: Path) -> None:
    """After a power cut and a reboot: PostgreSQL itself would refuse to start."""
    with running(Cluster(made)):
        pid_file = (made / "postgres" / "postmaster.pid").read_text().splitlines()
    uid, gid = cluster_owner()
    other = subprocess.Popen(["sleep", "60"], user=uid, group=gid, extra_groups=[], cwd="/")
    try:
        path = made / "postgres" / "postmaster.pid"
        path.write_text("\n".join([str(other.pid), *pid_file[1:], ""]))
        os.chown(path, uid, gid)
        with running(Cluster(made)):
            assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_a_long_path_to_the_data_does_not_keep_the_server_from_its_socket(home: Path) -> None:
    deep = home / ("a-long-name-of-a-folder-" * 5) / ("and-another-one-" * 5)
    deep.mkdir(parents=True)
    with running(Cluster(deep)) as cluster:
        assert len(str(cluster.sockets / ".s.PGSQL.5432")) <= 103


def test_long_runtime_folders_are_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    long = tmp_path / ("x" * 90)
    long.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(long))
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    monkeypatch.setattr(os, "geteuid", lambda: 1234)
    assert socket_folder(Path("/somewhere")).parent == Path("/tmp")


def test_two_checkouts_have_two_homes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "CHECKOUT", Path("/first/stepwise"))
    first = places._own_home()
    monkeypatch.setattr(places, "CHECKOUT", Path("/second/stepwise"))
    second = places._own_home()
    assert first != second
    assert socket_folder(first / "postgres") != socket_folder(second / "postgres")


async def test_two_clusters_side_by_side_know_nothing_of_each_other(cluster: Cluster, made: Path) -> None:
    with running(Cluster(made)) as second:
        await asked(second, "CREATE TABLE only_here ()")
        assert await asked(cluster, "SELECT to_regclass('only_here')") is None
        assert socket_url(second.sockets, "app") != socket_url(cluster.sockets, "app")


def test_programs_out_of_the_accounts_reach_are_copied_to_where_it_can_run_them(home: Path) -> None:
    """A checkout in /root, as on a machine of one's own."""
    from workflows.platform import postgres_programs

    programs = find_programs()
    if programs.runs_as is None:
        return  # An ordinary user runs them where they are.
    package = postgres_programs._package_folder()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(postgres_programs, "SYSTEM_HOME", home)
        copied = postgres_programs._copied(package) / "pginstall18" / "bin"
        again = postgres_programs._copied(package) / "pginstall18" / "bin"
    assert copied == again
    said = postgres_programs.Programs(copied, programs.runs_as).run("postgres", "--version")
    assert "PostgreSQL) 18" in said
