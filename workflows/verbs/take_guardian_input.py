"""Somebody writes down what a guardian says about the match, or another adult in their place.

A danger that they tell of is a worry like any other: it is raised in the same write, and not held up by what else is missing.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from supervision.access import Actor
from supervision.guardian_inputs import GuardianSaid, why_not_danger, why_not_take
from supervision.voice_access import why_not_take_guardian_input
from workflows.records.audit import keep_audit
from workflows.records.contacts import reachable_contacts
from workflows.records.episodes import Case, keep_known_at, lock_case
from workflows.records.guardian_inputs import keep_guardian_input
from workflows.records.refusals import Invalid, NotAllowed
from workflows.records.scope import Transaction
from workflows.verbs.raise_concern import raise_concern

NOT_REACHABLE = "Choose somebody of this family who may be reached."


@dataclass(frozen=True, slots=True)
class TakenInput:
    """What was kept: the input, None where only its danger could be taken; the worry, None where they told of none."""

    input_id: UUID | None
    concern_id: UUID | None


async def take_guardian_input(
    tx: Transaction,
    *,
    episode_id: UUID,
    said: GuardianSaid,
    danger: str | None = None,
    by: Actor,
    at: datetime,
) -> TakenInput:
    """`danger`: a code of the list `concern_kinds` that cannot wait. With one, what is not complete is left out.

    Raises `Invalid` at the fields, or `NotAllowed`.
    """
    case = await lock_case(tx, episode_id)
    why = why_not_take_guardian_input(by, case.standing)
    if why is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may write down what a family says.")
    if danger is not None and (wrong := why_not_danger(danger)):
        raise Invalid(wrong)
    errors = dict(why_not_take(said))
    if said.contact_id is not None and not await _may_be_reached(tx, case, said.contact_id, at):
        errors["who"] = NOT_REACHABLE
    if errors and danger is None:
        raise Invalid(errors)
    input_id = None if errors else await _keep(tx, case, said, by.person_id, at)
    if danger is None:
        return TakenInput(input_id, None)
    concern_id = await raise_concern(
        tx, episode_id=case.id, kind=danger, reason_code=None, said=said.words, by=by, at=at
    )
    return TakenInput(input_id, concern_id)


async def _keep(tx: Transaction, case: Case, said: GuardianSaid, by: UUID, at: datetime) -> UUID:
    known_at = case.knows_at(at)
    await keep_known_at(tx, case.id, known_at)
    input_id = await keep_guardian_input(tx, episode_id=case.id, said=said, by=by, recorded_at=known_at)
    await keep_audit(
        tx,
        "took_guardian_input",
        mentee_id=case.mentee_id,
        object_kind="guardian_input",
        object_id=input_id,
        reason=said.why_instead or "",
    )
    return input_id


async def _may_be_reached(tx: Transaction, case: Case, contact_id: UUID, at: datetime) -> bool:
    """Nobody is named who may not be reached on this day, nor somebody of another family."""
    reachable = await reachable_contacts(tx, case.mentee_id, on=case.calendar.local_day(at))
    return contact_id in {one.id for one in reachable}
