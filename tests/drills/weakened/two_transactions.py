"""A worry in one transaction, and what follows from it in the next."""

from typing import Any
from unittest.mock import patch
from uuid import UUID

from tests.world import World
from workflows.records.episodes import lock_case
from workflows.verbs.evaluate import evaluate


async def worry(world: World, episode: UUID) -> None:
    async def later(*_: Any, **__: Any) -> int:
        return 0

    with patch("workflows.verbs.raise_concern.evaluate", later):
        await world.worry(episode, "weapon")
    async with world.acting(world.counselor) as tx:
        await evaluate(tx, await lock_case(tx, episode), known_at=tx.at)
