"""How does one figure come about? Our way and the bare one by turns, on the same ground and connection settings."""

import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from bench.bare import Sent, bare_connection, recorded, send_again
from bench.ground import Ground, Sizes
from bench.one_write import one_write
from bench.turns import Prepared, compared
from tests.world import World
from workflows.records.scope import Transaction, scoped_as

Act = Callable[[], Awaitable[object]]
Verb = Callable[[Transaction], Awaitable[object]]
SAME_SQL = "its own statements"


@dataclass(frozen=True, slots=True)
class Figure:
    """Ours against bare, in milliseconds. `statements`: how many ours sent, without begin and commit."""

    name: str
    against: str
    ours: float
    bare: float
    rounds: int
    statements: int
    one_write: float | None = None
    """Milliseconds of the least that a write can be: see `bench/one_write.py`."""

    @property
    def ratio(self) -> float:
        return self.ours / self.bare

    @property
    def writes(self) -> float | None:
        """Ours against that least write: this one falls when a statement is saved, the ratio need not."""
        return None if self.one_write is None else self.ours / self.one_write


class _Undone(Exception):
    """Rolls back what was only recorded."""


@dataclass(frozen=True, slots=True)
class Rig:
    """The ground, the bare connection to it, and the order of turns."""

    ground: Ground
    bare: Any
    sizes: Sizes
    order: random.Random

    async def sent_by(self, act: Act) -> list[Sent]:
        """What it sends once everything is loaded."""
        await act()
        with recorded(self.ground.engine) as sent:
            await act()
        return sent

    async def repeated(
        self,
        name: str,
        act: Act,
        *,
        against: str,
        same: Sequence[Sent],
        statements: int,
        rounds: int | None = None,
    ) -> Figure:
        """Something that may be done any number of times, against sending `same`."""
        times = rounds or self.sizes.rounds

        async def ours() -> Prepared:
            return act

        async def bare() -> Prepared:
            return lambda: send_again(self.bare, same)

        took = await compared((ours, bare), rounds=times, warm_up=self.sizes.warm_up, order=self.order)
        return Figure(name, against, took[0], took[1], times, statements)

    async def written(self, name: str, verbs: Sequence[Verb], *, world: World, by: UUID) -> Figure:
        """Something that can be done once for each case: half of the cases are ours, half bare."""
        rounds = min(self.sizes.rounds, len(verbs) // 2 - self.sizes.warm_up)
        left, counts = iter(verbs), []

        async def ours() -> Prepared:
            verb = next(left)
            # Recorded here too, so that both ways find the same pages of the case in memory.
            counts.append(len(await self._rehearsed(verb, world, by)))
            return lambda: self._acted(verb, world, by)

        async def bare() -> Prepared:
            sent = await self._rehearsed(next(left), world, by)
            return lambda: send_again(self.bare, sent)

        async def least() -> Prepared:
            return await one_write(self.bare, world.org_id)

        ways = (ours, bare, least)
        took = await compared(ways, rounds=rounds, warm_up=self.sizes.warm_up, order=self.order)
        return Figure(name, SAME_SQL, took[0], took[1], rounds, counts[-1], took[2])

    async def _acted(self, verb: Verb, world: World, by: UUID) -> None:
        async with scoped_as(self.ground.engine, world.org_id, by, at=_later(world)) as tx:
            await verb(tx)

    async def _rehearsed(self, verb: Verb, world: World, by: UUID) -> list[Sent]:
        """What the verb sends; nothing of it is kept."""
        with recorded(self.ground.engine) as sent:
            try:
                async with scoped_as(self.ground.engine, world.org_id, by, at=_later(world)) as tx:
                    await verb(tx)
                    raise _Undone
            except _Undone:
                return sent


@asynccontextmanager
async def rig_on(ground: Ground, sizes: Sizes, seed: int) -> AsyncIterator[Rig]:
    async with bare_connection(ground.database.cluster, ground.database.name) as bare:
        yield Rig(ground, bare, sizes, random.Random(seed))


def _later(world: World) -> Any:
    return world.now + timedelta(hours=1, minutes=30)
