"""Who is signed in?

A token leaves this product once, in a cookie or a link; only its SHA-256 is kept. Limits are arguments: they
are written in `supervision/sign_in_limits.toml`.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncConnection

from workflows.records.ids import new_id
from workflows.records.scope import Transaction
from workflows.records.tables.sign_in import session

TOKEN_BYTES: Final = 32
# `last_seen_at` is written no oftener, so that a page costs no write.
SEEN_EVERY: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SignIn:
    """One live sign-in session."""

    id: UUID
    created_at: datetime
    last_seen_at: datetime
    device: str
    is_this: bool


def new_token() -> tuple[str, bytes]:
    """256 random bits for the browser, and what is kept of them."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    return token, hash_of(token)


def hash_of(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


_KEEP_SESSION = insert(session)
_END = text("""
UPDATE sign_in.session SET ended_at = :at
 WHERE org_id = :org_id AND actor_id = :actor_id AND ended_at IS NULL
   AND (cast(:id AS uuid) IS NULL OR id = :id)
   AND (cast(:token_hash AS bytea) IS NULL OR token_hash = :token_hash)
RETURNING id
""")
_END_ANY = text(
    "UPDATE sign_in.session SET ended_at = :at WHERE token_hash = :token_hash AND ended_at IS NULL"
)
_RAN_OUT = text("""
SELECT s.org_id, s.actor_id FROM sign_in.session s
 WHERE s.token_hash = :token_hash AND s.ended_at IS NULL AND s.serves IS NULL
   AND least(s.expires_at, s.idle_expires_at) > :after
   AND NOT EXISTS (SELECT FROM sign_in.identity i
                    WHERE (i.org_id, i.person_id) = (s.org_id, s.actor_id) AND i.disabled_at IS NOT NULL)
""")
_LIVE = text("""
SELECT id, created_at, last_seen_at, device, id = cast(:this AS uuid) AS is_this FROM sign_in.session
 WHERE org_id = :org_id AND actor_id = :actor_id AND ended_at IS NULL
   AND expires_at > :at AND idle_expires_at > :at
 ORDER BY last_seen_at DESC
""")
_SEEN = text("""
UPDATE sign_in.session SET last_seen_at = :at, idle_expires_at = least(:idle_until, expires_at)
 WHERE token_hash = :token_hash
""")
_SAID = text("UPDATE sign_in.session SET notice = NULL WHERE token_hash = :token_hash")


async def keep_sign_in(tx: Transaction, row: Mapping[str, Any]) -> None:
    """A new sign-in session of the actor."""
    await tx.connection.execute(
        _KEEP_SESSION,
        {"id": new_id(), "org_id": tx.actor.org_id, "actor_id": tx.actor.person_id, "ended_at": None, **row},
    )


async def end_sign_ins(
    tx: Transaction, *, id: UUID | None = None, token_hash: bytes | None = None
) -> tuple[UUID, ...]:
    """End the actor's own sign-in sessions: one of them, or all. Returns which ended."""
    asked = {
        "org_id": tx.actor.org_id,
        "actor_id": tx.actor.person_id,
        "id": id,
        "token_hash": token_hash,
        "at": tx.at,
    }
    return tuple((await tx.connection.execute(_END, asked)).scalars())


async def end_whosever(connection: AsyncConnection, token_hash: bytes, at: datetime) -> None:
    """End the sign-in session that a browser still held when somebody signed in with it."""
    await connection.execute(_END_ANY, {"token_hash": token_hash, "at": at})


async def whose_ran_out(
    connection: AsyncConnection, token_hash: bytes, *, after: datetime
) -> tuple[UUID, UUID] | None:
    """The organization and the person of a sign-in session that ran out by itself, and later than `after`.

    Not of one that was ended, by its person or by somebody else.
    """
    row = (await connection.execute(_RAN_OUT, {"token_hash": token_hash, "after": after})).first()
    return (row.org_id, row.actor_id) if row else None


async def live_sign_ins(tx: Transaction) -> tuple[SignIn, ...]:
    """The actor's own, the last used first."""
    asked = {
        "org_id": tx.actor.org_id,
        "actor_id": tx.actor.person_id,
        "at": tx.at,
        "this": tx.sign_in_id,
    }
    return tuple(SignIn(**row) for row in (await tx.connection.execute(_LIVE, asked)).mappings())


async def keep_seen(tx: Transaction, token_hash: bytes, *, idle: timedelta) -> None:
    """A mark that the actor was here, so that the sign-in goes on for so long."""
    if tx.around is not None and tx.at - tx.around.last_seen_at > SEEN_EVERY:
        asked = {"token_hash": token_hash, "at": tx.at, "idle_until": tx.at + idle}
        await tx.connection.later(_SEEN, asked)


async def keep_said(tx: Transaction, token_hash: bytes) -> None:
    """The notice was said."""
    await tx.connection.later(_SAID, {"token_hash": token_hash})
