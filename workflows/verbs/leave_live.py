"""A program administrator ends taking real cases. Whoever is looked after already, is looked after as before."""

from datetime import datetime

from supervision.access import Actor
from supervision.live_access import NOT_LIVE, why_not_change_live
from workflows.records.audit import keep_audit
from workflows.records.live_states import keep_live_state, live_state_of
from workflows.records.refusals import Invalid, NotAllowed, Refused
from workflows.records.scope import Transaction


async def leave_live(tx: Transaction, *, why: str, by: Actor, at: datetime) -> None:
    """Raises `Invalid` without a reason, `NotAllowed`, or `Refused` where no real cases are taken."""
    if (refusal := why_not_change_live(by)) is not None:
        raise NotAllowed(refusal)
    now = await live_state_of(tx)
    if now.is_demo or not now.is_live:
        raise Refused(NOT_LIVE)
    if not why.strip():
        raise Invalid({"why": "Say why no new cases are taken."})
    await keep_live_state(tx, is_live=False, why=why.strip(), at=at)
    await keep_audit(tx, "left_live", object_kind="organisation", object_id=tx.actor.org_id)
