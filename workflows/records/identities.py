"""Who can sign in, and who was invited to?

Accounts stand outside schema `app`, since they are asked before there is a scope; every statement that has a
scope names the organisation.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncConnection

from workflows.records.rows import row_of
from workflows.records.scope import Transaction
from workflows.records.tables.sign_in import identity, invitation


@dataclass(frozen=True, slots=True)
class Identity:
    """One account. `password_hash` is None until its invitation was accepted."""

    id: UUID
    org_id: UUID
    person_id: UUID
    email: str
    password_hash: str | None
    disabled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that lets one person choose a password, once."""

    org_id: UUID
    person_id: UUID
    email: str
    expires_at: datetime


_KEEP_IDENTITY = insert(identity)
_KEEP_INVITATION = insert(invitation)
_IDENTITY = text("""
SELECT id, org_id, person_id, email, password_hash, disabled_at FROM sign_in.identity WHERE email = :email
""")
_SET_PASSWORD = text("""
UPDATE sign_in.identity SET password_hash = :password_hash WHERE org_id = :org_id AND id = :id
""")
# A link of a demo was dated by the demo's own clock.
_INVITATION = text("""
SELECT i.org_id, i.person_id, i.email, i.expires_at
  FROM sign_in.invitation i JOIN sign_in.organisation o ON o.id = i.org_id
 WHERE i.token_hash = :token_hash AND i.used_at IS NULL
   AND i.expires_at > cast(:at AS timestamptz) + coalesce(o.clock_shift, interval '0')
""")
_USE_INVITATION = text("""
UPDATE sign_in.invitation SET used_at = :at
 WHERE org_id = :org_id AND used_at IS NULL AND expires_at > :at
   AND (token_hash = :token_hash OR person_id = :person_id)
RETURNING token_hash
""")
_OF_PERSON = text("""
SELECT id, org_id, person_id, email, password_hash, disabled_at FROM sign_in.identity
 WHERE org_id = :org_id AND person_id = :person_id
""")
_PERSON = text("SELECT true FROM app.person WHERE org_id = :org_id AND id = :id")


async def person_exists(tx: Transaction, person_id: UUID) -> bool:
    """Whether the actor's organisation has this person."""
    return await row_of(tx, _PERSON, id=person_id) is not None


async def find_identity(connection: AsyncConnection, email: str) -> Identity | None:
    """The account of an address, in whichever organisation."""
    row = (await connection.execute(_IDENTITY, {"email": email.lower()})).mappings().first()
    return None if row is None else Identity(**row)


async def keep_invitation(tx: Transaction, row: Mapping[str, Any]) -> None:
    await tx.connection.execute(_KEEP_INVITATION, {"org_id": tx.actor.org_id, "used_at": None, **row})


async def find_invitation(connection: AsyncConnection, token_hash: bytes, at: datetime) -> Invitation | None:
    """The invitation of this link, when it can still be accepted."""
    asked = {"token_hash": token_hash, "at": at}
    row = (await connection.execute(_INVITATION, asked)).mappings().first()
    return None if row is None else Invitation(**row)


async def use_invitation(tx: Transaction, token_hash: bytes, person_id: UUID) -> bool:
    """Use it up, and every older one of the same person; False when somebody was faster."""
    asked = {"org_id": tx.actor.org_id, "person_id": person_id, "token_hash": token_hash, "at": tx.at}
    used = (await tx.connection.execute(_USE_INVITATION, asked)).scalars()
    return token_hash in [bytes(found) for found in used]


async def identity_of(tx: Transaction, person_id: UUID) -> Identity | None:
    """The account of a person of the actor's organisation."""
    row = await row_of(tx, _OF_PERSON, person_id=person_id)
    return None if row is None else Identity(**row)


async def keep_identity(tx: Transaction, row: Mapping[str, Any]) -> None:
    await tx.connection.execute(_KEEP_IDENTITY, {"org_id": tx.actor.org_id, "disabled_at": None, **row})


async def set_password(tx: Transaction, identity_id: UUID, password_hash: str) -> None:
    asked = {"org_id": tx.actor.org_id, "id": identity_id, "password_hash": password_hash}
    await tx.connection.execute(_SET_PASSWORD, asked)
