"""The product's worker with one protection taken out: `python -m tests.drills.weakened.worker NAME`.

`marks_first`: a notice counts as sent before it is. `remembers`: it knows only the timers that were set while it lived.
"""

import sys
from collections.abc import Collection
from datetime import UTC, datetime
from unittest.mock import patch
from uuid import UUID

from sqlalchemy import text

from workflows.platform.cli import worker
from workflows.records.escalation_notices import Leased, Sendable, keep_sent, recheck
from workflows.records.escalations import due_escalations
from workflows.records.scope import Transaction

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


WEAKENED = {
    "remembers": ("workflows.jobs.turning.due_escalations", remembers),
    "marks_first": ("workflows.jobs.notices.recheck", marks_first),
}

if __name__ == "__main__":
    with patch(*WEAKENED[sys.argv.pop()]):
        worker.command()
