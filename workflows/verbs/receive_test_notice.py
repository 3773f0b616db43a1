"""Whoever was on call says that the test notice came."""

from datetime import datetime
from uuid import UUID

from supervision.access import Actor
from workflows.records.audit import keep_audit
from workflows.records.refusals import NotFound
from workflows.records.scope import Transaction
from workflows.records.test_notices import load_test_notice, receive


async def receive_test_notice(tx: Transaction, *, notice_id: UUID, by: Actor, at: datetime) -> None:
    """Said twice, it came once. Raises `NotFound` for a notice that went to somebody else."""
    if (await load_test_notice(tx, notice_id)).to_id != by.person_id:
        raise NotFound
    if await receive(tx, notice_id, at):
        await keep_audit(tx, "received_test_notice", object_kind="test_notice", object_id=notice_id)
