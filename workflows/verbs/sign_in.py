"""Somebody says who they are: let them in or not.

Whatever is wrong, the answer is the same sentence after the same work, so that nobody learns which addresses
have an account.
"""

from workflows.records.doorstep import Doorstep
from workflows.records.scope import scoped_as
from workflows.verbs.begin_sign_in import SignedIn, begin_sign_in
from workflows.verbs.prove_identity import prove_identity


async def sign_in(
    door: Doorstep,
    *,
    email: str,
    password: str,
    address: str,
    device: str,
    held: bytes | None = None,
    request_id: str = "",
) -> SignedIn:
    """Raises `Invalid` with one sentence for every "no", or `TooBusy`.

    `address` is where the try came from. `held` is the hash of a sign-in token that the browser still had.
    """
    found = await prove_identity(door, email=email, password=password, address=address, request_id=request_id)
    async with scoped_as(door.engine, found.org_id, found.person_id, request_id=request_id) as tx:
        return await begin_sign_in(tx, device=device, held=held, reason="password", by=tx.actor, at=tx.at)
