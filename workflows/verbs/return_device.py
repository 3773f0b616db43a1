"""An adult takes a handed-over device back: only who handed it over, and with the password again.

In an organization made for a demo nobody has a password, and only there a button is enough.
"""

from dataclasses import dataclass

from workflows.records.audit import keep_audit
from workflows.records.doorstep import Doorstep
from workflows.records.handovers import Handover, LockedDevice, locked_device
from workflows.records.refusals import Invalid, Refused
from workflows.records.scope import scoped_as
from workflows.verbs.begin_sign_in import SignedIn, begin_sign_in
from workflows.verbs.prove_identity import prove_identity

WRONG = "The password is not right, or there were too many tries. Wait five minutes after several tries."


@dataclass(frozen=True, slots=True)
class Returned:
    """A sign-in that opens everything again, and what was handed over."""

    signed_in: SignedIn
    handover: Handover


async def return_device(
    door: Doorstep, *, held: bytes, password: str, address: str, device: str, request_id: str = ""
) -> Returned:
    """`held` is the hash of the device's token; its sign-in ends, and a new one begins.

    Raises `NotSignedIn`, `NotAllowed`, `Refused` while the young person still has the form, or `Invalid`.
    """
    locked = await locked_device(door, held)
    if not locked.handover.is_given_back:
        raise Refused("The form has not been given back yet.")
    if not locked.is_demo:
        await _prove(door, locked, password, address, request_id)
    async with scoped_as(door.engine, locked.org_id, locked.person_id, request_id=request_id) as tx:
        signed_in = await begin_sign_in(
            tx, device=device, held=held, reason="device returned", by=tx.actor, at=tx.at
        )
        await keep_audit(tx, "returned_device", mentee_id=locked.handover.mentee_id)
    return Returned(signed_in, locked.handover)


async def _prove(door: Doorstep, locked: LockedDevice, password: str, address: str, request_id: str) -> None:
    try:
        # Without an account there is nothing to compare with; the same work is done and the same said.
        await prove_identity(
            door, email=locked.email or "", password=password, address=address, request_id=request_id
        )
    except Invalid as wrong:
        raise Invalid({"password": WRONG}) from wrong
