"""Somebody rates a mentee's needs: kept whole, with the level, the lane and the step they lead to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from care_steps import codes
from care_steps.policy import Policy
from care_steps.rules.section_loading import fixed_sections
from care_steps.starting import proposal_from
from supervision.access import Actor
from supervision.intake_access import why_not_rate_needs
from triage.needs import level_of, why_not_rate
from triage.needs_model import model
from workflows.records.assessments import keep_assessment, load_assessment
from workflows.records.audit import keep_audit
from workflows.records.episodes import Case, lock_case
from workflows.records.ids import new_id
from workflows.records.policies import load_policy
from workflows.records.refusals import Invalid, NotAllowed, Refused, Stale
from workflows.records.scope import Transaction
from workflows.verbs.evaluate import evaluate

CORRECTED: Final = "Somebody has corrected this assessment meanwhile. Look at the newest one first."


@dataclass(frozen=True, slots=True)
class Rating:
    """What was rated; a domain that nobody rated is left out. `amends` names the assessment that this corrects."""

    ratings: Mapping[str, int]
    barriers: tuple[str, ...] = ()
    words: str = ""
    amends: UUID | None = None


async def rate_needs(tx: Transaction, *, episode_id: UUID, rating: Rating, by: Actor, at: datetime) -> UUID:
    """Returns the assessment's id. It moves nothing: the rules read it, and whoever assigns sees what it proposes.

    Raises `Invalid` at the fields, `NotAllowed`, `Stale`, or `Refused`.
    """
    case = await lock_case(tx, episode_id)
    if (why := why_not_rate_needs(by, case.standing)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may rate needs.")
    if not case.step.is_open:
        raise Refused("This case is closed.")
    if errors := _errors(rating):
        raise Invalid(errors)
    happened_at = await _happened_at(tx, case, rating, at)
    sections = await _policy(tx, case) or fixed_sections()
    need = level_of(rating.ratings, d4_two_floor=sections.settings.d4_two_floor)
    proposal = proposal_from(need, sections.start)
    assessment_id, known_at = new_id(), case.knows_at(at)
    await keep_assessment(
        tx,
        {
            "id": assessment_id,
            "episode_id": case.id,
            "ratings": dict(rating.ratings),
            "level": need.level,
            "is_at_least": need.is_at_least,
            "lane": need.lane.value,
            "proposed_step": proposal.step.value,
            "sentence": proposal.sentence,
            "barriers": list(rating.barriers),
            "words": rating.words,
            "model_version": model().version,
            "policy_version_id": case.policy_version_id,
            "amends": rating.amends,
            "assessed_by": by.person_id,
            "happened_at": happened_at,
            "recorded_at": known_at,
        },
    )
    await keep_audit(
        tx, "rated_needs", mentee_id=case.mentee_id, object_kind="assessment", object_id=assessment_id
    )
    await evaluate(tx, case, known_at=known_at)
    return assessment_id


def _errors(rating: Rating) -> dict[str, str]:
    errors = why_not_rate(rating.ratings)
    known, chosen = codes.load("barriers"), rating.barriers
    if len(set(chosen)) != len(chosen) or not all(known.knows(one) for one in chosen):
        errors["barriers"] = "Choose from the list what stands in the way."
    return errors


async def _policy(tx: Transaction, case: Case) -> Policy | None:
    if case.policy_version_id is None:
        return None
    return (await load_policy(tx, case.policy_version_id)).policy


async def _happened_at(tx: Transaction, case: Case, rating: Rating, at: datetime) -> datetime:
    """A correction is of the day that it corrects, so that it does not look like a newer rating."""
    if rating.amends is None:
        return at
    before = await load_assessment(tx, rating.amends)
    if before.episode_id != case.id:
        raise Refused("That assessment is of another case.")
    if before.amended_by_id is not None:
        raise Stale(CORRECTED)
    return before.happened_at
