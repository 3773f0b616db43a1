"""Somebody asked to try a channel: the message goes the way that every other goes, and what came back is kept.

Each is taken up once. No transaction is open while it is sent.
"""

import asyncio
from collections.abc import Sequence
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from supervision.channels import ChannelFault, ChannelKind
from workflows.exchange.notice_posts import trial_words
from workflows.jobs.mailing import NotSent
from workflows.jobs.notices import Sender
from workflows.jobs.posting import SealedChannel
from workflows.records.channels import TestAsked, keep_fault, keep_test_ended, keep_worked, take_tests
from workflows.records.scope import scoped_as


async def try_channels(engine: AsyncEngine, org_ids: Sequence[UUID], by: Sender) -> int:
    """Send every test that somebody asked for, and wait for what comes back. Returns how many there were."""
    taken: list[tuple[UUID, TestAsked]] = []
    for org_id in org_ids:
        async with scoped_as(engine, org_id) as tx:
            taken += [(org_id, one) for one in await take_tests(tx)]
    await asyncio.gather(*(_tried(engine, org_id, one, by) for org_id, one in taken))
    return len(taken)


async def _tried(engine: AsyncEngine, org_id: UUID, one: TestAsked, by: Sender) -> None:
    channel, fault = SealedChannel(one.channel_id, org_id, ChannelKind(one.kind), one.sealed), ""
    try:
        await by.poster.post(channel, trial_words(one.id), to=one.phone)
    except NotSent as wrong:
        fault = str(wrong.fault)
    # Whatever else goes wrong: whoever asked reads that nothing was taken, and nothing of why.
    except Exception as wrong:
        structlog.get_logger().error("channel_not_tried", fault=type(wrong).__name__)
        fault = ChannelFault.NOT_TAKEN.value
    async with scoped_as(engine, org_id) as tx:
        await keep_test_ended(tx, one.id, fault=fault)
        # That somebody has no telephone at work says nothing about the channel.
        if fault and fault != ChannelFault.NO_PHONE:
            await keep_fault(tx, one.channel_id, fault=fault)
        elif not fault:
            await keep_worked(tx, one.channel_id)
