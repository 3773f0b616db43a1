"""A program administrator says that everything is done: from now on the organization takes real cases."""

from datetime import datetime
from typing import Final

from supervision.access import Actor
from supervision.live_access import why_not_change_live, why_not_go_live
from workflows.records.audit import keep_audit
from workflows.records.live_ground import ready_lines
from workflows.records.live_states import keep_live_state, live_state_of
from workflows.records.refusals import NotAllowed, Refused
from workflows.records.scope import Transaction

WHY: Final = "Everything on the list was done."


async def go_live(tx: Transaction, *, by: Actor, at: datetime) -> None:
    """Raises `NotAllowed`, or `Refused` with what is still to be done, in a demonstration, or when it is live."""
    if (why := why_not_change_live(by)) is not None:
        raise NotAllowed(why)
    now, lines = await live_state_of(tx), await ready_lines(tx)
    why = why_not_go_live(by, lines, is_demo=now.is_demo, is_live=now.is_live)
    if why is not None:
        raise Refused(why)
    await keep_live_state(tx, is_live=True, why=WHY, at=at)
    await keep_audit(tx, "went_live", object_kind="organisation", object_id=tx.actor.org_id)
