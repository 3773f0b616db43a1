"""How does a dump become a database again? In an embedded cluster of its own, with its roles, whole or not at all."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from uuid import uuid4

from workflows.platform.clusters import Cluster, holder
from workflows.platform.database_urls import DATABASE
from workflows.platform.embedded_postgres import running
from workflows.platform.places import socket_folder
from workflows.platform.postgres_programs import find_programs
from workflows.platform.unusable import Unusable

# A cluster that is thrown away may lose everything: restoring is twice as fast.
_FAST: Final = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")


def place_of_checks(home: Path) -> Path:
    """Where backups are restored to be looked at; made when it is not there."""
    place = home / "checks"
    place.mkdir(mode=0o711, parents=True, exist_ok=True)
    return place


@contextmanager
def throw_away(home: Path) -> Iterator[Cluster]:
    """An empty cluster of its own, running while the block lasts and then removed. What a killed check has left of
    its own is removed first: it holds everything that is on record.
    """
    place = place_of_checks(home)
    for left in place.iterdir():
        if holder(Cluster(left)) is None:
            _removed(left)
    folder = place / uuid4().hex
    folder.mkdir(mode=0o711)
    try:
        with running(Cluster(folder), _FAST) as cluster:
            yield cluster
    finally:
        _removed(folder)


@contextmanager
def new_home(folder: Path) -> Iterator[Cluster]:
    """A cluster in an empty data folder, running while the block lasts; removed when the block fails."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Unusable(f"{folder} is not an empty folder. Name one that is empty or not there yet.")
    try:
        folder.mkdir(mode=0o711, parents=True, exist_ok=True)
        folder.chmod(0o711)
    except OSError as error:
        raise Unusable(f"The folder {folder} cannot be made: {error.strerror}.") from error
    try:
        with running(Cluster(folder)) as cluster:
            yield cluster
    except BaseException:
        _removed(folder)
        raise


def restore(dump: Path, cluster: Cluster) -> None:
    """Everything of the dump, into the empty database of a running cluster; raises `Unusable`, and then nothing is in
    it. What the program complains of is not repeated: it may quote a row.
    """
    programs = find_programs()
    where = ("--host", str(cluster.sockets), "--username", "postgres", "--dbname", DATABASE)
    with dump.open("rb") as file:
        done = subprocess.run(
            [str(programs.folder / "pg_restore"), "--exit-on-error", "--single-transaction", *where],
            stdin=file,
            capture_output=True,
            check=False,
            cwd="/",
            **programs.account(),
        )
    if done.returncode:
        raise Unusable(f"{dump.name} cannot be restored: it is damaged, or not a dump of Stepwise.")


def _removed(folder: Path) -> None:
    shutil.rmtree(socket_folder(folder / "postgres"), ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
