"""A channel reaches nobody any more: its administrators are told by e-mail, once for each time that it stops working.

No transaction is open while it is sent. When nobody could be told, it is tried again a few minutes later.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from supervision.engine_limits import LIMITS
from workflows.exchange.channel_mail import channel_mail
from workflows.jobs.notices import Sender
from workflows.records.channels import Alarm, keep_alarmed, take_alarms
from workflows.records.scope import scoped_as


async def tell_of_dead_channels(engine: AsyncEngine, org_ids: Sequence[UUID], by: Sender) -> None:
    """Every organization; one that cannot be told holds up no other."""
    await asyncio.gather(*(_tell(engine, org_id, by) for org_id in org_ids))


async def _tell(engine: AsyncEngine, org_id: UUID, by: Sender) -> None:
    async with scoped_as(engine, org_id) as tx:
        alarms, addresses = await take_alarms(tx)
        at = tx.at
    for one in alarms:
        structlog.get_logger().error("channel_dead", channel=str(one.channel_id))
        told = await asyncio.gather(*(_is_told(one, to, at, by) for to in addresses))
        # One who knows is enough; without any, the page and the home of administrators say it all the same.
        if any(told):
            async with scoped_as(engine, org_id) as tx:
                await keep_alarmed(tx, one.channel_id)


async def _is_told(one: Alarm, to: str, at: datetime, by: Sender) -> bool:
    message = channel_mail(
        channel_id=one.channel_id,
        since=one.since,
        sender=by.sender,
        to=to,
        address=f"{by.site}/channels",
        at=at,
    )
    try:
        async with asyncio.timeout(LIMITS.send.total_seconds()):
            await by.mailer.send(message)
    # Whatever goes wrong with one: the others are told all the same.
    except Exception as fault:
        word = str(getattr(fault, "fault", type(fault).__name__))
        structlog.get_logger().error("dead_channel_not_told", channel=str(one.channel_id), fault=word)
        return False
    return True
