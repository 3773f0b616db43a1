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
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx

from tests.web import hidden_fields
from workflows.platform.demo_organisation import grounds

SECONDS = 180


@dataclass(frozen=True, slots=True)
class RunningDemo:
    """A demo that runs: its address, and where its data are."""

    url: str
    home: Path

    @property
    def ten(self) -> datetime:
        """Ten o'clock of the demo's day at its first organization: it begins then, and goes on."""
        first = grounds(datetime.now(UTC))[0].days
        return first.ten.astimezone(ZoneInfo(first.calendar.time_zone))

    def start_over(self) -> None:
        """Put its world back as it was planted, by the button on the page of the doors."""
        with httpx.Client(base_url=self.url, timeout=SECONDS, trust_env=False) as somebody:
            hidden = hidden_fields(somebody.get("/doors").text)
            said = somebody.post("/doors/start-over", data=hidden, headers={"Origin": self.url})
        assert "Everything is as it was at the beginning" in said.text, said.text

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
    """`stepwise demo` in this home, until the block ends; it ends as by Ctrl-C."""
    process = subprocess.Popen(
        [sys.executable, "-m", "workflows", "demo", "--json", "--port", str(_free_port())],
        env={**os.environ, "STEPWISE_DATA_DIR": str(home)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield RunningDemo(_told(process), home)
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.communicate(timeout=SECONDS)


def _told(process: "subprocess.Popen[str]") -> str:
    """The address: the first line it prints, once the site answers."""
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, "The demo ended before it told its address."
    url: str = json.loads(line)["url"]
    return url


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
