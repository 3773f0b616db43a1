"""Somebody looks at what stood with the wrong student, and at who has read it there. The look itself is kept."""

from dataclasses import dataclass
from uuid import UUID

from supervision.access import Actor, relation, why_not_see_misfiling
from workflows.records.audit import keep_audit
from workflows.records.episodes import Case, load_case
from workflows.records.misfilings import Misfiling, load_misfiling
from workflows.records.refusals import NotAllowed, NotFound
from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class SeenMisfiling:
    """The misfiling with both cases; `knows_right` when its reader may know whose it is."""

    misfiling: Misfiling
    wrong: Case
    right: Case
    knows_right: bool


async def see_misfiling(tx: Transaction, *, misfiling_id: UUID, by: Actor) -> SeenMisfiling:
    """Raises `NotFound` for strangers, `NotAllowed` for those who look after the student and do not answer for this."""
    found = await load_misfiling(tx, misfiling_id)
    wrong, right = await load_case(tx, found.from_episode_id), await load_case(tx, found.to_episode_id)
    if (why := why_not_see_misfiling(by, wrong.standing)) is not None:
        raise NotAllowed(why) if relation(by, wrong.standing) else NotFound
    for case in (wrong, right):
        await keep_audit(
            tx,
            "saw_misfiling",
            mentee_id=case.mentee_id,
            object_kind="misfiling",
            object_id=found.id,
            reason=relation(by, case.standing) or "",
        )
    knows = why_not_see_misfiling(by, right.standing) is None or relation(by, right.standing) is not None
    return SeenMisfiling(found, wrong, right, knows)
