"""A clinical supervisor takes an emergency move back, with a reason; its escalation ends with it."""

from datetime import datetime
from uuid import UUID

from care_steps.facts import derive
from care_steps.freezing import freeze
from care_steps.moves import Move
from supervision.access import Actor, why_not_undo_emergency
from workflows.records.audit import keep_audit
from workflows.records.decisions import decision_values, keep_decision
from workflows.records.emergencies import last_emergency
from workflows.records.episodes import INSTANT, keep_step_change, lock_case
from workflows.records.facts import gather_one
from workflows.records.ids import new_id
from workflows.records.policies import settings_of
from workflows.records.refusals import Invalid, NotAllowed, Refused
from workflows.records.scope import Transaction
from workflows.verbs.drop_referral import drop_referral
from workflows.verbs.evaluate import evaluate
from workflows.verbs.resolve_escalation import resolve_escalation


async def undo_emergency(
    tx: Transaction, *, episode_id: UUID, words: str, seen_version: int, by: Actor, at: datetime
) -> UUID:
    """Returns the decision's id. The mentee goes back to the step before the emergency.

    Raises `Invalid` without words, `NotAllowed`, `Refused` when the last move was no emergency, `Stale`.
    """
    case = await lock_case(tx, episode_id, seen_version=seen_version)
    if (why := why_not_undo_emergency(by, case.standing)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may undo an emergency.")
    emergency = await last_emergency(tx, case.id, case.version)
    if emergency is None:
        raise Refused("The last move of this case was no emergency.")
    if not words.strip():
        raise Invalid({"words": "Say why the emergency move is taken back."})
    known_at, back_to = case.knows_at(at), emergency.from_step
    facts = derive(
        await gather_one(tx, case.id, known_at - INSTANT), await settings_of(tx, case.policy_version_id)
    )
    values = decision_values(
        case,
        kind="undo",
        chosen_step=back_to,
        by=by,
        at=at,
        recorded_at=known_at,
        evidence=freeze(facts),
        review_of=emergency.decision_id,
        consent_basis="not_needed_inside_school",
        why=f"{by.name} undid the emergency move: {words.strip()}",
        words=words,
    )
    await keep_decision(tx, values)
    await keep_step_change(
        tx,
        case,
        id=new_id(),
        from_step=case.step.value,
        to_step=back_to.value,
        move=Move.UNDO.value,
        decision_id=values["id"],
        effective_at=at,
        recorded_at=known_at,
    )
    await drop_referral(tx, case, reason="emergency_undone", recorded_at=known_at)
    for work_id in emergency.open_work_ids:
        await resolve_escalation(
            tx, work_id, by=by.person_id, ended_at=known_at, outcome="emergency_undone", words=words
        )
    await keep_audit(
        tx, "undid_emergency", mentee_id=case.mentee_id, object_kind="decision", object_id=values["id"]
    )
    await evaluate(tx, await lock_case(tx, case.id), known_at=known_at)
    decision_id: UUID = values["id"]
    return decision_id
