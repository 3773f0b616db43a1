"""Somebody says, or writes down for somebody, what they think about the next step."""

from datetime import datetime
from uuid import UUID

from supervision.access import Actor, why_not_state_view
from supervision.stated_views import Whose
from workflows.records.audit import keep_audit
from workflows.records.episodes import keep_known_at, lock_case
from workflows.records.refusals import Invalid, NotAllowed
from workflows.records.scope import Transaction
from workflows.records.stated_views import keep_view


async def state_view(
    tx: Transaction, *, episode_id: UUID, whose: Whose, words: str, by: Actor, at: datetime
) -> UUID:
    """Returns the view's id. The words are kept as they were typed; an earlier view stays on record.

    Raises `Invalid` at the field, or `NotAllowed`.
    """
    case = await lock_case(tx, episode_id)
    why = why_not_state_view(by, case.standing, whose=whose)
    if why is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may say what somebody thinks.")
    if not words.strip():
        raise Invalid({"words": "Write down what was said."})
    # Its place before or after a decision is read from the record: never at the same instant.
    known_at = case.knows_at(at)
    await keep_known_at(tx, case.id, known_at)
    view_id = await keep_view(
        tx,
        episode_id=case.id,
        whose=whose,
        words=words,
        by=by.person_id,
        happened_at=at,
        recorded_at=known_at,
    )
    await keep_audit(
        tx, "stated_view", mentee_id=case.mentee_id, object_kind="stated_view", object_id=view_id
    )
    return view_id
