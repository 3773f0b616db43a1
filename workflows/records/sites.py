"""Which sites does the organization have?"""

from uuid import UUID

from sqlalchemy import text

from workflows.records.scope import Transaction

_SITES = text("SELECT id, name FROM app.site WHERE org_id = :org_id ORDER BY name, id")


async def sites(tx: Transaction) -> tuple[tuple[UUID, str], ...]:
    """Id and name of every site, by name."""
    found = await tx.connection.execute(_SITES, {"org_id": tx.actor.org_id})
    return tuple((row.id, row.name) for row in found)


async def site_ids(tx: Transaction) -> tuple[UUID, ...]:
    return tuple(site_id for site_id, _ in await sites(tx))
