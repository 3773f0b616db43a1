"""The files of figures that wait are written for one organization, each as whoever asked for it.

What cannot be written does not hold up the others: it is tried again, and given up in the end.
"""

from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from workflows.jobs.sweeping import Unfinished
from workflows.records.exports import waiting_exports
from workflows.records.revisions import MovedOn
from workflows.records.scope import scoped_as
from workflows.verbs.begin_monthly_exports import begin_monthly_exports
from workflows.verbs.fail_export import fail_export
from workflows.verbs.write_export import write_export


async def write_exports(engine: AsyncEngine, org_id: UUID, at: datetime | None = None) -> None:
    """Those that were asked for, and those of months that are over. Raises `Unfinished` when one could not be written."""
    async with scoped_as(engine, org_id, at=at) as tx:
        await begin_monthly_exports(tx, at=tx.at)
        waiting = await waiting_exports(tx)
    written = [await _is_written(engine, org_id, export_id, asked_by, at) for export_id, asked_by in waiting]
    if not all(written):
        raise Unfinished


async def _is_written(
    engine: AsyncEngine, org_id: UUID, export_id: UUID, asked_by: UUID, at: datetime | None
) -> bool:
    try:
        async with scoped_as(engine, org_id, asked_by, at=at) as tx:
            await write_export(tx, export_id=export_id, by=tx.actor, at=tx.at)
    except MovedOn:
        raise
    except Exception as fault:
        structlog.get_logger().error("export_not_written", export=str(export_id), fault=type(fault).__name__)
        async with scoped_as(engine, org_id, at=at) as tx:
            await fail_export(tx, export_id=export_id, at=tx.at)
        return False
    return True
