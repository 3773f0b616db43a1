"""The worker: turns the engine and sends what it wrote, each at its own pace, until it is told to end.

Sending has its own loop and its own connections, so that a mail server that does not answer never keeps a rung from
being entered.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Final

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from supervision.engine_limits import LIMITS
from workflows.jobs.clocks import look_at_clocks
from workflows.jobs.dead_channels import tell_of_dead_channels
from workflows.jobs.emergency_pages import is_due, write_pages
from workflows.jobs.notices import Sender
from workflows.jobs.sending import Outflow
from workflows.jobs.trying import try_channels
from workflows.jobs.turning import turn
from workflows.jobs.unanswered import look_for_unanswered
from workflows.records.heartbeats import beat
from workflows.records.organisations import every_organisation

ENGINE: Final = "engine"
SENDER: Final = "sender"
UNANSWERED: Final = "unanswered"
EMERGENCY_PAGE: Final = "emergency_page"
CHANNELS: Final = "channels"
DEAD_CHANNELS: Final = "dead_channels"
_FAULTS: Final = (SQLAlchemyError, OSError, TimeoutError)


async def work_on(
    engine: AsyncEngine, by: Sender, ended: asyncio.Event, emergency: Path | None = None
) -> None:
    """All loops. What a cycle could not do, the next one does. `emergency`: where its pages are written."""
    outflow = Outflow(engine, by)

    async def turned() -> None:
        await turn(engine, await every_organisation(engine))
        await beat(engine, ENGINE)
        await look_at_clocks(engine)

    async def sent() -> None:
        await outflow.take_up(await every_organisation(engine))
        await beat(engine, SENDER)

    async def looked() -> None:
        await look_for_unanswered(engine, await every_organisation(engine))
        await beat(engine, UNANSWERED)

    async def wrote() -> None:
        if emergency is not None and await asyncio.to_thread(is_due, emergency):
            await write_pages(engine, await every_organisation(engine), emergency)

    async def tried() -> None:
        await try_channels(engine, await every_organisation(engine), by)

    async def alarmed() -> None:
        await tell_of_dead_channels(engine, await every_organisation(engine), by)

    try:
        await asyncio.gather(
            _again_and_again(turned, ENGINE, ended),
            _again_and_again(sent, SENDER, ended),
            _again_and_again(looked, UNANSWERED, ended, every=LIMITS.unanswered_every),
            _again_and_again(wrote, EMERGENCY_PAGE, ended),
            _again_and_again(tried, CHANNELS, ended),
            _again_and_again(alarmed, DEAD_CHANNELS, ended),
        )
        await outflow.ended()
    finally:
        outflow.give_up()


async def _again_and_again(
    do: Callable[[], Awaitable[None]], name: str, ended: asyncio.Event, *, every: timedelta = LIMITS.cycle
) -> None:
    while not ended.is_set():
        began = time.monotonic()
        try:
            async with asyncio.timeout(LIMITS.longest_cycle.total_seconds()):
                await do()
        except _FAULTS as fault:
            structlog.get_logger().error("turn_failed", job=name, fault=type(fault).__name__)
        left = every.total_seconds() - (time.monotonic() - began)
        try:
            await asyncio.wait_for(ended.wait(), timeout=max(left, 0))
        except TimeoutError:
            continue
