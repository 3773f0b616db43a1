"""What stands in files of figures is forgotten once they were kept long enough. Only time tells: a job asks."""

from datetime import datetime

from supervision.access import Actor
from workflows.records.audit import keep_audit
from workflows.records.exports import drop_files
from workflows.records.refusals import NotAllowed
from workflows.records.scope import Transaction


async def forget_exports(tx: Transaction, *, by: Actor, at: datetime) -> int:
    """How many of this person's were forgotten; that they were asked for stays on record."""
    if by.person_id is None:
        raise NotAllowed("What stands in a file is there for whoever asked for it alone.")
    forgotten = await drop_files(tx, by.person_id, at=at)
    if forgotten:
        await keep_audit(
            tx, "forgot_exports", object_kind="person", object_id=by.person_id, payload={"files": forgotten}
        )
    return forgotten
