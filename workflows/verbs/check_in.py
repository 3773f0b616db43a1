"""A mentee says how it goes. Asking for somebody to talk to is a worry that the rules read at once."""

from datetime import datetime
from uuid import UUID

from supervision.access import Actor
from supervision.check_ins import HELP, SaidInCheckIn, asks_for, why_not_take
from supervision.voice_access import why_not_check_in
from workflows.records.audit import keep_audit
from workflows.records.check_ins import keep_check_in
from workflows.records.concerns import keep_concern
from workflows.records.episodes import Case, lock_case
from workflows.records.refusals import Invalid, NotAllowed
from workflows.records.scope import Transaction
from workflows.verbs.ask_for_work import ask_for_work
from workflows.verbs.evaluate import evaluate


async def check_in(
    tx: Transaction,
    *,
    episode_id: UUID,
    said: SaidInCheckIn,
    given_by: str,
    asked_by: UUID,
    by: Actor,
    at: datetime,
) -> UUID:
    """Returns the check-in's id. `given_by` is link or device, `asked_by` who made the link or handed the device over.

    Wishing for another mentor, words and a bad answer are work for the owner of the case. Raises `Invalid` at the
    field, or `NotAllowed`.
    """
    case = await lock_case(tx, episode_id)
    if why := why_not_check_in(by, case.standing, on_device=given_by == "device"):
        raise NotAllowed(why)
    if errors := why_not_take(said):
        raise Invalid(errors)
    known_at = case.knows_at(at)
    check_in_id = await keep_check_in(
        tx, episode_id=case.id, said=said, given_by=given_by, asked_by=asked_by, recorded_at=known_at
    )
    if said.wants_help:
        await _ask_for_help(tx, case, said, known_at)
    if (action := asks_for(said)) is not None:
        await ask_for_work(
            tx, case, action=action, about=check_in_id, owner_id=case.owner_id, at=at, recorded_at=known_at
        )
    await keep_audit(
        tx,
        "checked_in",
        mentee_id=case.mentee_id,
        object_kind="check_in",
        object_id=check_in_id,
        reason=given_by,
    )
    await evaluate(tx, case, known_at=known_at)
    return check_in_id


async def _ask_for_help(tx: Transaction, case: Case, said: SaidInCheckIn, known_at: datetime) -> None:
    """The worry is the mentee's own, also on the device of an adult."""
    await keep_concern(
        tx,
        episode_id=case.id,
        kind=HELP,
        said=said.words,
        by=case.mentee_id,
        happened_at=tx.at,
        recorded_at=known_at,
    )
