"""A trained person says what they found about a mentee's safety, also without an open escalation."""

from datetime import datetime
from uuid import UUID

from care_steps.safety_tiers import SafetyFound, is_lower, why_not_found
from supervision.access import Actor
from supervision.case_access import why_not_lower_tier, why_not_rate_safety
from workflows.records.audit import keep_audit
from workflows.records.episodes import lock_case
from workflows.records.refusals import Invalid, NotAllowed
from workflows.records.safety_assessments import keep_safety_assessment, newest_safety_assessment
from workflows.records.scope import Transaction
from workflows.verbs.evaluate import evaluate


async def rate_safety(
    tx: Transaction, *, episode_id: UUID, found: SafetyFound, by: Actor, at: datetime
) -> UUID:
    """Returns the assessment's id. It ends no escalation: `end_work` does, with what was found then.

    Raises `Invalid` at the fields, or `NotAllowed`: also when somebody who is no clinical supervisor says less
    than was found before.
    """
    case = await lock_case(tx, episode_id)
    why = why_not_rate_safety(by, case.standing, on=case.calendar.local_day(at))
    if why is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may say what was found.")
    if errors := why_not_found(found):
        raise Invalid(errors)
    before = await newest_safety_assessment(tx, case.id)
    says_less = before is not None and is_lower(found.tier, before.tier)
    if says_less and (why := why_not_lower_tier(by, case.standing)) is not None:
        raise NotAllowed(why)
    known_at = case.knows_at(at)
    assessment_id = await keep_safety_assessment(
        tx, case.id, found, by=by.person_id, happened_at=at, recorded_at=known_at
    )
    await keep_audit(
        tx,
        "rated_safety",
        mentee_id=case.mentee_id,
        object_kind="safety_assessment",
        object_id=assessment_id,
    )
    await evaluate(tx, case, known_at=known_at)
    return assessment_id
