"""A person is let in: a new sign-in session, the one the browser still held is over, and old drafts are erased.

Nobody else could erase them: a draft is there for its author alone.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from supervision.access import Actor
from supervision.draft_limits import LIMITS as DRAFT_LIMITS
from supervision.sign_in_limits import LIMITS
from workflows.records.audit import keep_audit
from workflows.records.drafts import drop_old_drafts
from workflows.records.scope import Transaction
from workflows.records.sign_ins import end_whosever, keep_sign_in, new_token


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`token` goes into the browser's cookie and nowhere else."""

    token: str
    org_id: UUID
    person_id: UUID


async def begin_sign_in(
    tx: Transaction, *, device: str, held: bytes | None, reason: str, by: Actor, at: datetime
) -> SignedIn:
    """`held` is the hash of the token that came along; it dies in the same transaction."""
    if by.person_id is None:
        raise ValueError("Only a person signs in.")
    token, token_hash = new_token()
    if held is not None:
        await end_whosever(tx.connection, held, at)
    expires_at = at + LIMITS.absolute
    await keep_sign_in(
        tx,
        {
            "token_hash": token_hash,
            "created_at": at,
            "last_seen_at": at,
            "idle_expires_at": min(at + LIMITS.idle, expires_at),
            "expires_at": expires_at,
            "device": device,
        },
    )
    await drop_old_drafts(tx, before=at - DRAFT_LIMITS.kept)
    await keep_audit(tx, "signed_in", object_kind="person", object_id=by.person_id, reason=reason)
    return SignedIn(token, by.org_id, by.person_id)
