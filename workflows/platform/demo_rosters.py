"""How does a roster of the demo come in? As any other: checked, read, approved and taken over by an administrator."""

from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from workflows.exchange.roster_preview import preview_from
from workflows.records.imports import load_import
from workflows.records.scope import scoped_as
from workflows.verbs.approve_roster import approve_roster
from workflows.verbs.check_roster import check_roster
from workflows.verbs.commit_roster import commit_roster


async def bring_in(engine: AsyncEngine, org_id: UUID, package: Path, *, by: UUID, at: datetime) -> None:
    """The folder holds a whole roster, or what has changed since the one before."""
    async with scoped_as(engine, org_id, by, at=at) as tx:
        import_id = await check_roster(tx, uploaded=package, by=tx.actor, at=tx.at)
        seen = preview_from((await load_import(tx, "roster", import_id)).summary)
        # Whoever reads the preview says how many leave, where that is asked.
        leaving = seen.leaving if seen.brake else None
        await approve_roster(
            tx,
            import_id=import_id,
            seen_digest=seen.digest,
            accepted_removals=leaving,
            by=tx.actor,
            at=tx.at,
        )
        await commit_roster(tx, import_id=import_id, by=tx.actor, at=tx.at)
