"""Which notices wait, and do they leave the house? One round over every organization.

No transaction is open while something is sent. What was sent and could not be marked is sent again: better twice than
never, and the same message both times.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from supervision.engine_limits import LIMITS
from workflows.exchange.notice_mail import notice_mail
from workflows.jobs.mailing import Mailer, NotSent
from workflows.records.escalation_notices import (
    Leased,
    keep_dropped,
    keep_failed,
    keep_sent,
    lease_notices,
    recheck,
)
from workflows.records.organisations import crisis_contact_of
from workflows.records.scope import scoped_as


@dataclass(frozen=True, slots=True)
class Sender:
    """One worker. `sender` is the address it writes from, `site` the address of the web site, `me` its own name."""

    mailer: Mailer
    sender: str
    site: str
    me: UUID


@dataclass(frozen=True, slots=True)
class Sent:
    """How many notices left the house, and how many did not."""

    sent: int
    failed: int


async def send_waiting(engine: AsyncEngine, org_ids: Sequence[UUID], by: Sender) -> Sent:
    """Send what is due, the most urgent first."""
    outcomes: list[bool] = []
    for org_id in org_ids:
        async with scoped_as(engine, org_id) as tx:
            leased = await lease_notices(tx, owner=by.me, most=LIMITS.most_at_once, lease=LIMITS.lease)
        outcomes += await asyncio.gather(*(_send(engine, org_id, by, one) for one in leased))
    return Sent(sum(outcomes), len(outcomes) - sum(outcomes))


async def _send(engine: AsyncEngine, org_id: UUID, by: Sender, one: Leased) -> bool:
    async with scoped_as(engine, org_id) as tx:
        now = await recheck(tx, one)
        if now is None:
            return False
        if not now.is_needed:
            await keep_dropped(tx, one)
            return False
        emergency, at = await crisis_contact_of(tx), tx.at
    try:
        if now.address is None:
            raise NotSent("NoAddress")
        message = notice_mail(
            notice_id=one.id,
            sender=by.sender,
            to=now.address,
            address=f"{by.site}/work/{one.work_id}",
            emergency=emergency,
            at=at,
        )
        async with asyncio.timeout(LIMITS.send.total_seconds()):
            receipt = await by.mailer.send(message)
    except (NotSent, TimeoutError) as fault:
        await _failed(engine, org_id, one, getattr(fault, "fault", "TimeoutError"))
        return False
    async with scoped_as(engine, org_id) as tx:
        return await keep_sent(tx, one, receipt=receipt)


async def _failed(engine: AsyncEngine, org_id: UUID, one: Leased, fault: str) -> None:
    is_dead = one.attempts >= LIMITS.dead_after
    async with scoped_as(engine, org_id) as tx:
        again_at = tx.at + LIMITS.wait_after(one.attempts)
        await keep_failed(tx, one, again_at=again_at, receipt=fault, is_dead=is_dead)
    structlog.get_logger().error("notice_not_sent", notice=str(one.id), fault=fault, is_dead=is_dead)
