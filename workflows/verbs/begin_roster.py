"""An administrator says that an approved roster is to be taken over now. A large one goes on by itself.

Whoever asked for a large one gets an answer at once, and can watch how far it is. Nothing of it is lost when the site
ends meanwhile: it was one transaction, and can be begun again.
"""

from datetime import datetime
from uuid import UUID

from supervision.access import Actor, why_not_administrate
from workflows.exchange.roster_limits import LIMITS
from workflows.records.audit import keep_audit
from workflows.records.import_states import ImportMove, ImportState
from workflows.records.imports import Import, load_import, move_import, staged_count
from workflows.records.progress import progress_of, telling
from workflows.records.refusals import NotAllowed, Stale
from workflows.records.scope import Transaction, scoped_as
from workflows.verbs.commit_roster import commit_roster


async def begin_roster(tx: Transaction, *, import_id: UUID, by: Actor, at: datetime) -> ImportState:
    """Returns what `commit_roster` does, or `COMMITTING`: then `go_on` has to follow once this is kept.

    Raises `NotAllowed` or `Stale`.
    """
    if why := why_not_administrate(by):
        raise NotAllowed(why)
    found = await load_import(tx, "roster", import_id)
    if await staged_count(tx, import_id) <= LIMITS.rows_at_once:
        return await commit_roster(tx, import_id=import_id, by=by, at=at)
    if await progress_of(tx, import_id) is not None:
        raise Stale("This roster is being taken over already.")
    await _keep_beginning(tx, found)
    await keep_audit(tx, "began_roster", object_kind="roster_import", object_id=import_id)
    return ImportState.COMMITTING


async def _keep_beginning(tx: Transaction, found: Import) -> None:
    """One that was cut off has begun before: it begins again."""
    if found.state is not ImportState.COMMITTING:
        await move_import(tx, found, ImportMove.COMMIT)


async def go_on(tx: Transaction, import_id: UUID) -> None:
    """Take it over in a transaction of its own, as whoever has begun it in `tx`, which is over."""
    engine, who = tx.connection.engine, tx.actor
    async with scoped_as(engine, who.org_id, who.person_id, request_id=tx.request_id) as own:
        await commit_roster(own, import_id=import_id, by=own.actor, at=own.at, tell=telling(own, import_id))
