"""How are several ways compared on a machine that does other things too? Turn by turn, in random order, by medians.

In a turn all clients of one way work at once, each on its next job as soon as the last one is done, until the
jobs of the turn are used up. A round has one turn of each way.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

Job = Callable[[int], Awaitable[object]]
"""Done by the client with this number."""
Way = Callable[[int], Sequence[Job]]
"""Makes so many jobs ready, untimed."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One way: jobs per second in each round, and the milliseconds of every job."""

    per_second: tuple[float, ...]
    milliseconds: tuple[float, ...]

    @property
    def rate(self) -> float:
        return median(self.per_second)

    @property
    def p50(self) -> float:
        return median(self.milliseconds)

    @property
    def p99(self) -> float:
        return quantiles(self.milliseconds, n=100)[98]


async def compared(
    ways: Mapping[str, Way], *, clients: int, rounds: int, jobs: int, warm_up: int, order: random.Random
) -> dict[str, Measured]:
    """Every way by its name. The rounds of the warm-up do not count."""
    rates: dict[str, list[float]] = {name: [] for name in ways}
    took: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(warm_up + rounds):
        for name in order.sample(list(ways), len(ways)):
            ready = ways[name](jobs)
            seconds, each = await _turn(ready, clients)
            if number >= warm_up:
                rates[name].append(len(ready) / seconds)
                took[name] += each
    return {name: Measured(tuple(rates[name]), tuple(took[name])) for name in ways}


async def _turn(ready: Sequence[Job], clients: int) -> tuple[float, list[float]]:
    left, took = iter(ready), list[float]()
    began = time.perf_counter()
    await asyncio.gather(*(_client(number, left, took) for number in range(clients)))
    return time.perf_counter() - began, took


async def _client(number: int, left: Iterator[Job], took: list[float]) -> None:
    for job in left:
        began = time.perf_counter()
        await job(number)
        took.append((time.perf_counter() - began) * 1000)
