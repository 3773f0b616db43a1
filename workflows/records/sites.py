"""Which sites does the organization have, and when are they closed?"""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import insert, text

from workflows.records.ids import new_id
from workflows.records.rows import known_row
from workflows.records.scope import Transaction
from workflows.records.tables.people import closure, site

_SITES = text("SELECT id, name FROM app.site WHERE org_id = :org_id ORDER BY name, id")
_DAY = text("""
SELECT (cast(:at AS timestamptz) AT TIME ZONE time_zone)::date AS today FROM app.site
 WHERE org_id = :org_id AND id = :id
""")
_KEEP, _KEEP_CLOSURE = insert(site), insert(closure)


async def sites(tx: Transaction) -> tuple[tuple[UUID, str], ...]:
    """Id and name of every site, by name."""
    found = await tx.connection.execute(_SITES, {"org_id": tx.actor.org_id})
    return tuple((row.id, row.name) for row in found)


async def site_ids(tx: Transaction) -> tuple[UUID, ...]:
    return tuple(site_id for site_id, _ in await sites(tx))


async def day_at(tx: Transaction, site_id: UUID) -> date:
    """The day at this site, at the transaction's instant."""
    found: date = (await known_row(tx, _DAY, id=site_id, at=tx.at))["today"]
    return found


async def keep_site(
    tx: Transaction, *, name: str, time_zone: str, closures: Sequence[tuple[date, date, str]], at: datetime
) -> UUID:
    """A new site with its calendar: (first day, last day, name) of each closure. Returns its id."""
    org, site_id = {"org_id": tx.actor.org_id, "recorded_at": at}, new_id()
    await tx.connection.execute(_KEEP, {**org, "id": site_id, "name": name, "time_zone": time_zone})
    rows = [
        {**org, "id": new_id(), "site_id": site_id, "first_on": first, "last_on": last, "name": called}
        for first, last, called in closures
    ]
    if rows:
        await tx.connection.execute(_KEEP_CLOSURE, rows)
    return site_id
