"""Do the clock of this machine and that of the database agree? Deadlines go by the database's, and people by their own."""

from datetime import UTC, datetime, timedelta
from typing import Final

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from supervision.watch_limits import LIMITS
from workflows.records.doorstep import unscoped
from workflows.records.heartbeats import beat

CLOCKS: Final = "clocks"


def apart(at: datetime, *, since: datetime, until: datetime) -> timedelta:
    """How far the clocks are apart at least, when the database said `at` between these two instants of this machine.

    However long the answer took: a slow network is no wrong clock.
    """
    return max(since - at, at - until, timedelta(0))


async def apart_now(engine: AsyncEngine) -> timedelta:
    """The same, asked of the database in a transaction of its own."""
    since = datetime.now(UTC)
    async with unscoped(engine) as (_, at):
        until = datetime.now(UTC)
    return apart(at, since=since, until=until)


async def look_at_clocks(engine: AsyncEngine) -> None:
    """Keep that the clocks agree, if they do. While they do not, nothing is kept, and what watches that is red."""
    found = await apart_now(engine)
    if found > LIMITS.clock:
        structlog.get_logger().error("clocks_differ", seconds=round(found.total_seconds(), 1))
    else:
        await beat(engine, CLOCKS)
