"""Whoever has work today that can wait is told of it once, at an hour of school that they may choose. Only time tells: a
job asks."""

from collections.abc import Sequence
from datetime import datetime

from supervision.digests import may_write
from supervision.when_told import is_time_for_digest
from workflows.records.closures import site_years
from workflows.records.digests import Digest, keep_digests, unsent_digests
from workflows.records.scope import Transaction
from workflows.records.when_told import readers


async def write_digests(tx: Transaction, *, at: datetime) -> Sequence[Digest]:
    """Those that are to be sent now. None outside the hours of school, at weekends and on closures, and none to anybody
    who wants none, or none now."""
    sites = await site_years(tx)
    open_now = [one for one in sites if may_write(one.calendar, at)]
    if not open_now:
        return ()
    days = {
        one.person_id: one.own.local_day(at)
        for one in await readers(tx, sites)
        if is_time_for_digest(one.chosen, one.own, at) and any(may_write(each, at) for each in one.schools)
    }
    await keep_digests(tx, open_now, days, at=at)
    return await unsent_digests(tx, days)
