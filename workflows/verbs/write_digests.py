"""Whoever has work today that can wait is told of it once, at an hour of school that they may choose. Only time tells: a
job asks."""

from collections.abc import Sequence
from datetime import datetime

from supervision.digests import may_write
from supervision.interruptions import Kind, Turn, turn_of
from workflows.records.closures import site_years
from workflows.records.digests import Digest, keep_digests, unsent_digests
from workflows.records.reminders import done_meanwhile
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
        one.person_id: one.to.own.local_day(at)
        for one in await readers(tx, sites)
        if turn_of(Kind.DIGEST, one.to, at) is Turn.NOW
    }
    done = await done_meanwhile(tx, days) if days else ()
    await keep_digests(tx, open_now, days, done=done, at=at)
    return await unsent_digests(tx, days)
