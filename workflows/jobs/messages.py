"""Does one message about what can wait leave the house? No transaction is open while it is sent.

What was sent and could not be marked is sent again with the next turn: better twice than never, and the same message
both times.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from email.message import EmailMessage
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from supervision.engine_limits import LIMITS
from workflows.jobs.notices import Sender
from workflows.records.scope import Transaction, scoped_as

Marks = Callable[[Transaction, str], Awaitable[None]]
"""Says that one message has left the house, with its receipt."""


async def is_sent(
    engine: AsyncEngine,
    org_id: UUID,
    by: Sender,
    message: Callable[[], EmailMessage],
    marks: Marks,
    at: datetime,
    which: Mapping[str, str],
) -> bool:
    """Whether it left and is marked. `which` names it in the log, by its id."""
    try:
        async with asyncio.timeout(LIMITS.send.total_seconds()):
            receipt = await by.mailer.send(message())
    # Whatever goes wrong with one: the others are written to all the same.
    except Exception as fault:
        told = {**which, "fault": getattr(fault, "fault", type(fault).__name__)}
        structlog.get_logger().error("message_not_sent", **told)
        return False
    async with scoped_as(engine, org_id, at=at) as tx:
        await marks(tx, receipt)
    return True
