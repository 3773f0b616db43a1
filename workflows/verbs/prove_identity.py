"""Is this the person whose account it is? Count the try, compare the password, say one sentence for every no.

Unlike verbs this is not given a transaction: the try must stay counted when the answer is no, and no
transaction is held while a password is compared.
"""

import asyncio
from typing import Final

from supervision.sign_in_limits import LIMITS
from workflows.records.audit import keep_audit
from workflows.records.doorstep import Doorstep, unscoped
from workflows.records.identities import Identity, find_identity, set_password
from workflows.records.refusals import Invalid
from workflows.records.scope import scoped_as
from workflows.records.sign_in_tries import count_try, give_back_try

WRONG: Final = (
    "The email address or the password is not right, or there were too many tries. Check both, and wait "
    "five minutes after several tries."
)
# Longer than a comparison takes on a small machine. Ours.
BEAT_SECONDS: Final = 0.25


async def prove_identity(
    door: Doorstep, *, email: str, password: str, address: str, request_id: str = ""
) -> Identity:
    """Raises `Invalid` with one sentence for every "no", or `TooBusy`. `address` is where the try came from."""
    began = asyncio.get_running_loop().time()
    try:
        return await _proven(door, email, password, address, request_id)
    except Invalid:
        # Not to be told apart by a stopwatch: every "no" is said on the same beat, counted from the question.
        elapsed = asyncio.get_running_loop().time() - began
        await asyncio.sleep(-elapsed % BEAT_SECONDS)
        raise


async def _proven(door: Doorstep, email: str, password: str, address: str, request_id: str) -> Identity:
    keys = (f"account:{email.lower()}", f"address:{address}")
    async with unscoped(door.engine) as (connection, at):
        window = LIMITS.window_of(at)
        tries = await count_try(connection, keys, window)
        found = await find_identity(connection, email)
    if tries > LIMITS.tries:
        raise Invalid({"password": WRONG})
    kept = found.password_hash if found is not None and found.disabled_at is None else None
    if not await door.passwords.matches(password, kept) or found is None:
        if found is not None:
            await _keep_failure(door, found, request_id)
        raise Invalid({"password": WRONG})
    again = await door.passwords.hashed(password) if kept and door.passwords.is_weak(kept) else None
    async with scoped_as(door.engine, found.org_id, found.person_id, request_id=request_id) as tx:
        await give_back_try(tx.connection, keys, window)
        if again is not None:
            await set_password(tx, found.id, again)
    return found


async def _keep_failure(door: Doorstep, found: Identity, request_id: str) -> None:
    async with scoped_as(door.engine, found.org_id, kind="system", request_id=request_id) as tx:
        await keep_audit(
            tx,
            "signed_in",
            outcome="refused",
            object_kind="person",
            object_id=found.person_id,
            reason="password",
        )
