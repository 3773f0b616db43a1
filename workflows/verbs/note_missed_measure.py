"""A form was due and could not be given: why? It is asked again on the next school day, and stays due."""

from datetime import datetime
from typing import Final
from uuid import UUID

from care_steps import codes
from supervision.access import Actor
from supervision.measure_access import why_not_note_missed_measure
from workflows.records.audit import keep_audit
from workflows.records.episodes import lock_case
from workflows.records.measure_plans import keep_attempt
from workflows.records.refusals import Invalid, NotAllowed
from workflows.records.scope import Transaction
from workflows.verbs.evaluate import evaluate
from workflows.verbs.measures_due import measures_due

NOT_MISSED: Final = "The family said no to this form: it is not asked, and nobody missed it."


async def note_missed_measure(
    tx: Transaction, *, episode_id: UUID, instrument_id: str, reason: str, by: Actor, at: datetime
) -> UUID:
    """Returns the attempt's id. `reason` is a code of the list `missed_measures`.

    Raises `Invalid` at the fields, or `NotAllowed`.
    """
    case = await lock_case(tx, episode_id)
    sentence = why_not_note_missed_measure(by, case.standing)
    if sentence is not None or by.person_id is None:
        raise NotAllowed(sentence or "Only a person may say that a form could not be given.")
    planned = {one.planned.instrument_id: one for one in await measures_due(tx, case)}
    if instrument_id not in planned:
        raise Invalid({"": "This form is not in the plan of this mentee any more."})
    if planned[instrument_id].not_asked is not None:
        raise Invalid({"": NOT_MISSED})
    if not codes.load("missed_measures").knows(reason):
        raise Invalid({"reason": "Say why the form could not be given."})
    known_at = case.knows_at(at)
    attempt_id = await keep_attempt(
        tx,
        {
            "episode_id": case.id,
            "instrument_id": instrument_id,
            "reason": reason,
            "attempted_by": by.person_id,
            "happened_at": at,
            "recorded_at": known_at,
        },
    )
    await keep_audit(
        tx,
        "noted_missed_measure",
        mentee_id=case.mentee_id,
        object_kind="measure_attempt",
        object_id=attempt_id,
    )
    await evaluate(tx, case, known_at=known_at)
    return attempt_id
