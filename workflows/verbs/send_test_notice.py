"""An administrator sends a notice without a cause to whoever is on call at each school."""

from datetime import datetime

from supervision.access import Actor, why_not_administrate
from workflows.records.audit import keep_audit
from workflows.records.refusals import NotAllowed, Refused
from workflows.records.scope import Transaction
from workflows.records.test_notices import keep_test_notices, on_call_now


async def send_test_notice(tx: Transaction, *, by: Actor, at: datetime) -> int:
    """Returns to how many schools it went. Raises `NotAllowed`, or `Refused` when nobody is on call anywhere."""
    if (why := why_not_administrate(by)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may send a test notice.")
    to = await on_call_now(tx)
    if not to:
        raise Refused("Nobody is on call at any school, so there is nobody to send it to.")
    for notice_id in await keep_test_notices(tx, to, by=by.person_id, at=at):
        await keep_audit(tx, "sent_test_notice", object_kind="test_notice", object_id=notice_id)
    return len(to)
