"""Somebody throws away what they had begun to type. It is erased, not kept struck out."""

from datetime import datetime

from supervision.access import Actor
from workflows.records.audit import keep_audit
from workflows.records.drafts import drop_draft
from workflows.records.scope import Transaction


async def discard_draft(tx: Transaction, *, path: str, by: Actor, at: datetime) -> None:
    """One's own, whoever may see the mentee by now; nothing happens when there is none."""
    if await drop_draft(tx, path):
        await keep_audit(tx, "discarded_draft")
