"""Somebody who tries the demo sees what the database itself refuses: raw statements are sent, and nothing is kept."""

from collections.abc import Sequence
from datetime import datetime

from supervision.access import Actor
from workflows.records.audit import keep_audit
from workflows.records.forbidden_statements import Tried, try_each
from workflows.records.scope import Transaction


async def try_forbidden(tx: Transaction, *, by: Actor, at: datetime) -> Sequence[Tried]:
    """What the database said to each. Only the demo has a page that asks for this."""
    tried = await try_each(tx)
    await keep_audit(tx, "tried_forbidden", payload={"statements": len(tried)})
    return tried
