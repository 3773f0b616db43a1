"""A person follows the link that was made for them, chooses a password and is let in."""

from sqlalchemy.exc import IntegrityError

from workflows.records.audit import keep_audit
from workflows.records.doorstep import Doorstep, unscoped
from workflows.records.identities import (
    Invitation,
    find_invitation,
    identity_of,
    keep_identity,
    set_password,
    use_invitation,
)
from workflows.records.ids import new_id
from workflows.records.password_rules import why_not_password
from workflows.records.refusals import Invalid, NotFound, Refused
from workflows.records.scope import Transaction, scoped_as
from workflows.records.sign_ins import end_sign_ins, hash_of
from workflows.verbs.begin_sign_in import SignedIn, begin_sign_in


async def accept_invitation(
    door: Doorstep, *, token: str, password: str, device: str, held: bytes | None = None, request_id: str = ""
) -> SignedIn:
    """Raises `NotFound` for a link that is used, old or made up, `Invalid` at `password`, or `TooBusy`.

    Works like `sign_in` before there is an actor: no transaction is held while the password is hashed.
    """
    found = await open_invitation(door, token)
    if sentence := why_not_password(password, (found.email.split("@")[0],)):
        raise Invalid({"password": sentence})
    password_hash = await door.passwords.hashed(password)
    async with scoped_as(door.engine, found.org_id, found.person_id, request_id=request_id) as tx:
        if not await use_invitation(tx, hash_of(token), found.person_id):
            raise NotFound
        await _keep_password(tx, found, password_hash)
        await end_sign_ins(tx)
        await keep_audit(tx, "accepted_invitation", object_kind="person", object_id=found.person_id)
        return await begin_sign_in(tx, device=device, held=held, reason="invitation", by=tx.actor, at=tx.at)


async def open_invitation(door: Doorstep, token: str) -> Invitation:
    """The invitation of a link, untouched; raises `NotFound` when it can no longer be accepted."""
    async with unscoped(door.engine) as (connection, at):
        found = await find_invitation(connection, hash_of(token), at)
    if found is None:
        raise NotFound
    return found


async def _keep_password(tx: Transaction, found: Invitation, password_hash: str) -> None:
    account = await identity_of(tx, found.person_id)
    if account is not None and account.disabled_at is not None:
        raise NotFound
    if account is not None:
        await set_password(tx, account.id, password_hash)
        return
    row = {"id": new_id(), "person_id": found.person_id, "email": found.email}
    try:
        await keep_identity(tx, {**row, "password_hash": password_hash, "recorded_at": tx.at})
    except IntegrityError as taken:
        raise Refused("This link cannot be used. Ask whoever sent it for a new one.") from taken
