"""Care begins with a referral to a professional, with no earlier step: decided, and offered to the young person."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from care_steps.starting import NO_REASONS, Reasons
from care_steps.steps import Step
from supervision.access import Actor
from supervision.assigning import why_not_offer_start
from supervision.intake_access import why_not_offer_professional
from supervision.telling import NOT_TOLD, Told
from workflows.records.audit import keep_audit
from workflows.records.episodes import lock_case
from workflows.records.offers import keep_offer, live_offer
from workflows.records.refusals import Invalid, NotAllowed, Refused
from workflows.records.scope import Transaction
from workflows.records.starts import start_now
from workflows.verbs.evaluate import evaluate
from workflows.verbs.start_decision import start_decision
from workflows.verbs.tell_applicant import tell_applicant


@dataclass(frozen=True, slots=True)
class ProfessionalStart:
    """What was chosen and said. `told` when it is written down with the same form."""

    consent_basis: str
    reasons: Reasons = NO_REASONS
    told: Told | None = None
    words: str = ""


async def offer_professional(
    tx: Transaction, *, episode_id: UUID, start: ProfessionalStart, seen_version: int, by: Actor, at: datetime
) -> UUID:
    """Returns the offer's id. The step begins with first contact confirmed, and no earlier step is asked for.

    Raises `Invalid` at the fields, `NotAllowed`, `Refused`, or `Stale`.
    """
    case = await lock_case(tx, episode_id, seen_version=seen_version)
    if (why := why_not_offer_professional(by, case.standing)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may offer a referral.")
    if why := why_not_offer_start(case.step, has_offer=await live_offer(tx, case.id) is not None):
        raise Refused(why)
    now = await start_now(tx, case)
    if start.told is not None:
        await tell_applicant(tx, episode_id=case.id, told=start.told, by=by, at=at)
    elif now.wants_telling:
        raise Invalid({"told_who": NOT_TOLD})
    known_at = case.knows_at(at)
    decision_id = await start_decision(
        tx,
        case,
        to_step=Step.PROFESSIONAL,
        consent_basis=start.consent_basis,
        proposal=now.proposal,
        reasons=start.reasons,
        words=start.words,
        by=by,
        at=at,
        known_at=known_at,
    )
    offer_id = await keep_offer(
        tx,
        episode_id=case.id,
        decision_id=decision_id,
        to_step=Step.PROFESSIONAL.value,
        by=by.person_id,
        recorded_at=known_at,
    )
    await keep_audit(tx, "offered_start", mentee_id=case.mentee_id, object_kind="offer", object_id=offer_id)
    await evaluate(tx, case, known_at=known_at)
    return offer_id
