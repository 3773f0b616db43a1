"""How does a journey get the running product, as the README's first command gives it?"""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SECONDS = 90


@dataclass(frozen=True, slots=True)
class RunningDemo:
    """A demo that runs: its address, its doors by name, and where its data are."""

    url: str
    doors: dict[str, str]
    home: Path

    def door(self, role: str) -> str:
        """The path of the first door whose name ends with this role, in lower case."""
        found = next(url for name, url in self.doors.items() if name.lower().endswith(f", {role}"))
        return found.removeprefix(self.url)

    def command(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """A command of ours on the same data."""
        return subprocess.run(
            [sys.executable, "-m", "workflows", *arguments],
            env={**os.environ, "STEPWISE_DATA_DIR": str(self.home)},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )


@contextmanager
def running_demo(home: Path) -> Iterator[RunningDemo]:
    """`stepwise demo` in an empty home, until the block ends; it ends as by Ctrl-C."""
    process = subprocess.Popen(
        [sys.executable, "-m", "workflows", "demo", "--json", "--port", str(_free_port())],
        env={**os.environ, "STEPWISE_DATA_DIR": str(home)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield _told(process, home)
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.communicate(timeout=SECONDS)


def _told(process: "subprocess.Popen[str]", home: Path) -> RunningDemo:
    """What it prints: its address, then one line for each door, until the last is there."""
    assert process.stdout is not None
    url, doors = "", {}
    for line in process.stdout:
        row = json.loads(line)
        url = row.get("url", url) if "door" not in row else url
        if "door" in row:
            doors[row["door"]] = row["url"]
        if row.get("ready"):
            break
    assert url, "The demo ended before it told its address."
    return RunningDemo(url, doors, home)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
