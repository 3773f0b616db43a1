"""What does every journey start from? A running demo in an empty home, and a real browser."""

import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from tests.chromium import MISSING, chromium
from tests.journeys.running_demo import RunningDemo, running_demo
from tests.processes import in_memory

# Without these, a browser without a network keeps asking its maker's hosts, and root cannot start it.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for the run; each visitor gets a context of their own."""
    path = chromium()
    assert path is not None, MISSING
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield launched
        await launched.close()


@pytest.fixture(scope="session")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The home of a demo that was planted and has ended: planting takes longest, and is the same for everybody, also
    for the other processes of the run, which take a copy of the first one's.
    """
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    told = tmp_path_factory.getbasetemp().parent / f"planted-{run}"
    with _home() as home:
        with _alone(told) as known:
            if known:
                _copy(Path(known), home)
            else:
                with running_demo(home):
                    pass
                told.write_text(str(home))
        yield home
        with _alone(told) as known:
            if known == str(home):
                told.write_text("")


@pytest.fixture(scope="module")
def demo(planted: Path) -> Iterator[RunningDemo]:
    """The demo as it was planted, in a home of its own."""
    with _home() as home:
        _copy(planted, home)
        with running_demo(home) as running:
            yield running


def _copy(planted: Path, home: Path) -> None:
    # With owners and modes: the database runs as somebody else, and insists on both.
    subprocess.run(["cp", "-a", f"{planted}/.", str(home)], check=True)


@contextmanager
def _alone(told: Path) -> Iterator[str]:
    """What the file says, while no other process of the run looks into it or writes it."""
    with told.open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield told.read_text()


@contextmanager
def _home() -> Iterator[Path]:
    home = Path(tempfile.mkdtemp(prefix="stepwise-journey-", dir=in_memory()))
    home.chmod(0o711)
    yield home
    shutil.rmtree(home, ignore_errors=True)
