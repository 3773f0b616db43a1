"""Whoever has an escalation gives it to somebody else: it is open again, and that person is told first.

Given is not taken. Until the other person says that they act, the ladder goes on as if nobody had it.
"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from supervision.access import Actor
from supervision.escalation_access import why_not_give, why_not_receive
from supervision.escalations import EscalationMove, EscalationState, why_not
from workflows.records.audit import keep_audit
from workflows.records.episodes import lock_case
from workflows.records.escalations import keep_change, lock_escalation
from workflows.records.named_adults import never_told
from workflows.records.referral_owners import people_around
from workflows.records.refusals import Invalid, NotAllowed, Refused
from workflows.records.scope import Transaction
from workflows.records.work import load_work
from workflows.verbs.next_rung import called_again


async def hand_over_escalation(
    tx: Transaction, *, work_id: UUID, to_id: UUID | None, words: str, by: Actor, at: datetime
) -> None:
    """Raises `Invalid` at `to_id` and `how_it_stands`, `NotAllowed`, or `Refused` when nobody has it."""
    found = await load_work(tx, work_id)
    case = await lock_case(tx, found.episode_id)
    if found.kind != "escalation":
        raise Refused("Only an escalation is handed over.")
    one = await lock_escalation(tx, work_id)
    if (why := why_not_give(by, case.standing, taken_by=one.taken_by)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may hand over an escalation.")
    if (late := why_not(one.state, EscalationMove.HAND_OVER)) is not None:
        raise Refused(late)
    to = next((person for person in await people_around(tx, case) if person.person_id == to_id), None)
    never, errors = await never_told(tx, work_id), {}
    if wrong := why_not_receive(to, case.standing, given_by=by.person_id, never=never):
        errors["to_id"] = wrong
    if not words.strip():
        errors["how_it_stands"] = "Say in a sentence how things stand."
    if errors or to is None or to.person_id is None:
        raise Invalid(errors)
    given = replace(one, state=EscalationState.OPEN, owner_id=to.person_id, taken_by=None, taken_at=None)
    entered = await called_again(tx, case, one, owner_id=to.person_id, at=at)
    await keep_change(
        tx,
        one,
        given,
        EscalationMove.HAND_OVER,
        at=at,
        by=by.person_id,
        words=words.strip(),
        to_id=to.person_id,
        entered=entered,
    )
    await keep_audit(
        tx,
        "handed_over_escalation",
        mentee_id=case.mentee_id,
        object_kind="work",
        object_id=work_id,
        payload={"to": str(to.person_id)},
    )
