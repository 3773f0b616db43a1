"""Somebody opens what belongs to a mentee's family: may they? The look itself is kept."""

from uuid import UUID

from supervision.access import Actor
from supervision.family_access import why_not_see_family
from workflows.records.episodes import Case
from workflows.records.refusals import NotFound
from workflows.records.scope import Transaction
from workflows.verbs.see_case import see_case


async def see_family(
    tx: Transaction, *, mentee_id: UUID, by: Actor, object_kind: str = "family", object_id: UUID | None = None
) -> Case:
    """The mentee's case. Raises `NotFound` for a mentor too: to whom it is not told, it is not there."""
    case = await see_case(tx, mentee_id=mentee_id, by=by, object_kind=object_kind, object_id=object_id)
    if why_not_see_family(by, case.standing) is not None:
        raise NotFound
    return case
