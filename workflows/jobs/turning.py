"""Which escalations has nobody answered in time? One turn of the engine over every organization.

Each escalation is a transaction of its own: one that fails is told, left as it was, and comes again with the next turn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from supervision.engine_limits import LIMITS
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
    """Enter the next rung wherever it is time, the most urgent first."""
    climbed = failed = 0
    for org_id in org_ids:
        async with scoped_as(engine, org_id) as tx:
            due = await due_escalations(tx, most=LIMITS.most_at_once)
        for work_id in due:
            try:
                async with scoped_as(engine, org_id) as tx:
                    climbed += await climb(tx, work_id=work_id)
            except _FAULTS as fault:
                failed += 1
                structlog.get_logger().error(
                    "escalation_not_climbed", work=str(work_id), fault=type(fault).__name__
                )
    return Turned(climbed, failed)
