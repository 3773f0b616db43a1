"""The daily messages of one organization are written and sent. What cannot be sent is tried again with the next turn."""

import asyncio
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from supervision.engine_limits import LIMITS
from workflows.exchange.digest_mail import digest_mail
from workflows.jobs.notices import Sender
from workflows.jobs.sweeping import Unfinished
from workflows.records.digests import Digest, keep_digest_sent
from workflows.records.scope import scoped_as
from workflows.verbs.write_digests import write_digests


async def send_digests(engine: AsyncEngine, org_id: UUID, by: Sender, at: datetime | None = None) -> None:
    """One after the other: nobody waits for them, and a mail server has more urgent things to take.

    Raises `Unfinished` when one could not be sent; the others were.
    """
    async with scoped_as(engine, org_id, at=at) as tx:
        digests, at = await write_digests(tx, at=tx.at), tx.at
    sent = [await _is_sent(engine, org_id, by, one, at) for one in digests]
    if not all(sent):
        raise Unfinished


async def _is_sent(engine: AsyncEngine, org_id: UUID, by: Sender, one: Digest, at: datetime) -> bool:
    try:
        message = digest_mail(
            digest_id=one.id,
            sender=by.sender,
            to=one.address,
            address=by.site,
            due=one.due,
            late=one.late,
            at=at,
        )
        async with asyncio.timeout(LIMITS.send.total_seconds()):
            receipt = await by.mailer.send(message)
    # Whatever goes wrong with one: the others are written to all the same.
    except Exception as fault:
        told = {"digest": str(one.id), "fault": getattr(fault, "fault", type(fault).__name__)}
        structlog.get_logger().error("digest_not_sent", **told)
        return False
    async with scoped_as(engine, org_id, at=at) as tx:
        await keep_digest_sent(tx, one.id, at=tx.at, receipt=receipt)
    return True
