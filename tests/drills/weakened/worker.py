"""The product's worker with one protection taken out: `python -m tests.drills.weakened.worker NAMES`.

`marks_first`: a notice counts as sent before it is. `remembers`: it knows only the timers that were set while it lived.
`whole_cycles`: what a cycle did is kept at its end. `unfenced`: whatever it took up once it believes to be its own.
`short_lease` takes nothing out: a lease is shorter, for a drill that waits until it is over. Several names are given with a
comma.
"""

import asyncio
import sys
import time
from collections.abc import Collection, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from supervision.engine_limits import LIMITS
from tests.drills.weakened.unfenced import (
    has_all_the_time_in_the_world,
    marks_whatever_comes_back,
    rechecks_nothing,
)
from workflows.jobs.turning import Turned
from workflows.platform.cli import worker
from workflows.records.escalation_notices import Leased, Sendable, keep_sent, recheck
from workflows.records.escalations import due_escalations
from workflows.records.scope import Transaction, scoped_as
from workflows.verbs.climb import climb

SHORT_LEASE = replace(LIMITS, lease=timedelta(seconds=2), send=timedelta(seconds=1))
_BORN_AT = datetime.now(UTC)
_SET_SINCE = text("SELECT id FROM app.work WHERE id = ANY (:ids) AND opened_at > :born_at")


async def marks_first(tx: Transaction, one: Leased) -> Sendable | None:
    found = await recheck(tx, one)
    if found is not None:
        await keep_sent(tx, one, receipt="soon")
    return found


async def remembers(tx: Transaction, *, most: int, besides: Collection[UUID] = ()) -> tuple[UUID, ...]:
    due = await due_escalations(tx, most=most, besides=besides)
    known = set((await tx.connection.execute(_SET_SINCE, {"ids": list(due), "born_at": _BORN_AT})).scalars())
    return tuple(one for one in due if one in known)


async def keeps_whole_cycles(engine: AsyncEngine, org_ids: Sequence[UUID]) -> Turned:
    """Every rung of a cycle in one write, which ends with it."""
    climbed, began = 0, time.monotonic()
    for org_id in org_ids:
        async with scoped_as(engine, org_id) as tx:
            for one in await due_escalations(tx, most=10_000):
                climbed += await climb(tx, work_id=one)
            await asyncio.sleep(max(LIMITS.cycle.total_seconds() - (time.monotonic() - began), 0))
    return Turned(climbed, 0)


WEAKENED: dict[str, dict[str, Any]] = {
    "remembers": {"workflows.jobs.turning.due_escalations": remembers},
    "marks_first": {"workflows.jobs.notices.recheck": marks_first},
    "whole_cycles": {"workflows.jobs.working.turn": keeps_whole_cycles},
    "unfenced": {
        "workflows.jobs.notices.recheck": rechecks_nothing,
        "workflows.jobs.notices.keep_sent": marks_whatever_comes_back,
        "workflows.jobs.notices.is_in_time": has_all_the_time_in_the_world,
    },
    "short_lease": {"workflows.jobs.sending.LIMITS": SHORT_LEASE},
}

if __name__ == "__main__":
    with ExitStack() as weakened:
        for name in sys.argv.pop().split(","):
            for place, weaker in WEAKENED[name].items():
                weakened.enter_context(patch(place, weaker))
        worker.command()
