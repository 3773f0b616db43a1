"""What was kept for a few days only is forgotten, for one organization."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from workflows.records.exports import whose_are_over
from workflows.records.scope import scoped_as
from workflows.verbs.forget_exports import forget_exports
from workflows.verbs.forget_form_keys import forget_form_keys


async def forget_for(engine: AsyncEngine, org_id: UUID) -> None:
    """The keys of forms that were sent long ago."""
    async with scoped_as(engine, org_id) as tx:
        await forget_form_keys(tx, at=tx.at)


async def forget_files_for(engine: AsyncEngine, org_id: UUID, at: datetime | None = None) -> None:
    """What stands in files of figures; each in a transaction of whoever asked for it, who alone can reach it."""
    async with scoped_as(engine, org_id, at=at) as tx:
        people = await whose_are_over(tx, at=tx.at)
    for person_id in people:
        async with scoped_as(engine, org_id, person_id, at=at) as tx:
            await forget_exports(tx, by=tx.actor, at=tx.at)
