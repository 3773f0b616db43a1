"""Where are young people referred to, and how many places are free there, as they said when asked?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, text

from care_steps.steps import Step
from workflows.records.ids import new_id
from workflows.records.rows import known_row
from workflows.records.scope import Transaction
from workflows.records.tables.people import destination, destination_capacity


@dataclass(frozen=True, slots=True)
class Destination:
    """One place to refer to; without a site it is of all. `places` is None while nobody has asked.

    `is_current`: young people are referred there now, as its entry says.
    """

    id: UUID
    name: str
    site_id: UUID | None
    site_name: str | None
    for_step: Step
    places: int | None
    wait_days: int | None
    asked_on: date | None
    asked_by: str | None
    is_current: bool = True


_KEEP, _KEEP_CAPACITY = insert(destination), insert(destination_capacity)
_DESTINATION = """
SELECT d.id, d.name, d.site_id, s.name AS site_name, d.for_step, c.places, c.wait_days, c.asked_on, c.asked_by,
       coalesce((SELECT v.is_current FROM app.provider_detail v WHERE (v.org_id, v.destination_id) = (d.org_id, d.id)
                  ORDER BY v.recorded_at DESC LIMIT 1), true) AS is_current
  FROM app.destination d
  LEFT JOIN app.site s ON (s.org_id, s.id) = (d.org_id, d.site_id)
  LEFT JOIN LATERAL (SELECT x.places, x.wait_days, x.asked_on, p.given_name || ' ' || p.family_name AS asked_by
        FROM app.destination_capacity x JOIN app.person p ON (p.org_id, p.id) = (x.org_id, x.recorded_by)
       WHERE (x.org_id, x.destination_id) = (d.org_id, d.id)
       ORDER BY x.asked_on DESC, x.recorded_at DESC LIMIT 1) c ON true
 WHERE d.org_id = :org_id AND {which}
"""
_BY_ID = text(_DESTINATION.format(which="d.id = :id"))
_OF_SITES = text(
    _DESTINATION.format(
        which="""(cast(:site_ids AS uuid[]) IS NULL OR d.site_id IS NULL OR d.site_id = ANY(cast(:site_ids AS uuid[])))
 ORDER BY s.name NULLS FIRST, d.name, d.id"""
    )
)
_NAMED = text("""
SELECT count(*) FROM app.destination
 WHERE org_id = :org_id AND lower(name) = lower(:name) AND site_id IS NOT DISTINCT FROM cast(:site_id AS uuid)
""")


async def keep_destination(
    tx: Transaction, *, name: str, site_id: UUID | None, for_step: Step, by: UUID, at: datetime
) -> UUID:
    destination_id = new_id()
    values: dict[str, Any] = {
        "org_id": tx.actor.org_id,
        "id": destination_id,
        "site_id": site_id,
        "name": name,
        "for_step": for_step.value,
        "named_by": by,
        "recorded_at": at,
    }
    await tx.connection.execute(_KEEP, values)
    return destination_id


async def keep_capacity(
    tx: Transaction,
    destination_id: UUID,
    *,
    places: int,
    wait_days: int | None,
    asked_on: date,
    by: UUID,
    at: datetime,
) -> None:
    values: dict[str, Any] = {
        "org_id": tx.actor.org_id,
        "destination_id": destination_id,
        "recorded_at": at,
        "places": places,
        "wait_days": wait_days,
        "asked_on": asked_on,
        "recorded_by": by,
    }
    await tx.connection.execute(_KEEP_CAPACITY, values)


async def load_destination(tx: Transaction, destination_id: UUID) -> Destination:
    """One of them. Raises `NotFound`."""
    return _destination(await known_row(tx, _BY_ID, id=destination_id))


async def destinations(tx: Transaction, *, site_ids: Sequence[UUID] | None) -> tuple[Destination, ...]:
    """Those of these sites and those of all; None: every one."""
    asked = {"org_id": tx.actor.org_id, "site_ids": None if site_ids is None else list(site_ids)}
    return tuple(_destination(row) for row in (await tx.connection.execute(_OF_SITES, asked)).mappings())


async def is_named(tx: Transaction, name: str, site_id: UUID | None) -> bool:
    """Whether one of this name is there already."""
    asked = {"org_id": tx.actor.org_id, "name": name, "site_id": site_id}
    return bool((await tx.connection.execute(_NAMED, asked)).scalar_one())


def _destination(row: Mapping[Any, Any]) -> Destination:
    return Destination(**{**row, "for_step": Step(row["for_step"])})
