"""A person says: I have seen this, and I act. Acknowledged is not resolved."""

from datetime import datetime
from uuid import UUID

from supervision.access import Actor, why_not_see
from workflows.records.audit import keep_audit
from workflows.records.episodes import lock_case
from workflows.records.refusals import NotAllowed
from workflows.records.scope import Transaction
from workflows.records.work import keep_acknowledgement, load_work


async def acknowledge(tx: Transaction, *, work_id: UUID, by: Actor, at: datetime) -> None:
    """Raises `NotAllowed`, or `Stale` when somebody was faster."""
    work = await load_work(tx, work_id)
    case = await lock_case(tx, work.episode_id)
    if (why := why_not_see(by, case.standing)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may acknowledge.")
    await keep_acknowledgement(tx, work_id, by=by.person_id, at=at)
    await keep_audit(tx, "acknowledged", mentee_id=case.mentee_id, object_kind="work", object_id=work_id)
