"""Which ways are measured for each of the three requests?"""

import random
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg

from bench.bare import send_again
from bench.ground import Ground
from bench.recordings import Recordings
from bench.requests import ACTS, DECIDE, LOG, WORKLIST, asked_for, request
from bench.rounds import Job, Measured, Way, compared
from bench.wire import Wire, get, post

PRODUCT, BARE, HANDLER, DJANGO = "product", "bare asyncpg", "bare handler", "Django"


@dataclass(frozen=True, slots=True)
class Figure:
    """One request, measured in each way."""

    what: str
    round_trips: int
    measured: dict[str, Measured]

    def ratio(self, way: str) -> float | None:
        """The product's rate as a share of this way's."""
        other = self.measured.get(way)
        return None if other is None else self.measured[PRODUCT].rate / other.rate


@dataclass(frozen=True, slots=True)
class Crowd:
    """The clients, each with a connection to every site and one to the database."""

    ground: Ground
    recordings: Recordings
    secret: bytes
    ports: dict[str, int]
    wires: Mapping[str, Sequence[Wire]]
    bare: Sequence[Any]
    left: dict[str, Iterator[int]]

    async def figures(self, order: random.Random) -> AsyncIterator[Figure]:
        """The list first: it is what the decisions empty."""
        sizes = self.ground.sizes
        for what in (WORKLIST, LOG, DECIDE):
            ways = dict(self._ways(what))
            jobs = -(-sizes.requests // 3) if what == WORKLIST else sizes.requests
            found = await compared(
                ways, clients=sizes.clients, rounds=sizes.rounds, jobs=jobs, warm_up=1, order=order
            )
            yield Figure(what, self.recordings.found[what].round_trips, found)

    def _ways(self, what: str) -> Iterator[tuple[str, Way]]:
        yield PRODUCT, lambda jobs: [self._product(what) for _ in range(jobs)]
        yield BARE, lambda jobs: [self._bare(what) for _ in range(jobs)]
        yield HANDLER, lambda jobs: [self._handler(what) for _ in range(jobs)]
        if DJANGO in self.ports and what != LOG:
            yield DJANGO, lambda jobs: [self._django(what) for _ in range(jobs)]

    def _product(self, what: str) -> Job:
        asked = asked_for(self.ground, what, next(self.left[what]))
        sent = request(self.ground, asked, self.ports[PRODUCT], self.secret)
        return self._over(PRODUCT, sent, what)

    def _bare(self, what: str) -> Job:
        sent = self.recordings.again(what, next(self.left[what]))
        return lambda client: send_again(self.bare[client], sent)

    def _handler(self, what: str) -> Job:
        number, port = next(self.left[what]), self.ports[HANDLER]
        if what == WORKLIST:
            return self._over(HANDLER, get(port, f"/{number}"), what)
        return self._over(HANDLER, post(port, f"/{ACTS.index(what)}/{number}", {}), what)

    def _django(self, what: str) -> Job:
        asked = asked_for(self.ground, what, next(self.left[what]))
        return self._over(DJANGO, request(self.ground, asked, self.ports[DJANGO], self.secret), what)

    def _over(self, site: str, sent: bytes, what: str) -> Job:
        wires = self.wires[site]
        expect = 200 if what == WORKLIST else 303
        return lambda client: wires[client].send(sent, expect=expect)


@asynccontextmanager
async def crowd_on(
    ground: Ground, recordings: Recordings, secret: bytes, ports: dict[str, int], order: random.Random
) -> AsyncIterator[Crowd]:
    """Clients for these sites."""
    numbers = range(ground.sizes.clients)
    async with AsyncExitStack() as stack:
        wires = {}
        for site, port in ports.items():
            wires[site] = [await Wire.to(port) for _ in numbers]
            for wire in wires[site]:
                stack.callback(wire.close)
        bare = [
            await asyncpg.connect(host=recordings.host, user="app", database=recordings.database)
            for _ in numbers
        ]
        for connection in bare:
            stack.push_async_callback(connection.close)
        yield Crowd(ground, recordings, secret, ports, wires, bare, _left(ground, order))


def _left(ground: Ground, order: random.Random) -> dict[str, Iterator[int]]:
    """Cases in random order, each once; schools again and again."""
    found = {WORKLIST: _again(ground.sizes.schools, order)}
    for what, kind in ((LOG, ground.quiet), (DECIDE, ground.waiting)):
        numbers = list(range(kind.numbers.first, kind.last))
        order.shuffle(numbers)
        found[what] = iter(numbers)
    return found


def _again(schools: int, order: random.Random) -> Iterator[int]:
    while True:
        yield order.randint(1, schools)
