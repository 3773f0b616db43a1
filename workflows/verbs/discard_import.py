"""An administrator does not want this roster, or this list of people."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from supervision.access import Actor, why_not_administrate
from workflows.records.audit import keep_audit
from workflows.records.import_states import ImportMove, ImportState
from workflows.records.imports import lock_import, move_import
from workflows.records.refusals import NotAllowed
from workflows.records.scope import Transaction


async def discard_import(
    tx: Transaction, *, kind: Literal["roster", "people"], import_id: UUID, by: Actor, at: datetime
) -> None:
    """What was staged is forgotten; nothing live has changed. Raises `NotAllowed`, `NotFound` or `Stale`."""
    if why := why_not_administrate(by):
        raise NotAllowed(why)
    found = await lock_import(tx, kind, import_id)
    again = (ImportMove.OFFER_AGAIN,) if found.state is ImportState.NEEDS_REVIEW else ()
    await move_import(tx, found, *again, ImportMove.DISCARD)
    await keep_audit(tx, f"discarded_{kind}", object_kind="roster_import", object_id=import_id)
