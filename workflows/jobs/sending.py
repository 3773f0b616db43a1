"""Which notices wait, how many are sent at once, and who waits for whom?

Each organization has so many places for each way. One that is taken by a server that does not answer is missing there
until it has answered or its time is over; the others go on being filled, and no other way and no other organization feels
it.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from supervision.channel_limits import LIMITS as CHANNELS
from supervision.engine_limits import LIMITS
from workflows.jobs.notices import Sender, send_one
from workflows.records.escalation_notices import NOTICES, POSTS, lease_notices
from workflows.records.organisations import crisis_contact_of
from workflows.records.scope import Transaction, scoped_as


@dataclass(frozen=True, slots=True)
class Lane:
    """What is sent beside everything else: the notices of an outbox that go by these ways, so many at once."""

    outbox: str
    ways: tuple[str, ...]
    places: int


LANES: Final = (
    Lane(NOTICES, ("mail",), LIMITS.sent_at_once),
    Lane(NOTICES, ("sms",), CHANNELS.sent_at_once),
    Lane(POSTS, ("team", "push"), CHANNELS.sent_at_once),
)


@dataclass(frozen=True, slots=True)
class Sent:
    """How many notices left the house, and how many did not."""

    sent: int
    failed: int


class Outflow:
    """What one worker has begun to send and not yet ended."""

    def __init__(self, engine: AsyncEngine, by: Sender) -> None:
        self._engine, self._by = engine, by
        self._connections = asyncio.Semaphore(LIMITS.sending_connections)
        self._begun: defaultdict[tuple[UUID, Lane], set[asyncio.Task[bool]]] = defaultdict(set)
        self._sent = self._failed = 0

    async def take_up(self, org_ids: Sequence[UUID], *, within: timedelta = LIMITS.cycle) -> None:
        """Take up what is due, the most urgent first, until nothing waits any more or the time is over."""
        until = time.monotonic() + within.total_seconds()
        drained = (self._drain(org_id, lane, until) for org_id in org_ids for lane in LANES)
        for fault in await asyncio.gather(*drained, return_exceptions=True):
            if fault is not None:
                raise fault

    async def ended(self) -> Sent:
        """Wait for whatever has been begun."""
        for begun in self._begun.values():
            await asyncio.gather(*begun, return_exceptions=True)
        return Sent(self._sent, self._failed)

    def give_up(self) -> None:
        """What was begun and not marked is sent again by another, once its lease has run out."""
        for begun in self._begun.values():
            for task in begun:
                task.cancel()

    async def _drain(self, org_id: UUID, lane: Lane, until: float) -> None:
        begun = self._begun[org_id, lane]
        while (left := until - time.monotonic()) > 0:
            free = lane.places - len(begun)
            if free == 0:
                await asyncio.wait(begun, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            elif await self._lease(org_id, lane, begun, free) < free:
                return

    async def _lease(self, org_id: UUID, lane: Lane, begun: set[asyncio.Task[bool]], most: int) -> int:
        scoped = partial(self._scoped, org_id)
        # By a clock that goes on while a process is stopped, and from before the lease began.
        until = time.monotonic() + (LIMITS.lease - LIMITS.send).total_seconds()
        async with scoped() as tx:
            leased = await lease_notices(
                tx,
                owner=self._by.me,
                most=most,
                lease=LIMITS.lease,
                ways=lane.ways,
                outbox=lane.outbox,
            )
            emergency = await crisis_contact_of(tx) if leased else ""
        for one in leased:
            task = asyncio.create_task(send_one(scoped, self._by, one, emergency=emergency, until=until))
            begun.add(task)
            task.add_done_callback(partial(self._done, begun))
        return len(leased)

    def _done(self, begun: set[asyncio.Task[bool]], task: asyncio.Task[bool]) -> None:
        begun.discard(task)
        if not task.cancelled():
            self._sent += task.result()
            self._failed += not task.result()

    @asynccontextmanager
    async def _scoped(self, org_id: UUID) -> AsyncIterator[Transaction]:
        async with self._connections, scoped_as(self._engine, org_id) as tx:
            yield tx


async def send_waiting(engine: AsyncEngine, org_ids: Sequence[UUID], by: Sender) -> Sent:
    """Send what is due, and wait until it is sent or has failed."""
    outflow = Outflow(engine, by)
    try:
        await outflow.take_up(org_ids, within=LIMITS.longest_cycle)
        return await outflow.ended()
    finally:
        outflow.give_up()
