"""Where are the young people of the demo referred to, what is offered there, and who is asked when they decline?"""

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from care_steps.steps import Step
from workflows.platform.demo_days import Days
from workflows.records.providers import ProviderDetail
from workflows.records.scope import Transaction, scoped_as
from workflows.verbs.describe_destination import describe_destination
from workflows.verbs.name_destination import name_destination
from workflows.verbs.set_capacity import set_capacity

ASKED_AT: Final = time(8)
_LISTS: Final = ("services", "languages", "payment")


async def make_directory(
    engine: AsyncEngine,
    org_id: UUID,
    said: Sequence[Mapping[str, Any]],
    *,
    days: Days,
    site_ids: Mapping[str, UUID],
    people: Mapping[str, UUID],
) -> None:
    """Each with what it said last, and on which day it was asked. A fallback is named before whoever falls back on it."""
    named: dict[str, UUID] = {}
    for one in said:
        at = days.instant(one["asked_ago"], ASKED_AT)
        async with scoped_as(engine, org_id, people[one["asked_by"]], at=at) as tx:
            named[one["name"]] = await _name(tx, one, site_ids.get(one.get("site", "")))
            await set_capacity(
                tx,
                destination_id=named[one["name"]],
                places=one["places"],
                wait_days=one.get("wait_days"),
                asked_on=days.day(one["asked_ago"]),
                by=tx.actor,
                at=tx.at,
            )
            await _describe(tx, named, one)


async def _name(tx: Transaction, one: Mapping[str, Any], site_id: UUID | None) -> UUID:
    return await name_destination(
        tx, name=one["name"], site_id=site_id, for_step=Step(one["step"]), by=tx.actor, at=tx.at
    )


async def _describe(tx: Transaction, named: Mapping[str, UUID], one: Mapping[str, Any]) -> None:
    if "offers" not in one:
        return
    offers: dict[str, Any] = dict(one["offers"])
    offers |= {name: tuple(offers[name]) for name in _LISTS}
    fallback_id = named[offers.pop("fallback")] if "fallback" in offers else None
    await describe_destination(
        tx,
        destination_id=named[one["name"]],
        detail=ProviderDetail(**offers, fallback_id=fallback_id),
        by=tx.actor,
        at=tx.at,
    )
