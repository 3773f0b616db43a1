"""An administrator gives everybody who cannot sign in yet a link, or everybody of one role."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from supervision.access import Actor, why_not_administrate
from triage.roles import Role
from workflows.records.audit import keep_audit
from workflows.records.people import staff
from workflows.records.refusals import NotAllowed
from workflows.records.scope import Transaction
from workflows.records.staff import addresses_of
from workflows.verbs.invite import invite


@dataclass(frozen=True, slots=True)
class Invited:
    """One person and their link, or no link for somebody whose address is not on file."""

    person_id: UUID
    name: str
    email: str | None
    token: str | None


async def invite_all(tx: Transaction, *, role: Role | None, by: Actor, at: datetime) -> tuple[Invited, ...]:
    """`role`: only those who hold it. The tokens are kept nowhere. Raises `NotAllowed`."""
    if why := why_not_administrate(by):
        raise NotAllowed(why)
    without = [one for one in await staff(tx) if not one.can_sign_in and (role is None or role in one.roles)]
    emails = await addresses_of(tx, [one.person_id for one in without])
    found = []
    for one in without:
        email = emails.get(one.person_id)
        token = await invite(tx, person_id=one.person_id, email=email, by=by, at=at) if email else None
        found.append(Invited(one.person_id, one.name, email, token))
    await keep_audit(tx, "invited_all", payload={"invited": sum(one.token is not None for one in found)})
    return tuple(found)
