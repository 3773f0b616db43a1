"""Somebody leaves, here or on another device: the sign-in session is over at once, everywhere."""

from datetime import datetime
from uuid import UUID

from supervision.access import Actor
from workflows.records.audit import keep_audit
from workflows.records.refusals import NotFound
from workflows.records.scope import Transaction
from workflows.records.sign_ins import end_sign_ins


async def sign_out(tx: Transaction, *, sign_in_id: UUID | None = None, by: Actor, at: datetime) -> None:
    """End one of the actor's own sign-in sessions; without an id, the one of this request.

    Raises `NotFound` when it is not theirs or has ended.
    """
    ended = await end_sign_ins(tx, id=sign_in_id or tx.sign_in_id)
    if not ended:
        raise NotFound
    await keep_audit(tx, "signed_out", object_kind="sign_in", object_id=ended[0])
