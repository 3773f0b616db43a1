"""A second person has read a decision: they agree, or give it back to whoever made it."""

from datetime import datetime
from uuid import UUID

from care_steps import codes
from supervision.access import Actor
from supervision.case_access import why_not_review_decision
from supervision.chain import owner_of
from workflows.records.audit import keep_audit
from workflows.records.decision_reviews import keep_review
from workflows.records.episodes import Case, keep_known_at, lock_case
from workflows.records.kept_decisions import KeptDecision, load_decision
from workflows.records.refusals import Invalid, NotAllowed
from workflows.records.scope import Transaction
from workflows.verbs.ask_for_work import ask_for_work

LOOK_AGAIN = "look_again"
"""The action of the task that a returned decision opens."""


async def review_decision(
    tx: Transaction, *, decision_id: UUID, answer: str, words: str, by: Actor, at: datetime
) -> UUID:
    """Returns the review's id. A return opens one task, for whoever decided; the step does not move by it.

    Raises `Invalid` at the fields, or `NotAllowed` for who decided it and for who is no supervisor.
    """
    decision = await load_decision(tx, decision_id)
    case = await lock_case(tx, decision.episode_id)
    why = why_not_review_decision(by, case.standing, decided_by=decision.decided_by)
    if why is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may review a decision.")
    errors = {}
    if not codes.load("review_answers").knows(answer):
        errors["answer"] = "Say whether you agree."
    if not words.strip():
        errors["words"] = "Say in a sentence why."
    if errors:
        raise Invalid(errors)
    known_at = case.knows_at(at)
    review_id = await keep_review(
        tx,
        decision_id=decision_id,
        answer=answer,
        words=words,
        reviewed_by=by.person_id,
        happened_at=at,
        recorded_at=known_at,
    )
    if answer == "return":
        await _give_back(tx, case, decision, at=at, known_at=known_at)
    await keep_known_at(tx, case.id, known_at)
    await keep_audit(
        tx, "reviewed_decision", mentee_id=case.mentee_id, object_kind="decision", object_id=decision_id
    )
    return review_id


async def _give_back(
    tx: Transaction, case: Case, decision: KeptDecision, *, at: datetime, known_at: datetime
) -> None:
    """One task for each decision, however often it is given back."""
    owner_id = decision.decided_by or owner_of(("clinical_supervisor",), case.standing)
    await ask_for_work(
        tx, case, action=LOOK_AGAIN, about=decision.id, owner_id=owner_id, at=at, recorded_at=known_at
    )
