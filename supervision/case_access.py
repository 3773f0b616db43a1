"""Who may close a case, open it again, read a decision as the second person, and rate safety?"""

from datetime import date
from uuid import UUID

from supervision.actors import Actor
from supervision.relations import CARERS, SUPERVISORS, Standing, is_any, is_clinical


def why_not_close(
    actor: Actor, standing: Standing, *, answers: bool = False, is_unsafe: bool = False
) -> str | None:
    """`answers`: a recommendation is open and ends with the case. `is_unsafe`: a safety item is open."""
    if is_clinical(actor, standing):
        return None
    if not is_any(actor, standing, CARERS):
        return "Only the counselor or a supervisor may close a case."
    if is_unsafe:
        return "A safety item is open. Only a clinical supervisor may close now."
    if answers:
        return "A recommendation is open. Only a clinical supervisor may answer it by closing."
    return None


def why_not_reopen(actor: Actor, standing: Standing) -> str | None:
    if is_any(actor, standing, CARERS):
        return None
    return "Only the counselor or a supervisor may reopen a case."


def why_not_review_decision(actor: Actor, standing: Standing, *, decided_by: UUID | None) -> str | None:
    """`decided_by` is None for a rule that moved a case at once."""
    if not is_any(actor, standing, SUPERVISORS):
        return "Only a supervisor may review a decision."
    if actor.person_id == decided_by:
        return "A second person reviews a decision, not the one who made it."
    return None


def why_not_rate_safety(actor: Actor, standing: Standing, *, on: date) -> str | None:
    if is_clinical(actor, standing):
        return None
    if is_any(actor, standing, CARERS) and actor.holds("trained_screener", on):
        return None
    return "Only a clinical supervisor or a trained screener may say what was found about safety."


def why_not_lower_tier(actor: Actor, standing: Standing) -> str | None:
    if is_clinical(actor, standing):
        return None
    return "Only a clinical supervisor may say less than was found before. Write down what you found, and call them."
