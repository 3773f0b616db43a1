"""What does somebody hold here: their roles, credentials, supervisor, and the sites for which they are on call?"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import insert, text

from triage.roles import Role
from workflows.records.ids import new_id
from workflows.records.scope import Transaction
from workflows.records.tables.people import appointment, credential, on_call, person_supervision

_NOBODY_ON_CALL = text("""
SELECT s.id FROM app.site s WHERE s.org_id = :org_id
   AND NOT EXISTS (SELECT FROM app.on_call c WHERE (c.org_id, c.site_id) = (s.org_id, s.id))
 ORDER BY s.name, s.id
""")
_POST, _CREDENTIAL = insert(appointment), insert(credential)
_ON_CALL, _SUPERVISION = insert(on_call), insert(person_supervision)


async def keep_posts(
    tx: Transaction, person_id: UUID, posts: Sequence[tuple[Role, UUID | None]], at: datetime
) -> None:
    rows = [
        {
            "org_id": tx.actor.org_id,
            "id": new_id(),
            "person_id": person_id,
            "role": role.value,
            "site_id": site_id,
            "starts_at": at,
            "ended_at": None,
            "appointed_by": tx.actor.person_id,
            "recorded_at": at,
        }
        for role, site_id in posts
    ]
    if rows:
        await tx.connection.execute(_POST, rows)


async def keep_credentials(
    tx: Transaction, person_id: UUID, credentials: Mapping[str, date], at: datetime
) -> None:
    rows = [
        {
            "org_id": tx.actor.org_id,
            "id": new_id(),
            "person_id": person_id,
            "kind": kind,
            "valid_until": day,
            "recorded_by": tx.actor.person_id,
            "recorded_at": at,
        }
        for kind, day in credentials.items()
    ]
    if rows:
        await tx.connection.execute(_CREDENTIAL, rows)


async def sites_without_on_call(tx: Transaction) -> tuple[UUID, ...]:
    """Sites where nobody would be called about a mentee in danger."""
    return tuple((await tx.connection.execute(_NOBODY_ON_CALL, {"org_id": tx.actor.org_id})).scalars())


async def keep_on_call(
    tx: Transaction, person_id: UUID, phone: str, site_ids: Sequence[UUID], at: datetime
) -> None:
    """A change point: from now on the escalations of these sites reach this person by this telephone."""
    rows = [
        {
            "org_id": tx.actor.org_id,
            "site_id": site_id,
            "starts_at": at,
            "recorded_at": at,
            "person_id": person_id,
            "phone": phone,
        }
        for site_id in site_ids
    ]
    if rows:
        await tx.connection.execute(_ON_CALL, rows)


async def keep_supervisor(tx: Transaction, person_id: UUID, holder_id: UUID, at: datetime) -> None:
    """A change point: from now on this person is supervised by that one."""
    await tx.connection.execute(
        _SUPERVISION,
        {
            "org_id": tx.actor.org_id,
            "person_id": person_id,
            "starts_at": at,
            "recorded_at": at,
            "holder_id": holder_id,
            "gap_reason": None,
        },
    )
