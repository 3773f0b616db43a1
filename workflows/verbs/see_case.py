"""Somebody opens a mentee's record: may they, and why? The look itself is kept."""

from uuid import UUID

from supervision.access import Actor, relation
from workflows.records.audit import keep_audit
from workflows.records.episodes import Case, load_case, load_case_of_mentee
from workflows.records.refusals import NotFound
from workflows.records.scope import Seen, Transaction


async def see_case(
    tx: Transaction,
    *,
    by: Actor,
    mentee_id: UUID | None = None,
    episode_id: UUID | None = None,
    object_kind: str = "episode",
    object_id: UUID | None = None,
) -> Case:
    """The case, found by the mentee (the open episode, else the last) or by the episode.

    `object_kind` and `object_id` name the record within it that is shown. Raises `NotFound` for a case that
    this person has nothing to do with: what one may not see looks like what is not there.
    """
    if episode_id is not None:
        case = await load_case(tx, episode_id)
    elif mentee_id is not None:
        case = await load_case_of_mentee(tx, mentee_id)
    else:
        raise NotFound
    reason = relation(by, case.standing)
    if reason is None:
        raise NotFound
    await keep_audit(
        tx,
        f"saw_{object_kind}",
        mentee_id=case.mentee_id,
        object_kind=object_kind,
        object_id=object_id or case.id,
        reason=reason,
    )
    tx.seen.append(Seen(case.mentee_id, case.standing, case.step.is_open))
    return case
