"""The product's worker with one protection taken out: `python -m tests.drills.weakened.worker NAME`.

`marks_first`: a notice counts as sent before it is. `in_memory`: it goes on only with what was opened since it started.
"""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch
from uuid import UUID

from sqlalchemy import text

from workflows.platform.cli import worker
from workflows.records.escalation_notices import Leased, Sendable, keep_sent, recheck
from workflows.records.scope import Transaction

STARTED = datetime.now(UTC)
_SINCE = text("""
SELECT id FROM app.work WHERE org_id = :org_id AND next_at <= :at AND recorded_at > :since AND NOT id = ANY(:besides)
 ORDER BY next_at LIMIT :most
""")


async def marks_first(tx: Transaction, one: Leased) -> Sendable | None:
    found = await recheck(tx, one)
    if found is not None:
        await keep_sent(tx, one, receipt="soon")
    return found


async def in_memory(tx: Transaction, *, most: int, besides: Sequence[UUID] = ()) -> tuple[UUID, ...]:
    asked: dict[str, Any] = {"org_id": tx.actor.org_id, "at": tx.at, "since": STARTED, "most": most}
    return tuple((await tx.connection.execute(_SINCE, {**asked, "besides": list(besides)})).scalars())


WEAKENED = {
    "marks_first": ("workflows.jobs.notices.recheck", marks_first),
    "in_memory": ("workflows.jobs.turning.due_escalations", in_memory),
}

if __name__ == "__main__":
    with patch(*WEAKENED[sys.argv.pop()]):
        worker.command()
