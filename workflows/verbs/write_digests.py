"""Whoever has work today that can wait is told of it once, at an hour of school. Only time tells: a job asks."""

from collections.abc import Sequence
from datetime import datetime

from supervision.digests import may_write
from workflows.records.closures import site_years
from workflows.records.digests import Digest, keep_digests, unsent_digests
from workflows.records.scope import Transaction


async def write_digests(tx: Transaction, *, at: datetime) -> Sequence[Digest]:
    """Those that are to be sent now. None outside the hours of school, at weekends and on closures."""
    sites = [one for one in await site_years(tx) if may_write(one.calendar, at)]
    if not sites:
        return ()
    await keep_digests(tx, sites, at=at)
    return await unsent_digests(tx, sites, at=at)
