"""Somebody says who is with the young person, or that nobody knows where they are."""

from datetime import datetime
from uuid import UUID

from supervision.access import Actor, why_not_say_presence
from supervision.beside import Said, why_not_take
from workflows.records.audit import keep_audit
from workflows.records.episodes import lock_case
from workflows.records.presences import has_raised, keep_presence
from workflows.records.refusals import Invalid, NotAllowed, Refused, Stale
from workflows.records.scope import Transaction
from workflows.records.work import load_work


async def say_presence(
    tx: Transaction, *, work_id: UUID, said: str, with_whom: str, by: Actor, at: datetime
) -> None:
    """`said` is a value of `Said`; `with_whom` is needed when it is somebody else, and kept only then.

    Raises `Invalid` at the fields, `NotAllowed`, `Refused` for work that is no escalation, or `Stale` once
    it is ended.
    """
    work = await load_work(tx, work_id)
    case = await lock_case(tx, work.episode_id)
    raised_it = await has_raised(tx, work_id, by.person_id)
    why = why_not_say_presence(by, case.standing, raised_it=raised_it)
    if why is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may say who is with them.")
    if work.kind != "escalation":
        raise Refused("Nobody has to stay with them because of this.")
    # Read again under the lock: it may have been ended meanwhile.
    if (now := await load_work(tx, work_id)).state == "ended":
        raise Stale(f"{now.ended_by_name or 'The policy'} has ended this already.")
    if errors := why_not_take(said, with_whom):
        raise Invalid(errors)
    await keep_presence(
        tx,
        work_id=work_id,
        said=Said(said),
        with_whom=with_whom.strip() if said == Said.WITH_OTHER else "",
        said_by=by.person_id,
        happened_at=at,
        recorded_at=case.knows_at(at),
    )
    await keep_audit(tx, "said_presence", mentee_id=case.mentee_id, object_kind="work", object_id=work_id)
