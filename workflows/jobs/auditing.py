"""Does the engine keep its promises? One round over every open escalation, by somebody who is not the engine.

Its own process and its own connection, as a role that may look at everything it asks for and change nothing of it. The
dead-man file is touched by a round that found all well, and by nothing else: whoever kills the auditor makes it old.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from supervision.watch_limits import LIMITS
from workflows.jobs.clocks import apart_now
from workflows.records.doorstep import unscoped
from workflows.records.heartbeats import beat
from workflows.records.promises import PROMISES, Finding, broken
from workflows.records.watch_findings import keep_findings

AUDITOR: Final = "auditor"
ALL_WELL: Final = "all_well"
_FAULTS: Final = (SQLAlchemyError, OSError, TimeoutError)


@dataclass(frozen=True, slots=True)
class Audited:
    """What one round found, how long each question took, and how far its clock and the database's are apart."""

    found: tuple[Finding, ...]
    seconds: Mapping[str, float]
    clocks_apart: timedelta = timedelta(0)

    @property
    def clocks_differ(self) -> bool:
        return self.clocks_apart > LIMITS.clock

    @property
    def is_slow(self) -> bool:
        return sum(self.seconds.values()) > LIMITS.slow.total_seconds()

    @property
    def is_well(self) -> bool:
        return not self.found and not self.is_slow and not self.clocks_differ

    def count(self, promise: str) -> int:
        return sum(one.promise == promise for one in self.found)


async def audit(engine: AsyncEngine, deadman: Path) -> Audited:
    """One round: ask, keep what was found, tell that a round has ended; and that all is well, if it is."""
    found: list[Finding] = []
    seconds: dict[str, float] = {}
    for promise in PROMISES:
        began = time.monotonic()
        async with unscoped(engine) as (connection, at):
            found += await broken(connection, promise, at=at)
        seconds[promise] = time.monotonic() - began
    async with unscoped(engine) as (connection, at):
        await keep_findings(connection, found, at=at)
    audited = Audited(tuple(sorted(found)), seconds, await apart_now(engine))
    _tell(audited)
    await beat(engine, AUDITOR)
    if audited.is_well:
        await beat(engine, ALL_WELL)
        await asyncio.to_thread(_touch, deadman)
    return audited


async def audit_on(
    engine: AsyncEngine, deadman: Path, ended: asyncio.Event, told: Callable[[Audited], None]
) -> None:
    """Round after round, until it is told to end. A round that fails touches nothing, and the next one comes."""
    while not ended.is_set():
        began = time.monotonic()
        try:
            async with asyncio.timeout(LIMITS.round.total_seconds()):
                told(await audit(engine, deadman))
        except _FAULTS as fault:
            structlog.get_logger().error("audit_failed", fault=type(fault).__name__)
        left = LIMITS.round.total_seconds() - (time.monotonic() - began)
        with suppress(TimeoutError):
            await asyncio.wait_for(ended.wait(), timeout=max(left, 0))


def _touch(deadman: Path) -> None:
    deadman.parent.mkdir(parents=True, exist_ok=True)
    deadman.touch()


def _tell(audited: Audited) -> None:
    log = structlog.get_logger()
    for one in audited.found:
        log.error(
            "promise_broken", promise=one.promise, organization=str(one.org_id), subject=str(one.subject_id)
        )
    if audited.clocks_differ:
        log.error("clocks_differ", seconds=round(audited.clocks_apart.total_seconds(), 1))
    if audited.is_slow:
        slowest = max(audited.seconds, key=lambda name: audited.seconds[name])
        log.error("audit_slow", seconds=round(sum(audited.seconds.values()), 3), slowest=slowest)
