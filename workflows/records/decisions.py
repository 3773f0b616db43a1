"""What was decided, by whom, on which facts and why?"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from workflows.records.scope import Transaction
from workflows.records.tables.work import decision, decision_firing

_KEEP = insert(decision)
_KEEP_ANSWERED = insert(decision_firing)


async def keep_decision(tx: Transaction, values: Mapping[str, Any], answers: Sequence[UUID] = ()) -> None:
    """One decision, and by name the firings that it answers."""
    org_id = tx.actor.org_id
    await tx.connection.execute(_KEEP, {"org_id": org_id, **values})
    if answers:
        rows = [{"org_id": org_id, "decision_id": values["id"], "firing_id": one} for one in answers]
        await tx.connection.execute(_KEEP_ANSWERED, rows)
