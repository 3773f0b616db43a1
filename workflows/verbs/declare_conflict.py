"""Somebody says that a mentor and a mentee are not to be matched."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from care_steps import codes
from supervision.access import Actor
from supervision.intake_access import why_not_declare_conflict
from workflows.records.audit import keep_audit
from workflows.records.conflicts import keep_conflict
from workflows.records.episodes import lock_case
from workflows.records.mentors import mentors_for
from workflows.records.refusals import Invalid, NotAllowed, Refused
from workflows.records.scope import Transaction


async def declare_conflict(
    tx: Transaction,
    *,
    episode_id: UUID,
    mentor_id: UUID,
    reason: str,
    words: str = "",
    by: Actor,
    at: datetime,
) -> UUID:
    """Returns the conflict's id. It ends no match: whoever meets now goes on until somebody else is assigned.

    Raises `Invalid` at the fields, `NotAllowed`, or `Refused` when it is on record already.
    """
    case = await lock_case(tx, episode_id)
    if (why := why_not_declare_conflict(by, case.standing)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may declare a conflict.")
    errors = {}
    if not await mentors_for(tx, case, mentor_id=mentor_id):
        errors["mentor_id"] = "Choose a mentor."
    if why := codes.why_not_choose(codes.load("conflict_reasons"), [reason] if reason else [], words):
        errors["reason"] = why
    if errors:
        raise Invalid(errors)
    try:
        conflict_id = await keep_conflict(
            tx,
            mentor_id=mentor_id,
            mentee_id=case.mentee_id,
            reason=reason,
            words=words,
            by=by.person_id,
            at=at,
        )
    except IntegrityError as twice:
        raise Refused("It is on record already that these two are not to be matched.") from twice
    await keep_audit(
        tx,
        "declared_conflict",
        mentee_id=case.mentee_id,
        object_kind="mentor_conflict",
        object_id=conflict_id,
    )
    return conflict_id
