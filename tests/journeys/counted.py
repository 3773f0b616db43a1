"""How many clicks and how many seconds does something take a person? Counted in the browser, not by the test.

Every press of a real pointer counts, whether on a link, a button, a chip or a label; typing does not. Seconds run
from the start to the end of the part that is measured, with the page loads in it.
"""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from tests.journeys.visitor import Visitor

_LISTEN = "document.addEventListener('pointerup', () => window.stepwiseCounts(), true)"


@dataclass
class Count:
    """What one part took so far; `seconds` is set when it ends."""

    clicks: int = 0
    seconds: float = 0.0


class Counting:
    """Counts the presses of one visitor. Made once for each of them, before the first page is opened."""

    def __init__(self) -> None:
        self._running: Count | None = None

    def pressed(self, *_: object) -> None:
        if self._running is not None:
            self._running.clicks += 1

    @asynccontextmanager
    async def part(self, name: str, *, clicks: int, seconds: float) -> AsyncIterator[Count]:
        """Fails when the part takes more clicks or seconds than these."""
        self._running = count = Count()
        began = time.monotonic()
        yield count
        count.seconds = time.monotonic() - began
        self._running = None
        took = f"{name}: {count.clicks} clicks, {count.seconds:.1f} s"
        print(took)
        assert 0 < count.clicks <= clicks, f"{took}; at most {clicks} clicks are meant"
        assert count.seconds <= seconds, f"{took}; at most {seconds} s are meant"


async def counting(visitor: Visitor) -> Counting:
    """From now on the presses of this visitor can be counted."""
    found = Counting()
    await visitor.page.context.expose_binding("stepwiseCounts", found.pressed)
    await visitor.page.context.add_init_script(_LISTEN)
    await visitor.page.evaluate(_LISTEN)
    return found
