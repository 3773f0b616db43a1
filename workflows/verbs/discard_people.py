"""An administrator does not want this list of people."""

from datetime import datetime
from uuid import UUID

from supervision.access import Actor, why_not_administrate
from workflows.records.audit import keep_audit
from workflows.records.import_states import ImportMove, ImportState
from workflows.records.imports import lock_import, move_import
from workflows.records.refusals import NotAllowed
from workflows.records.scope import Transaction


async def discard_people(tx: Transaction, *, import_id: UUID, by: Actor, at: datetime) -> None:
    """What was staged is forgotten; nothing live has changed. Raises `NotAllowed` or `Stale`."""
    if by.kind != "system" and (why := why_not_administrate(by)):
        raise NotAllowed(why)
    found = await lock_import(tx, "people", import_id)
    again = (ImportMove.OFFER_AGAIN,) if found.state is ImportState.NEEDS_REVIEW else ()
    await move_import(tx, found, *again, ImportMove.DISCARD)
    await keep_audit(tx, "discarded_people", object_kind="roster_import", object_id=import_id)
