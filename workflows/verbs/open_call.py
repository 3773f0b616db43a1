"""Somebody who was told of an escalation has opened it: kept once, for counting what is told and never looked at."""

from uuid import UUID

from supervision.access import Actor
from workflows.records.audit import keep_audit
from workflows.records.calls import call_of, keep_opened
from workflows.records.scope import Transaction


async def open_call(tx: Transaction, *, work_id: UUID, by: Actor) -> None:
    """Nothing for whoever was not told, and nothing the second time."""
    call = await call_of(tx, work_id, by.person_id)
    if call is None or call.is_opened:
        return
    await keep_opened(tx, work_id)
    await keep_audit(tx, "opened_call", object_kind="work", object_id=work_id)
