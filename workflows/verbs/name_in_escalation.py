"""Whoever handles an escalation learns that it is about somebody who works here: from now on it is kept from that person.

In one write they stand on no rung of it, nothing that waits is sent to them, and what of it was theirs is somebody
else's. What they have seen already they have seen. From then on it stands outside of the rules, as a worry does that
named somebody from the beginning.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from supervision.access import Actor
from supervision.escalations import EscalationMove, EscalationState, why_not
from supervision.named_adults import next_owner, why_not_name
from supervision.unanswered import ACTION as OVERDUE
from supervision.work_access import why_not_acknowledge
from supervision.worklist import ESCALATION
from workflows.records.audit import keep_audit
from workflows.records.calls import is_told
from workflows.records.concerns import keep_concern
from workflows.records.episodes import Case, lock_case
from workflows.records.escalations import Escalation, keep_change, lock_escalation
from workflows.records.kept_from_named import (
    is_heard_by_another,
    keep_outside_rules,
    keep_tasks_from,
    keep_unsent_from,
    things_around,
)
from workflows.records.ladder_people import people_on_ladder
from workflows.records.named_adults import keep_naming, never_told
from workflows.records.people import staff
from workflows.records.refusals import Invalid, NotAllowed, Refused
from workflows.records.scope import Transaction
from workflows.records.work import load_work
from workflows.verbs.evaluate import evaluate
from workflows.verbs.next_rung import called_again, ladder_of_escalation, next_rung

HEARD: Final = "other_now"
"""What kind of worry is kept where no worry stands behind it: a form that was answered names nobody."""


async def name_in_escalation(
    tx: Transaction, *, work_id: UUID, named_id: UUID | None, said: str, by: Actor, at: datetime
) -> None:
    """`said`: how it became known; asked for where the escalation rests on no worry that somebody raised.

    Raises `Invalid` at `named_id` and `named_words`, `NotAllowed`, or `Refused` for what is resolved or no escalation.
    """
    found = await load_work(tx, work_id)
    case = await lock_case(tx, found.episode_id)
    if found.kind != ESCALATION or found.action == OVERDUE:
        raise Refused("Somebody is named in an escalation about safety. For anything else, raise a worry.")
    told = await is_told(tx, work_id, by.person_id)
    why = why_not_acknowledge(by, case.standing, kind=found.kind, owner_id=found.owner_id, is_told=told)
    if why is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may name somebody.")
    one = await lock_escalation(tx, work_id)
    if (late := why_not(one.state, EscalationMove.NAME)) is not None:
        raise Refused(late)
    if named_id is None:
        raise Invalid({"named_id": "Choose who is named."})
    things = await things_around(tx, work_id, person_id=named_id)
    worries = [thing.id for thing in things if thing.what == "concern"]
    await _insist(tx, work_id, named_id, said, has_worry=bool(worries), by=by.person_id)
    known_at = case.knows_at(at)
    if not worries:
        worries = [await _heard(tx, case, said, by=by.person_id, at=at, known_at=known_at)]
    works = [thing.id for thing in things if thing.what in ("escalation", "task")]
    await keep_naming(
        tx,
        concern_id=worries[0],
        work_id=work_id,
        person_id=named_id,
        hidden=tuple(dict.fromkeys((*worries, *(thing.id for thing in things)))),
        by=by.person_id,
        recorded_at=known_at,
    )
    await keep_outside_rules(tx, works)
    await keep_tasks_from(tx, works, person_id=named_id, to_id=by.person_id)
    await keep_unsent_from(tx, works, person_id=named_id)
    for thing in things:
        if thing.what == "escalation" and thing.is_open:
            await _take_from(
                tx, case, thing.id, words=said.strip(), by=by.person_id, at=at, known_at=known_at
            )
    await keep_audit(
        tx,
        "named_in_escalation",
        mentee_id=case.mentee_id,
        object_kind="work",
        object_id=work_id,
        payload={"person": str(named_id)},
    )
    await evaluate(tx, case, known_at=known_at)


async def _heard(
    tx: Transaction, case: Case, said: str, *, by: UUID, at: datetime, known_at: datetime
) -> UUID:
    """A form names nobody: what became known is the worry behind it from now on."""
    return await keep_concern(
        tx, episode_id=case.id, kind=HEARD, said=said.strip(), by=by, happened_at=at, recorded_at=known_at
    )


async def _insist(
    tx: Transaction, work_id: UUID, named_id: UUID, said: str, *, has_worry: bool, by: UUID
) -> None:
    staff_ids = [one.person_id for one in await staff(tx)]
    errors = {}
    if wrong := why_not_name(named_id, by=by, staff=staff_ids):
        errors["named_id"] = wrong
    elif named_id in await never_told(tx, work_id):
        errors["named_id"] = "They are named in it already."
    if not has_worry and not said.strip():
        errors["named_words"] = "Say in a sentence how it became known."
    if errors:
        raise Invalid(errors)


async def _take_from(
    tx: Transaction, case: Case, work_id: UUID, *, words: str, by: UUID, at: datetime, known_at: datetime
) -> None:
    """Its ladder goes on with the others: from the first rung where it was theirs, else where nobody else was told."""
    one = await lock_escalation(tx, work_id)
    never = await never_told(tx, work_id)
    after = replace(one, owner_id=await _owner(tx, case, one, never, by=by, at=at))
    if one.taken_by is not None and one.taken_by in never:
        entered = await called_again(tx, case, one, owner_id=after.owner_id, at=at)
    elif one.state is EscalationState.OPEN and not await is_heard_by_another(tx, work_id, never):
        ladder = await ladder_of_escalation(tx, one)
        entered = await next_rung(
            tx, case, ladder, one.place, work_id=work_id, owner_id=after.owner_id, at=at
        )
    else:
        await keep_change(tx, one, after, EscalationMove.NAME, at=known_at, by=by, words=words)
        return
    opened = replace(after, state=EscalationState.OPEN, taken_by=None, taken_at=None)
    await keep_change(
        tx, one, opened, EscalationMove.WITHDRAW, at=known_at, by=by, words=words, entered=entered
    )


async def _owner(
    tx: Transaction, case: Case, one: Escalation, never: Collection[UUID], *, by: UUID, at: datetime
) -> UUID:
    if one.owner_id not in never:
        return one.owner_id
    if one.taken_by is not None and one.taken_by not in never:
        return one.taken_by
    audience = await people_on_ladder(tx, case, owner_id=by, at=at, never=never)
    return next_owner(audience, never, by=by)
