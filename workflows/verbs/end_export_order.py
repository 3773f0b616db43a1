"""Somebody does not want figures of every month any more. The files that are there stay as long as all others."""

from datetime import datetime
from uuid import UUID

from supervision.access import Actor
from workflows.records.audit import keep_audit
from workflows.records.export_orders import keep_order_end
from workflows.records.refusals import NotFound
from workflows.records.scope import Transaction


async def end_export_order(tx: Transaction, *, order_id: UUID, by: Actor, at: datetime) -> None:
    """One's own. Raises `NotFound` for all others, and for one that has ended."""
    if by.person_id is None or not await keep_order_end(tx, order_id, of=by.person_id, at=at):
        raise NotFound
    await keep_audit(tx, "ended_export_order", object_kind="export_order", object_id=order_id)
