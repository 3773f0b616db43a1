"""What time is it in the demo? Ten o'clock of its school day when it was planted, and from there it goes on."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from workflows.platform.demo_days import Days
from workflows.records.audit import last_done_at
from workflows.records.doorstep import unscoped
from workflows.records.scope import scoped_as
from workflows.verbs.finish_planting import PLANTED
from workflows.verbs.set_clock import set_clock


async def now(engine: AsyncEngine) -> datetime:
    """What time it is in the world outside, by the database's clock."""
    async with unscoped(engine) as (_, at):
        return at


async def set_to(owner: AsyncEngine, org_id: UUID, to: datetime) -> None:
    """It is `to` there now, and goes on from there."""
    shift = to - await now(owner)
    async with scoped_as(owner, org_id, at=to) as tx:
        await set_clock(tx, shift=shift, by=tx.actor, at=tx.at)


async def goes_on_from(engine: AsyncEngine, org_id: UUID, days: Days) -> datetime | None:
    """The instant of the last thing on record, when it was planted for that day and the day is not over there.

    None when the world is of another day, or was planted by half: then it is no good any more.
    """
    async with scoped_as(engine, org_id) as tx:
        planted, last = await last_done_at(tx, PLANTED), await last_done_at(tx)
    if planted is None or last is None or planted != days.ten:
        return None
    return last if days.calendar.local_day(last) == days.today else None
