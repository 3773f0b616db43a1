"""What does every journey start from? A running demo in an empty home, and a real browser."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from tests.chromium import MISSING, chromium
from tests.journeys.running_demo import RunningDemo, running_demo
from tests.planted_demo import copy_of
from tests.processes import empty_home, in_memory

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
def running(planted_demo: Path) -> Iterator[RunningDemo]:
    """One demo for the run: a start takes longer than to start over."""
    with empty_home(in_memory()) as home:
        copy_of(planted_demo, home)
        with running_demo(home) as started:
            yield started


@pytest.fixture(scope="module")
def demo(running: RunningDemo) -> RunningDemo:
    """The demo as it was planted, ten o'clock, with nobody signed in."""
    running.start_over()
    return running
