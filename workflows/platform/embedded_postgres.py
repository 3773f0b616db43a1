"""How is the embedded PostgreSQL made, started, kept running and stopped?

The server is a direct child that dies with us by a fast shutdown, listens on no network, and is reached
through a socket in a folder that only its owner can enter: that folder is the wall, the roles are a floor
against our own faults. Durability stays as PostgreSQL ships it.
"""

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from workflows.platform.clusters import Cluster, held, last_words, tell_attended, tell_ready
from workflows.platform.leftovers import end_leftovers
from workflows.platform.parents import dies_with_parent
from workflows.platform.places import socket_folder
from workflows.platform.postgres_programs import MAJOR, Programs, RunsAs, find_programs
from workflows.platform.unusable import Unusable

_LOCALE: Final = "C.UTF-8" if sys.platform.startswith("linux") else "C"
_READY_SECONDS: Final = 60.0
_STOP_SECONDS: Final = 60.0
_LOOKS_EVERY_SECONDS: Final = 0.02
_LOG_BYTES: Final = 10_000_000
# A server that was up for a moment is always worth another start: without it nobody can record anything. One
# that dies at once, five times in a row, has a fault that a sixth start would not mend.
_SHORT_LIVES: Final = 5
_SHORT_LIFE_SECONDS: Final = 1.0
# Terse and without statements: what a log repeats of a row may be about a child.
_OPTIONS: Final = (
    "listen_addresses=",
    "log_error_verbosity=terse",
    "log_min_error_statement=panic",
    "log_parameter_max_length_on_error=0",
    "timezone=UTC",
    "log_timezone=UTC",
    "cluster_name=stepwise",
)


def roles_script() -> str:
    """The SQL, for psql, that makes the roles and the database; harmless when they are there."""
    return files("workflows.records").joinpath("roles.sql").read_text()


@contextmanager
def running(cluster: Cluster, options: Sequence[str] = ()) -> Iterator[Cluster]:
    """The cluster, running as a child of this process while the block lasts; raises `AlreadyHeld`,
    `Unusable`.
    """
    with held(cluster, "command"):
        server = start(cluster, options)
        try:
            yield cluster
        finally:
            stop(server)


def keep_running(
    cluster: Cluster, is_ended: Callable[[], bool], on_ready: Callable[[], None], *, attended: bool = False
) -> None:
    """Own the server until `is_ended`, and start it again when it dies; raises `Unusable` when it will not
    live. `attended`: it ends with the parent of this process.
    """
    with held(cluster, "supervisor"):
        if attended:
            tell_attended(cluster)
        server, since, short_lives = start(cluster), time.monotonic(), 0
        on_ready()
        try:
            while not is_ended():
                if server.poll() is not None:
                    is_short = time.monotonic() - since < _SHORT_LIFE_SECONDS
                    short_lives = short_lives + 1 if is_short else 0
                    server, since = _started_again(cluster, short_lives), time.monotonic()
                time.sleep(_LOOKS_EVERY_SECONDS)
        finally:
            stop(server)


def _started_again(cluster: Cluster, short_lives: int) -> "subprocess.Popen[bytes]":
    """The next server; one that dies while it starts is one more short life. Raises `Unusable`."""
    print("PostgreSQL died; it is started again.", file=sys.stderr, flush=True)
    while short_lives < _SHORT_LIVES:
        try:
            return start(cluster)
        except Unusable as refusal:
            print(refusal.sentence, file=sys.stderr, flush=True)
            short_lives += 1
    raise Unusable(
        f"PostgreSQL died {short_lives} times at once after its start. Its last words:\n{last_words(cluster)}"
    )


def start(cluster: Cluster, options: Sequence[str] = ()) -> "subprocess.Popen[bytes]":
    """The server's process, taking connections, with its roles; the caller holds the cluster's lock.

    Raises `Unusable` with the end of the log when the server does not come up.
    """
    programs = find_programs()
    end_leftovers(cluster)
    _make(cluster, programs)
    _open_socket_folder(cluster, programs.runs_as)
    server = _launched(cluster, programs, options)
    try:
        _await_ready(cluster, programs, server)
        _psql(cluster, programs, roles_script())
        tell_ready(cluster)
    except BaseException:
        stop(server)
        raise
    return server


def stop(server: "subprocess.Popen[bytes]") -> None:
    """Fast shutdown: sessions end, nothing is lost. Waits until the server is gone."""
    if server.poll() is None:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            # Immediate shutdown: the next start recovers from the log.
            server.send_signal(signal.SIGQUIT)
            server.wait()


def _make(cluster: Cluster, programs: Programs) -> None:
    """Make the cluster at its first start, whole or not at all; refuse one of another major version."""
    if (version := _version(cluster)) == MAJOR:
        return
    if version is not None:
        raise Unusable(
            f"The data in {cluster.data} are from PostgreSQL {version}, the programs from {MAJOR}. Write "
            "a backup with the release that made them, and restore it with this one."
        )
    half = cluster.home / "postgres.new"
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(mode=0o700)
    _give(half, programs.runs_as)
    arguments = (
        "-E",
        "UTF8",
        f"--locale={_LOCALE}",
        "--data-checksums",
        "--auth-local=trust",
        "--auth-host=reject",
    )
    programs.run(
        "initdb",
        *("-D", str(half), *arguments, "-U", "postgres"),
        # Killed with us: the next start begins anew, and must not meet one that still writes.
        before=dies_with_parent(signal.SIGKILL),
    )
    half.rename(cluster.data)


def _version(cluster: Cluster) -> str | None:
    """The major version that made the data; None when there are none."""
    try:
        return (cluster.data / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        if cluster.data.is_dir() and any(cluster.data.iterdir()):
            raise Unusable(
                f"{cluster.data} is not empty and holds no PostgreSQL data. Move it away, or name another "
                "folder in STEPWISE_DATA_DIR."
            ) from None
        return None
    except PermissionError:
        raise Unusable(
            f"The data in {cluster.data} belong to another account. Start Stepwise as that one, or name "
            "another folder in STEPWISE_DATA_DIR."
        ) from None


def _open_socket_folder(cluster: Cluster, runs_as: RunsAs | None) -> None:
    folder = socket_folder(cluster.data)
    owner = runs_as.uid if runs_as else os.geteuid()
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        seen = folder.lstat()
        if not stat.S_ISDIR(seen.st_mode) or seen.st_uid != owner or stat.S_IMODE(seen.st_mode) != 0o700:
            raise Unusable(
                f"The socket folder {folder} belongs to somebody else or is open to others. Remove it and "
                "start again."
            ) from None
        # Nobody works on the data by now. The number in a lock that a killed server left may belong to somebody else,
        # or still to its own remains that nobody has collected: PostgreSQL would not start beside it.
        for left in folder.glob(".s.PGSQL.*"):
            left.unlink(missing_ok=True)
    else:
        _give(folder, runs_as)


def _give(folder: Path, runs_as: RunsAs | None) -> None:
    if runs_as:
        os.chown(folder, runs_as.uid, runs_as.gid)


def _launched(cluster: Cluster, programs: Programs, options: Sequence[str]) -> "subprocess.Popen[bytes]":
    if cluster.log.exists() and cluster.log.stat().st_size > _LOG_BYTES:
        cluster.log.replace(cluster.log.with_suffix(".log.1"))
    settings = (*_OPTIONS, f"unix_socket_directories={socket_folder(cluster.data)}", *options)
    with cluster.log.open("ab") as log:
        server: subprocess.Popen[bytes] = subprocess.Popen(
            [str(programs.folder / "postgres"), "-D", str(cluster.data), *(f"--{each}" for each in settings)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            # Its own session: Ctrl-C reaches us, and we end it in order.
            start_new_session=True,
            preexec_fn=dies_with_parent(signal.SIGINT),
            **programs.account(),
        )
    return server


def _await_ready(cluster: Cluster, programs: Programs, server: "subprocess.Popen[bytes]") -> None:
    until, sockets = time.monotonic() + _READY_SECONDS, str(socket_folder(cluster.data))
    while time.monotonic() < until:
        if server.poll() is not None:
            raise Unusable(f"PostgreSQL did not start. Its last words:\n{last_words(cluster)}")
        try:
            programs.run("pg_isready", "-q", "-h", sockets, "-U", "postgres")
        except Unusable:
            time.sleep(_LOOKS_EVERY_SECONDS)
        else:
            return
    raise Unusable(f"PostgreSQL was not ready within a minute. Its last words:\n{last_words(cluster)}")


def run_script(cluster: Cluster, script: str) -> str:
    """What the SQL says, run as the superuser of a cluster that runs; raises `Unusable`. Statements are never made
    of what somebody typed.
    """
    return _psql(cluster, _found(), script)


@cache
def _found() -> Programs:
    return find_programs()


def _psql(cluster: Cluster, programs: Programs, script: str) -> str:
    where = ("-h", str(cluster.sockets), "-U", "postgres", "-d", "postgres")
    return programs.run("psql", "-XqAt", "-v", "ON_ERROR_STOP=1", *where, "-f", "-", text_in=script)
