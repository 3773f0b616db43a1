"""A mentor who was kept free for a mentee is let go."""

from datetime import datetime
from uuid import UUID

from supervision.access import Actor
from supervision.intake_access import why_not_reserve_mentor
from workflows.records.audit import keep_audit
from workflows.records.episodes import lock_case
from workflows.records.refusals import NotAllowed, Refused
from workflows.records.reservations import end_reservation, open_reservation
from workflows.records.scope import Transaction


async def release_reservation(tx: Transaction, *, episode_id: UUID, by: Actor, at: datetime) -> None:
    """Raises `NotAllowed`, or `Refused` when nobody is kept free."""
    case = await lock_case(tx, episode_id)
    if (why := why_not_reserve_mentor(by, case.standing)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may release a mentor.")
    kept = await open_reservation(tx, case.id)
    if kept is None or not kept.lives_on(case.calendar.local_day(at)):
        raise Refused("No mentor is reserved for this mentee.")
    await end_reservation(tx, kept.id, outcome="released", by=by.person_id, at=at)
    await keep_audit(
        tx,
        "released_reservation",
        mentee_id=case.mentee_id,
        object_kind="reservation",
        object_id=kept.id,
    )
