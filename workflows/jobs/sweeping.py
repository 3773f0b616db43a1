"""What only time brings, found for one organization: the same sweep that the command makes."""

from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from workflows.records.scope import scoped_as
from workflows.verbs.sweep import sweep


class Unfinished(Exception):
    """Some of it could not be done; what could be done is kept."""


async def sweep_for(engine: AsyncEngine, org_id: UUID) -> None:
    """Raises `Unfinished` when a case could not be swept; the others were."""
    async with scoped_as(engine, org_id) as tx:
        swept = await sweep(tx, by=tx.actor, at=tx.at)
    for one in swept.failed:
        structlog.get_logger().error("case_not_swept", case=str(one.episode_id), fault=one.fault)
    if swept.failed:
        raise Unfinished
