"""Which organizations are there? Asked by commands that nobody is signed in to; kept by the owner alone."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from workflows.records.doorstep import unscoped
from workflows.records.refusals import Refused
from workflows.records.scope import Transaction
from workflows.records.tables.people import organisation

_ALL = text("SELECT id, name FROM sign_in.organisation ORDER BY name, id")
_FIRST = text("SELECT min(recorded_at) FROM sign_in.organisation")
_NAME = text("SELECT name FROM sign_in.organisation WHERE id = :org_id")
_CRISIS_CONTACT = text("SELECT crisis_contact FROM sign_in.organisation WHERE id = :org_id")
# Two set-ups at once wait for each other, so that neither misses the other's name.
_ALONE = text("LOCK TABLE sign_in.organisation IN SHARE ROW EXCLUSIVE MODE")
_DEMOS = text("SELECT id, name FROM sign_in.organisation WHERE is_demo ORDER BY id")
_IS_REAL = text("SELECT NOT is_demo FROM sign_in.organisation WHERE id = :org_id")
_KINDS = text("SELECT lower(name) AS name, is_demo FROM sign_in.organisation")
_KEEP = insert(organisation)
# Seconds, not days: a day of the calendar has no fixed length.
_SHIFT = text("""
UPDATE sign_in.organisation SET clock_shift = make_interval(secs => :seconds)
 WHERE id = :org_id AND is_demo RETURNING id
""")


async def organisation_named(engine: AsyncEngine, name: str | None) -> UUID:
    """The one of this name, or the only one there is; raises `Refused` when it is not one."""
    async with engine.connect() as connection:
        found = [(row.id, row.name) for row in await connection.execute(_ALL)]
    meant = [one for one, called in found if name is None or called.casefold() == name.casefold()]
    if len(meant) == 1:
        return UUID(str(meant[0]))
    if not found:
        raise Refused("There is no organization yet. Make one with `stepwise setup`.")
    names = ", ".join(called for _, called in found)
    raise Refused(f"Say which organization is meant with --organization: {names}.")


async def organisations_meant(engine: AsyncEngine, name: str | None) -> tuple[UUID, ...]:
    """The one of this name, or all there are when none is named; raises `Refused` when there is none."""
    if name is not None:
        return (await organisation_named(engine, name),)
    async with engine.connect() as connection:
        found = [UUID(str(row.id)) for row in await connection.execute(_ALL)]
    if not found:
        raise Refused("There is no organization yet. Make one with `stepwise setup`.")
    return tuple(found)


async def every_organisation(engine: AsyncEngine) -> tuple[UUID, ...]:
    """All there are, none where none was made yet."""
    async with engine.connect() as connection:
        return tuple(UUID(str(row.id)) for row in await connection.execute(_ALL))


async def age_of_first(engine: AsyncEngine) -> timedelta | None:
    """For how long there has been an organization; None where none was made yet."""
    async with unscoped(engine) as (connection, at):
        first: datetime | None = (await connection.execute(_FIRST)).scalar_one()
    return None if first is None else at - first


async def demo_organisations(connection: AsyncConnection) -> dict[UUID, str]:
    """Id -> name of every organization that was made for a demo, the first one first."""
    return {row.id: row.name for row in await connection.execute(_DEMOS)}


async def crisis_contact_of(tx: Transaction) -> str:
    """What a person in danger is told to call."""
    found = await tx.connection.execute(_CRISIS_CONTACT, {"org_id": tx.actor.org_id})
    return str(found.scalar_one())


async def organisation_of(tx: Transaction) -> str:
    """The name of the organization that this transaction is scoped to."""
    found = await tx.connection.execute(_NAME, {"org_id": tx.actor.org_id})
    return str(found.scalar_one())


async def known_organisations(tx: Transaction) -> dict[str, bool]:
    """Name in lower case -> whether it is of a demo; nobody adds another before this transaction ends.

    Only the owner of the tables may ask.
    """
    await tx.connection.execute(_ALONE)
    return {row.name: row.is_demo for row in await tx.connection.execute(_KINDS)}


async def keep_organisation(
    tx: Transaction, *, name: str, crisis_contact: str, is_demo: bool, at: datetime
) -> None:
    """The organization that this transaction is scoped to; only the owner of the tables may."""
    await tx.connection.execute(
        _KEEP,
        {
            "id": tx.actor.org_id,
            "name": name,
            "crisis_contact": crisis_contact,
            "is_demo": is_demo,
            "recorded_at": at,
        },
    )


async def keep_clock_shift(tx: Transaction, shift: timedelta) -> bool:
    """From the next transaction on the organization's clock differs by this; False when it is no demo.

    Only the owner of the tables may.
    """
    asked = {"org_id": tx.actor.org_id, "seconds": shift.total_seconds()}
    return (await tx.connection.execute(_SHIFT, asked)).first() is not None


async def is_real(tx: Transaction) -> bool:
    """Is this a real organization, and no demonstration? Whether it takes cases is asked of `live_states`."""
    found = await tx.connection.execute(_IS_REAL, {"org_id": tx.actor.org_id})
    return bool(found.scalar_one())
