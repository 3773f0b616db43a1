"""Somebody who tries the demo sees every decision derived again: replay, of each organization of the demo."""

from collections.abc import Sequence
from dataclasses import dataclass

from workflows.records.doorstep import Doorstep, unscoped
from workflows.records.organisations import demo_organisations
from workflows.records.scope import scoped_as
from workflows.verbs.replay import Replayed, replay


@dataclass(frozen=True, slots=True)
class ReplayedOrganisation:
    """What replay found in one organization."""

    name: str
    replayed: Replayed


async def replay_demo(door: Doorstep) -> Sequence[ReplayedOrganisation]:
    """Every organization that was made for a demo, by the same road as `stepwise replay`."""
    async with unscoped(door.engine) as (connection, _):
        demos = await demo_organisations(connection)
    found = []
    for org_id, name in demos.items():
        async with scoped_as(door.engine, org_id) as tx:
            found.append(ReplayedOrganisation(name, await replay(tx, by=tx.actor)))
    return found
