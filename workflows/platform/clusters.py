"""Where does one embedded cluster live, and does it run?

A cluster has a lock beside its data: whoever holds it owns the server. A second lock is shared by those who
use the server, so that a command that started it for itself does not stop it under another one.
"""

import fcntl
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TextIO

from workflows.platform.database_urls import DATABASE, socket_url
from workflows.platform.places import socket_folder
from workflows.platform.unusable import Unusable

Holder = Literal["supervisor", "command"]
_SUPERUSER: Final = "postgres"
_READY: Final = "ready"
_ATTENDED: Final = "attended"


class AlreadyHeld(Unusable):
    """Another process owns this cluster's server."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """The paths of one cluster; all below `home` but for the sockets, whose path must be short."""

    home: Path

    @property
    def data(self) -> Path:
        return self.home / "postgres"

    @property
    def log(self) -> Path:
        return self.home / "postgres.log"

    @property
    def lock(self) -> Path:
        return self.home / "lock"

    @property
    def sockets(self) -> Path:
        """Where a running server says it listens; else where the next one will."""
        lines = self.postmaster()
        return Path(lines[4]) if len(lines) > 4 and lines[4] else socket_folder(self.data)

    def url(self, role: str = "app", database: str = DATABASE) -> str:
        """The address of a database of this cluster, for one role."""
        return socket_url(self.sockets, role, database)

    def superuser_url(self, database: str = _SUPERUSER) -> str:
        """For the supervisor and the tests; the product itself never uses it."""
        return self.url(_SUPERUSER, database)

    def postmaster(self) -> list[str]:
        """The lines of postmaster.pid: pid, data, start, port, sockets, address, memory, status. Empty if
        none.
        """
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []


def is_ready(cluster: Cluster) -> bool:
    """Whether somebody owns the server, it takes connections, and its owner has made the roles."""
    lines = cluster.postmaster()
    return (
        len(lines) > 7
        and lines[7].strip() == "ready"
        and holder(cluster) is not None
        and _READY in cluster.lock.read_text().split()
        and _listens(Path(lines[4]) / f".s.PGSQL.{lines[3]}")
    )


def _listens(place: Path) -> bool:
    """Whether somebody takes connections there. What a killed server left in its files goes on saying so until its owner
    has seen that it is gone.
    """
    with socket.socket(socket.AF_UNIX) as asked:
        asked.settimeout(1)
        return asked.connect_ex(str(place)) == 0


def tell_ready(cluster: Cluster) -> None:
    """Said by the owner, into its lock, once the roles and the database are there too."""
    with cluster.lock.open("a") as file:
        file.write(f"{_READY}\n")


def tell_attended(cluster: Cluster) -> None:
    """Said by an owner that ends with its parent, into its lock."""
    with cluster.lock.open("a") as file:
        file.write(f"{_ATTENDED}\n")


def is_attended(cluster: Cluster) -> bool:
    """Whether the owner of the server ends with its parent, as a demo's does: it may be ending now."""
    return holder(cluster) is not None and _ATTENDED in cluster.lock.read_text().split()


def holder(cluster: Cluster) -> tuple[Holder, int] | None:
    """Who owns the server, and the id of the process; None when nobody does."""
    try:
        with cluster.lock.open("r") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return None
    except BlockingIOError:
        return _name_of_holder(cluster)
    return None


def _name_of_holder(cluster: Cluster) -> tuple[Holder, int] | None:
    # Whoever has just got the lock writes its name into it a moment later.
    for _ in range(50):
        match cluster.lock.read_text().split():
            case ["command" | "supervisor" as kind, pid, *_]:
                return kind, int(pid)
        time.sleep(0.01)
    return None


@contextmanager
def held(cluster: Cluster, kind: Holder) -> Iterator[None]:
    """Own the cluster's server; raises `AlreadyHeld` when another process does."""
    # "a": never emptied by one who does not get the lock.
    with cluster.lock.open("a") as file:
        if not _locks(file):
            raise AlreadyHeld(
                f"The database in {cluster.home} is already run by another process. `stepwise database "
                "status` "
                "says by which."
            )
        file.truncate(0)
        file.write(f"{kind} {os.getpid()}\n")
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


def _locks(file: TextIO) -> bool:
    # Whoever asks who the holder is holds the lock for an instant: try a few times.
    for _ in range(10):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.01)
        else:
            return True
    return False


@contextmanager
def in_use(cluster: Cluster, *, alone: bool = False) -> Iterator[None]:
    """Use the server together with others; `alone`: wait until no one else does."""
    with (cluster.home / "users").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield


def last_words(cluster: Cluster, lines: int = 15) -> str:
    """The end of the server's log."""
    try:
        return "\n".join(cluster.log.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return "(no log)"
