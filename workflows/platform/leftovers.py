"""What is left of a server whose owner was killed, and how is it ended before the next one starts?

Asked only by whoever holds the cluster's lock: then nothing that still works on the data has an owner. A
postmaster ends in order. Backends that outlived their postmaster would keep the next one from starting for as
long as their statement takes, and a file with the id of a dead postmaster does the same while that one is not
collected, or once another process has been given the id. The second such file stands beside the socket; it is removed
where its folder is opened.
"""

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Final

from workflows.platform.clusters import Cluster
from workflows.platform.unusable import Unusable

_END_SECONDS: Final = 60.0
# Backends leave at once when asked; one that does not is stuck in the kernel or stopped.
_ASKED_SECONDS: Final = 2.0
_LOOKS_EVERY_SECONDS: Final = 0.02
_PROC: Final = Path("/proc")


def end_leftovers(cluster: Cluster) -> None:
    """End what still works on the data; raises `Unusable` when it does not go."""
    if not (_PROC / "self").exists():
        _end_postmaster(cluster)
        return
    if (pid := _postmaster(cluster)) in at_work(cluster):
        _send(signal.SIGINT, {pid})
        _await(cluster, _END_SECONDS)
    _send(signal.SIGQUIT, at_work(cluster))
    if not _await(cluster, _ASKED_SECONDS):
        _send(signal.SIGKILL, at_work(cluster))
    if not _await(cluster, _END_SECONDS):
        raise Unusable(f"An older PostgreSQL still uses {cluster.data}. End it and start again.")
    (cluster.data / "postmaster.pid").unlink(missing_ok=True)


def at_work(cluster: Cluster) -> set[int]:
    """The processes that stand in the cluster's data; a server and its backends always do. Linux only."""
    data = str(cluster.data.resolve())
    return {int(place.name) for place in _PROC.iterdir() if place.name.isdigit() and _stands_in(place, data)}


def _stands_in(place: Path, data: str) -> bool:
    try:
        return os.readlink(place / "cwd") == data
    except OSError:
        # Gone, ended but not yet collected, or somebody else's.
        return False


def _await(cluster: Cluster, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while at_work(cluster):
        if time.monotonic() > until:
            return False
        time.sleep(_LOOKS_EVERY_SECONDS)
    return True


def _send(number: signal.Signals, processes: set[int]) -> None:
    for pid in processes:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


def _postmaster(cluster: Cluster) -> int:
    lines = cluster.postmaster()
    return int(lines[0]) if lines and lines[0].strip().isdigit() else 0


def _end_postmaster(cluster: Cluster) -> None:
    """Without /proc the server itself is found by what it was started with; backends are left to end."""
    pid, until = _postmaster(cluster), time.monotonic() + _END_SECONDS
    while pid and _is_server_of(cluster, pid):
        if time.monotonic() > until:
            raise Unusable(
                f"An older PostgreSQL (process {pid}) still uses {cluster.data}. End it and start again."
            )
        _send(signal.SIGINT, {pid})
        time.sleep(_LOOKS_EVERY_SECONDS)


def _is_server_of(cluster: Cluster, pid: int) -> bool:
    seen = subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return str(cluster.data) in seen.stdout
