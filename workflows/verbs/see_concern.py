"""Somebody opens a worry that was raised: may they, and why? The look itself is kept."""

from uuid import UUID

from supervision.abuse_reports import KIND
from supervision.access import Actor, is_mentor_only, relation
from workflows.records.audit import keep_audit
from workflows.records.concerns import RaisedConcern, load_concern
from workflows.records.episodes import Case, load_case
from workflows.records.refusals import NotFound
from workflows.records.scope import Transaction
from workflows.verbs.see_case import see_case


async def see_concern(tx: Transaction, *, concern_id: UUID, by: Actor) -> tuple[RaisedConcern, Case]:
    """Raises `NotFound` for strangers, and for mentors who did not raise it.

    Whoever has to report what they heard reaches it as long as it stands, also when their match has ended: nothing
    may keep them from their duty.
    """
    concern = await load_concern(tx, concern_id)
    if concern.kind == KIND and by.kind == "person" and concern.raised_by == by.person_id:
        return concern, await _heard(tx, concern, by)
    case = await see_case(
        tx, by=by, episode_id=concern.episode_id, object_kind="concern", object_id=concern_id
    )
    if is_mentor_only(by, case.standing) and concern.raised_by != by.person_id:
        raise NotFound
    return concern, case


async def _heard(tx: Transaction, concern: RaisedConcern, by: Actor) -> Case:
    case = await load_case(tx, concern.episode_id)
    await keep_audit(
        tx,
        "saw_concern",
        mentee_id=case.mentee_id,
        object_kind="concern",
        object_id=concern.id,
        reason=relation(by, case.standing) or "heard it",
    )
    return case
