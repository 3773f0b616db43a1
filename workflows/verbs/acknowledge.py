"""A person says: I have seen this, and I act. Acknowledged is not resolved."""

from datetime import datetime
from uuid import UUID

from supervision.access import Actor
from supervision.work_access import why_not_acknowledge
from workflows.records.audit import keep_audit
from workflows.records.episodes import lock_case
from workflows.records.refusals import NotAllowed, Stale
from workflows.records.scope import Transaction
from workflows.records.work import Work, keep_acknowledgement, load_work


async def acknowledge(tx: Transaction, *, work_id: UUID, by: Actor, at: datetime) -> None:
    """Raises `NotAllowed`, or `Stale` with the name of whoever was faster."""
    found = await load_work(tx, work_id)
    case = await lock_case(tx, found.episode_id)
    why = why_not_acknowledge(by, case.standing, kind=found.kind, owner_id=found.owner_id)
    if why is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may acknowledge.")
    # Read again under the lock: whoever was faster has committed by now.
    if (late := why_too_late(await load_work(tx, work_id))) is not None:
        raise Stale(late)
    await keep_acknowledgement(tx, work_id, by=by.person_id, at=at)
    await keep_audit(tx, "acknowledged", mentee_id=case.mentee_id, object_kind="work", object_id=work_id)


def why_too_late(work: Work) -> str | None:
    """Who has it already, or None while nobody has."""
    if work.state == "ended":
        return f"{work.ended_by_name or 'The policy'} has ended this already."
    if work.state == "acknowledged":
        return f"{work.acknowledged_by_name} has this already."
    return None
