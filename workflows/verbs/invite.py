"""An administrator gives a person a link with which to choose a password, once."""

import re
from datetime import datetime
from typing import Final
from uuid import UUID

from supervision.access import Actor, why_not_administrate
from supervision.sign_in_limits import LIMITS
from workflows.records.audit import keep_audit
from workflows.records.identities import identity_of, keep_invitation, person_exists
from workflows.records.refusals import Invalid, NotAllowed, NotFound
from workflows.records.scope import Transaction
from workflows.records.sign_ins import new_token

# What a mail server would take; whether anybody reads it there, only a mail tells.
_ADDRESS: Final = re.compile(r"[^\s@<>\"(),;:\\]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")
ADDRESS_WRONG: Final = "Enter an email address, like name@school.org."


async def invite(tx: Transaction, *, person_id: UUID, email: str, by: Actor, at: datetime) -> str:
    """Returns the token of the link; it is kept nowhere. A newer link ends the older ones when it is used.

    Raises `Invalid` at `email`, `NotAllowed`, or `NotFound`.
    """
    if why := why_not_administrate(by):
        raise NotAllowed(why)
    if not await person_exists(tx, person_id):
        raise NotFound
    if not _ADDRESS.fullmatch(email):
        raise Invalid({"email": ADDRESS_WRONG})
    found = await identity_of(tx, person_id)
    token, token_hash = new_token()
    await keep_invitation(
        tx,
        {
            "token_hash": token_hash,
            "person_id": person_id,
            # An account keeps its address: a link never moves it to another one.
            "email": found.email if found is not None else email.lower(),
            "invited_by": by.person_id,
            "expires_at": at + LIMITS.invitation,
            "recorded_at": at,
        },
    )
    await keep_audit(tx, "invited", object_kind="person", object_id=person_id)
    return token
