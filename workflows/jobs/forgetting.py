"""What was kept for a few days only is forgotten, for one organization."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from workflows.records.scope import scoped_as
from workflows.verbs.forget_form_keys import forget_form_keys


async def forget_for(engine: AsyncEngine, org_id: UUID) -> None:
    """The keys of forms that were sent long ago."""
    async with scoped_as(engine, org_id) as tx:
        await forget_form_keys(tx, at=tx.at)
