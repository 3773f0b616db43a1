"""Which escalations has nobody answered in time? One turn of the engine over every organization.

Each escalation is a transaction of its own: one that fails is told, left as it was, and comes again with the next turn.
It hides none of the others, however many fail.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from supervision.engine_limits import LIMITS
from workflows.records.collisions import tried_again
from workflows.records.escalations import due_escalations
from workflows.records.refusals import Refused
from workflows.records.scope import scoped_as
from workflows.verbs.climb import climb

_FAULTS: Final = (SQLAlchemyError, OSError, Refused, LookupError)


@dataclass(frozen=True, slots=True)
class Turned:
    """How many rungs were entered, and how many escalations could not be looked at."""

    climbed: int
    failed: int


async def turn(engine: AsyncEngine, org_ids: Sequence[UUID]) -> Turned:
    """Enter the next rung wherever it is time, the most urgent first, until none is left that was not looked at."""
    climbed: list[bool | None] = []
    for org_id in org_ids:
        seen: list[UUID] = []
        while due := await _due(engine, org_id, seen):
            seen += due
            climbed += await _climbed(engine, org_id, due)
    return Turned(climbed.count(True), climbed.count(None))


async def _due(engine: AsyncEngine, org_id: UUID, seen: Sequence[UUID]) -> Sequence[UUID]:
    async with scoped_as(engine, org_id) as tx:
        return await due_escalations(tx, most=LIMITS.most_at_once, besides=seen)


async def _climbed(engine: AsyncEngine, org_id: UUID, due: Sequence[UUID]) -> list[bool | None]:
    """A few beside each other: one that waits for a lock does not hold up the rest."""
    left, outcomes = iter(due), list[bool | None]()

    async def one_after_the_other() -> None:
        for work_id in left:
            outcomes.append(await _climb(engine, org_id, work_id))

    await asyncio.gather(*(one_after_the_other() for _ in range(LIMITS.turning_connections)))
    return outcomes


async def _climb(engine: AsyncEngine, org_id: UUID, work_id: UUID) -> bool | None:
    """None when it failed."""

    async def once() -> bool:
        async with scoped_as(engine, org_id) as tx:
            return await climb(tx, work_id=work_id)

    try:
        return await tried_again(once)
    except _FAULTS as fault:
        structlog.get_logger().error("escalation_not_climbed", work=str(work_id), fault=type(fault).__name__)
        return None
