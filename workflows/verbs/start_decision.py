"""The starting decision: a counselor assigns a mentor, and so decides where care begins."""

from datetime import datetime
from uuid import UUID

from care_steps import codes
from care_steps.facts import derive
from care_steps.freezing import freeze
from care_steps.steps import Step
from supervision.access import Actor
from workflows.records.decisions import decision_values, keep_decision
from workflows.records.episodes import INSTANT, Case
from workflows.records.facts import gather_one
from workflows.records.refusals import Invalid
from workflows.records.scope import Transaction


async def start_decision(
    tx: Transaction,
    case: Case,
    *,
    to_step: Step,
    consent_basis: str,
    words: str,
    by: Actor,
    at: datetime,
    known_at: datetime,
) -> UUID:
    """Returns the decision's id. A start by judgment: no rule recommended a step.

    Raises `Invalid` when the basis of consent is not one of the coded list.
    """
    if consent_basis == "not_needed_no_change" or not codes.load("consent_bases").knows(consent_basis):
        raise Invalid({"consent_basis": "Say on which consent, or on which other basis, care begins."})
    facts = derive(await gather_one(tx, case.id, known_at - INSTANT))
    values = decision_values(
        case,
        kind="start",
        chosen_step=to_step,
        by=by,
        at=at,
        recorded_at=known_at,
        evidence=freeze(facts),
        alternatives=["none_now"],
        consent_basis=consent_basis,
        why=f"{by.name} chose “{to_step.plain}” as the first step, by judgment.",
        words=words,
    )
    await keep_decision(tx, values)
    decision_id: UUID = values["id"]
    return decision_id
