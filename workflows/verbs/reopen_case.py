"""Help is asked for again: a closed case is opened where it began, with everything that is on record.

What was open about safety when it was closed is open again: nobody here ever said what was found.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from care_steps import codes
from care_steps.facts import derive
from care_steps.freezing import freeze
from care_steps.moves import Move, step_change
from care_steps.moves import why_not as why_not_move
from care_steps.steps import Step
from supervision.access import Actor
from supervision.case_access import why_not_reopen
from supervision.chain import owner_of
from workflows.records.audit import keep_audit
from workflows.records.decisions import decision_values, keep_decision
from workflows.records.episodes import INSTANT, Case, keep_step_change, load_case_of_mentee, lock_case
from workflows.records.facts import gather_one
from workflows.records.handed_back import ClosedOver, closed_over, stand_behind
from workflows.records.ids import new_id
from workflows.records.live_ground import why_not_live
from workflows.records.policies import load_policy, settings_of
from workflows.records.refusals import Invalid, NotAllowed, Refused
from workflows.records.scope import Transaction
from workflows.verbs.evaluate import evaluate
from workflows.verbs.open_escalation import open_escalation

ANOTHER_IS_OPEN: Final = "Another case of this mentee is open already."


async def reopen_case(
    tx: Transaction,
    *,
    episode_id: UUID,
    reason: str,
    words: str,
    seen_version: int,
    by: Actor,
    at: datetime,
) -> UUID:
    """Returns the decision's id. The mentee is "referred" again, and waits for a mentor.

    Raises `Invalid` at the fields, `NotAllowed`, `Refused` for an open case, while another is open
    or while the organization takes no cases, `Stale`.
    """
    case = await lock_case(tx, episode_id, seen_version=seen_version)
    await _insist(tx, case, reason, words, by)
    known_at = case.knows_at(at)
    decision_id = await _keep_decision(tx, case, reason, words, by=by, at=at, known_at=known_at)
    await _move(tx, case, decision_id, at=at, known_at=known_at)
    await keep_audit(
        tx, "reopened_case", mentee_id=case.mentee_id, object_kind="decision", object_id=decision_id
    )
    reopened = await lock_case(tx, case.id)
    owner_id = owner_of(("clinical_supervisor",), reopened.standing)
    for one in await closed_over(tx, case.id):
        await _ask_again(tx, reopened, one, owner_id=owner_id, at=at, recorded_at=known_at)
    await evaluate(tx, reopened, known_at=known_at)
    return decision_id


async def _ask_again(
    tx: Transaction, case: Case, one: ClosedOver, *, owner_id: UUID, at: datetime, recorded_at: datetime
) -> None:
    """The same escalation, due at once: its time had begun before."""
    work_id = new_id()
    values = {
        "id": work_id,
        "action": one.action,
        "cause": one.cause,
        "episode_id": case.id,
        "owner_id": owner_id,
        "lane": one.lane,
        "class": one.class_,
        "due_at": at,
        "ends": "by_person",
        "opened_at": at,
        "recorded_at": recorded_at,
    }
    await open_escalation(tx, case, await load_policy(tx, case.policy_version_id), values)
    await stand_behind(tx, one.id, work_id, recorded_at=recorded_at)


async def _insist(tx: Transaction, case: Case, reason: str, words: str, by: Actor) -> None:
    if (why := why_not_reopen(by, case.standing)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may reopen a case.")
    if (why := why_not_move(case.step, Move.REOPEN)) is not None:
        raise Refused(why)
    if (why := await why_not_live(tx)) is not None:
        raise Refused(why)
    if (await load_case_of_mentee(tx, case.mentee_id)).id != case.id:
        raise Refused(ANOTHER_IS_OPEN)
    if errors := _why_not(reason, words):
        raise Invalid(errors)


async def _keep_decision(
    tx: Transaction, case: Case, reason: str, words: str, *, by: Actor, at: datetime, known_at: datetime
) -> UUID:
    raw = await gather_one(tx, case.id, known_at - INSTANT)
    plain = codes.load("reopen_reasons").plain(reason)
    values = decision_values(
        case,
        kind="reopen",
        chosen_step=Step.REFERRED,
        by=by,
        at=at,
        recorded_at=known_at,
        evidence=freeze(derive(raw, await settings_of(tx, case.policy_version_id))),
        consent_basis="not_needed_to_open",
        reopen_reason=reason,
        why=f"{by.name} reopened the case: {plain[:1].lower() + plain[1:]}.",
        words=words,
    )
    await keep_decision(tx, values)
    decision_id: UUID = values["id"]
    return decision_id


async def _move(tx: Transaction, case: Case, decision_id: UUID, *, at: datetime, known_at: datetime) -> None:
    """The database has the last word: one open case of a mentee, whoever was faster."""
    change = step_change(case.step, Move.REOPEN)
    try:
        await keep_step_change(
            tx,
            case,
            id=new_id(),
            from_step=change.from_step.value,
            to_step=change.to_step.value,
            move=change.move.value,
            decision_id=decision_id,
            effective_at=at,
            recorded_at=known_at,
        )
    except IntegrityError as referred_meanwhile:
        raise Refused(ANOTHER_IS_OPEN) from referred_meanwhile


def _why_not(reason: str, words: str) -> dict[str, str]:
    errors = {}
    if not codes.load("reopen_reasons").knows(reason):
        errors["reason"] = "Say why the case is reopened."
    if not words.strip():
        errors["words"] = "Say in your words what has happened."
    return errors
