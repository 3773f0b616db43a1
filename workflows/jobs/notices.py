"""Does one notice leave the house? It is looked at again right before, sent, and marked.

No transaction is open while it is sent. What was sent and could not be marked is sent again: better twice than never,
and the same message both times.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import structlog

from supervision.channels import ChannelKind
from supervision.engine_limits import LIMITS
from workflows.exchange.notice_mail import notice_mail
from workflows.exchange.notice_posts import notice_words
from workflows.jobs.mailing import Mailer, NotSent, TooLate
from workflows.jobs.posting import NoPoster, Poster, SealedChannel
from workflows.records.channels import keep_fault, keep_worked
from workflows.records.escalation_notices import (
    POSTS,
    Leased,
    Sendable,
    Through,
    keep_dropped,
    keep_failed,
    keep_sent,
    recheck,
)
from workflows.records.scope import Transaction

_NO_ADDRESS = "NoAddress"
Scoped = Callable[[], AbstractAsyncContextManager[Transaction]]
"""Opens a transaction of the organization whose notice it is."""


@dataclass(frozen=True, slots=True)
class Sender:
    """One worker. `sender` is the address it writes from, `site` the address of the web site, `me` its own name."""

    mailer: Mailer
    sender: str
    site: str
    me: UUID
    poster: Poster = field(default_factory=NoPoster)


async def send_one(scoped: Scoped, by: Sender, one: Leased, *, emergency: str, until: float) -> bool:
    """Whether it left and is marked. What the database did not take is in nobody's hands once its lease has run out.

    `until`: after that second of `time.monotonic` it is not begun any more.
    """
    try:
        return await _send(scoped, by, one, emergency, until)
    except Exception as fault:
        structlog.get_logger().error("notice_not_marked", notice=str(one.id), fault=type(fault).__name__)
        return False


def is_in_time(until: float) -> bool:
    """Whether our lease is certain to outlast an attempt that begins now, however long we stood still since we asked."""
    return time.monotonic() <= until


async def _send(scoped: Scoped, by: Sender, one: Leased, emergency: str, until: float) -> bool:
    async with scoped() as tx:
        now = await recheck(tx, one)
        if now is None:
            return False
        if not now.is_needed:
            await keep_dropped(tx, one)
            return False
        at, org_id = tx.at, tx.actor.org_id

    def may_begin() -> bool:
        return is_in_time(until)

    try:
        if not may_begin():
            raise TooLate
        if one.way == "mail":
            receipt = await _mailed(by, one, now, emergency, at, may_begin)
        else:
            receipt = await _posted(by, one, now, org_id)
    except TooLate:
        structlog.get_logger().warning("notice_not_begun", notice=str(one.id))
        return False
    # Whatever goes wrong with one: else it would be begun again and again, and nobody would be told instead.
    except Exception as fault:
        word = str(getattr(fault, "fault", type(fault).__name__))
        # That somebody cannot sign in any more says nothing about the channel.
        through = None if word == _NO_ADDRESS else now.through
        await _failed(scoped, one, through, word)
        return False
    async with scoped() as tx:
        is_ours = await keep_sent(tx, one, receipt=receipt)
        if now.through is not None:
            await keep_worked(tx, now.through.channel_id)
    return is_ours


async def _mailed(
    by: Sender, one: Leased, now: Sendable, emergency: str, at: datetime, may_begin: Callable[[], bool]
) -> str:
    if now.address is None:
        raise NotSent(_NO_ADDRESS)
    address = f"{by.site}/work/{one.work_id}"
    message = notice_mail(
        notice_id=one.id, sender=by.sender, to=now.address, address=address, emergency=emergency, at=at
    )
    async with asyncio.timeout(LIMITS.send.total_seconds()):
        return await by.mailer.send(message, may_begin=may_begin)


async def _posted(by: Sender, one: Leased, now: Sendable, org_id: UUID) -> str:
    """Whoever reads a channel of many may not be allowed to see what it is about: it leads to the site and no further."""
    is_for_many = one.outbox == POSTS
    if now.through is None or not (is_for_many or now.address):
        raise NotSent(_NO_ADDRESS)
    address = f"{by.site}/" if is_for_many else f"{by.site}/work/{one.work_id}"
    channel = SealedChannel(now.through.channel_id, org_id, ChannelKind(now.through.kind), now.through.sealed)
    return await by.poster.post(channel, notice_words(one.id, address=address), to=now.phone)


async def _failed(scoped: Scoped, one: Leased, through: Through | None, fault: str) -> None:
    is_dead = one.attempts >= LIMITS.dead_after
    async with scoped() as tx:
        again_at = tx.at + LIMITS.wait_after(one.attempts)
        await keep_failed(tx, one, again_at=again_at, receipt=fault, is_dead=is_dead)
        if through is not None:
            await keep_fault(tx, through.channel_id, fault=fault)
    structlog.get_logger().error("notice_not_sent", notice=str(one.id), fault=fault, is_dead=is_dead)
