"""Lists of filled-in forms are taken over for one organization, a form at a time, each in a transaction of its own.

What a form makes necessary is written with it. One that fails keeps no other back, and is tried again with the next turn.
"""

from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from workflows.jobs.sweeping import Unfinished
from workflows.records.answer_imports import waiting_forms
from workflows.records.revisions import MovedOn
from workflows.records.scope import scoped_as
from workflows.verbs.take_over_form import take_over_form


async def take_over_lists(engine: AsyncEngine, org_id: UUID) -> None:
    """Everything that waits, by whoever brought it. Raises `Unfinished` when one of them failed."""
    async with scoped_as(engine, org_id) as tx:
        waiting = await waiting_forms(tx)
    failed = False
    for one in waiting:
        try:
            async with scoped_as(engine, org_id, one.entered_by) as tx:
                await take_over_form(tx, import_id=one.import_id, line=one.line, by=tx.actor, at=tx.at)
        except MovedOn:
            raise
        # Whatever goes wrong with one: the others are taken over all the same.
        except Exception as fault:
            failed = True
            told = {"list": str(one.import_id), "line": one.line, "fault": type(fault).__name__}
            structlog.get_logger().error("form_not_taken_over", **told)
    if failed:
        raise Unfinished
