"""It no longer holds that a mentor and a mentee are not to be matched."""

from datetime import datetime
from uuid import UUID

from supervision.access import Actor
from supervision.intake_access import why_not_declare_conflict, why_not_withdraw_conflict
from workflows.records.audit import keep_audit
from workflows.records.conflicts import keep_withdrawal, load_conflict
from workflows.records.episodes import lock_case
from workflows.records.refusals import NotAllowed
from workflows.records.scope import Transaction


async def withdraw_conflict(
    tx: Transaction, *, episode_id: UUID, conflict_id: UUID, by: Actor, at: datetime
) -> None:
    """Raises `NotAllowed`, or `NotFound` when no such conflict of this mentee stands."""
    case = await lock_case(tx, episode_id)
    if why := why_not_declare_conflict(by, case.standing):
        raise NotAllowed(why)
    conflict = await load_conflict(tx, case.mentee_id, conflict_id)
    if why := why_not_withdraw_conflict(by, case.standing, declared_by=conflict.declared_by):
        raise NotAllowed(why)
    await keep_withdrawal(tx, conflict.id, at)
    await keep_audit(
        tx,
        "withdrew_conflict",
        mentee_id=case.mentee_id,
        object_kind="mentor_conflict",
        object_id=conflict.id,
    )
