"""An emergency row fired: the step changes at once, by the actor `policy`, without an offer."""

from dataclasses import replace
from uuid import UUID

from care_steps.freezing import freeze
from care_steps.moves import Move, destination
from care_steps.policy import Firing
from supervision.access import Actor
from supervision.readings import Reading
from workflows.records.audit import keep_audit
from workflows.records.decisions import decision_values, keep_decision
from workflows.records.episodes import INSTANT, Case, keep_step_change
from workflows.records.ids import new_id
from workflows.records.scope import Transaction
from workflows.verbs.end_offer import end_offer


async def move_at_once(
    tx: Transaction, case: Case, seen: Reading, firing: Firing, *, firing_id: UUID
) -> Case:
    """Returns the case after the move; unchanged when it is at the professional's step already.

    Nothing about earlier steps can block it. A live offer ends, since the step it offered is passed.
    """
    to_step = destination(case.step, Move.EMERGENCY)
    if to_step is None:
        return case
    recorded_at = seen.known_at + INSTANT
    policy = Actor(org_id=tx.actor.org_id, person_id=None, name="the policy", kind="policy")
    values = decision_values(
        case,
        kind="emergency",
        chosen_step=to_step,
        by=policy,
        at=tx.at,
        recorded_at=recorded_at,
        decided_as="policy",
        rule_ids=[firing.rule_id],
        policy_version_id=seen.policy_version_id,
        evidence=freeze(seen.facts),
        recommended_step=to_step.value,
        consent_basis="emergency_disclosure",
        why=firing.sentence,
    )
    await keep_decision(tx, values, answers=[firing_id])
    await keep_step_change(
        tx,
        case,
        id=new_id(),
        from_step=case.step.value,
        to_step=to_step.value,
        move=Move.EMERGENCY.value,
        decision_id=values["id"],
        effective_at=tx.at,
        recorded_at=recorded_at,
    )
    await end_offer(
        tx, case.id, words="An emergency move passed this step.", by=None, recorded_at=recorded_at
    )
    await keep_audit(tx, "moved_at_once", mentee_id=case.mentee_id, object_kind="firing", object_id=firing_id)
    return replace(case, step=to_step, version=case.version + 1)
