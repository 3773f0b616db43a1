"""The starting decision: a counselor assigns a mentor, and so decides where care begins."""

from datetime import datetime
from uuid import UUID

from care_steps import codes
from care_steps.facts import derive
from care_steps.freezing import freeze
from care_steps.starting import Reasons, StartProposal, why_not_start
from care_steps.steps import Step
from supervision.access import Actor
from workflows.records.decisions import decision_values, keep_decision
from workflows.records.episodes import INSTANT, Case
from workflows.records.facts import gather_one
from workflows.records.policies import settings_of
from workflows.records.refusals import Invalid
from workflows.records.scope import Transaction


async def start_decision(
    tx: Transaction,
    case: Case,
    *,
    to_step: Step,
    consent_basis: str,
    proposal: StartProposal | None,
    reasons: Reasons,
    words: str,
    by: Actor,
    at: datetime,
    known_at: datetime,
) -> UUID:
    """Returns the decision's id. Without a proposal by rated needs it is a start by judgment.

    Raises `Invalid` at the fields: the basis of consent, and the reasons for another step than the proposed one.
    """
    errors = _errors(case, proposal, to_step, reasons, consent_basis, at)
    if errors:
        raise Invalid(errors)
    recommended = proposal.against(to_step) if proposal else None
    facts = derive(
        await gather_one(tx, case.id, known_at - INSTANT), await settings_of(tx, case.policy_version_id)
    )
    values = decision_values(
        case,
        kind="start",
        chosen_step=to_step,
        by=by,
        at=at,
        recorded_at=known_at,
        evidence=freeze(facts),
        consent_basis=consent_basis,
        recommended_step=recommended.value if recommended else None,
        override_reasons=list(reasons.codes),
        override_words=reasons.words,
        why=_why(proposal, to_step, reasons, by),
        words=words,
    )
    await keep_decision(tx, values)
    decision_id: UUID = values["id"]
    return decision_id


def _errors(
    case: Case,
    proposal: StartProposal | None,
    to_step: Step,
    reasons: Reasons,
    consent_basis: str,
    at: datetime,
) -> dict[str, str]:
    errors = why_not_start(
        proposal,
        to_step,
        reasons,
        consent_basis=consent_basis,
        today=case.calendar.local_day(at),
        school=case.calendar,
    )
    if "consent_basis" in errors:
        errors["consent_basis"] = "Say on which consent, or on which other basis, care begins."
    return errors


def _why(proposal: StartProposal | None, to_step: Step, reasons: Reasons, by: Actor) -> str:
    """Who chose the step, and what spoke for which."""
    recommended = proposal.against(to_step) if proposal else None
    if proposal is None or recommended is None:
        said = f"{by.name} chose “{to_step.plain}” as the first step, by judgment."
        return f"{proposal.sentence} {said}" if proposal else said
    if recommended is to_step:
        return f"{proposal.sentence} {by.name} chose “{to_step.plain}” as the first step."
    known = codes.load("override_reasons")
    because = "; ".join(known.plain(one) for one in reasons.codes)
    return f"{proposal.sentence} {by.name} chose “{to_step.plain}” instead: {because}."
