"""How are two ways compared on a machine that does other things too? Turn by turn, in random order, by medians."""

import random
import time
from collections.abc import Awaitable, Callable, Sequence
from statistics import median

Prepared = Callable[[], Awaitable[object]]
Way = Callable[[], Awaitable[Prepared]]
"""Makes one turn ready, untimed, and gives back what is timed."""


async def compared(
    ways: Sequence[Way], *, rounds: int, warm_up: int, order: random.Random
) -> tuple[float, ...]:
    """The median milliseconds of each way. Each round takes one turn of each."""
    taken: dict[Way, list[float]] = {way: [] for way in ways}
    for number in range(warm_up + rounds):
        for way in order.sample(ways, len(ways)):
            act = await way()
            began = time.perf_counter()
            await act()
            if number >= warm_up:
                taken[way].append((time.perf_counter() - began) * 1000)
    return tuple(median(taken[way]) for way in ways)
