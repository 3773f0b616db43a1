"""The product's worker with one protection taken out: `python -m tests.drills.weakened.worker NAME`.

`marks_first`: a notice counts as sent before it is.
"""

import sys
from unittest.mock import patch

from workflows.platform.cli import worker
from workflows.records.escalation_notices import Leased, Sendable, keep_sent, recheck
from workflows.records.scope import Transaction


async def marks_first(tx: Transaction, one: Leased) -> Sendable | None:
    found = await recheck(tx, one)
    if found is not None:
        await keep_sent(tx, one, receipt="soon")
    return found


WEAKENED = {
    "marks_first": ("workflows.jobs.notices.recheck", marks_first),
}

if __name__ == "__main__":
    with patch(*WEAKENED[sys.argv.pop()]):
        worker.command()
