"""A person says that a task is done or an escalation resolved, and with what outcome.

An escalation about safety ends with what a trained person found, in the same write.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from care_steps import codes
from care_steps.safety_tiers import ASSESSED_ACTIONS, SafetyFound, why_not_found
from supervision.abuse_reports import ONLY_A_REPORT, REPORT
from supervision.access import Actor
from supervision.work_access import why_not_end_work
from supervision.worklist import ESCALATION
from workflows.records.audit import keep_audit
from workflows.records.episodes import lock_case
from workflows.records.gone_grounds import is_without_ground
from workflows.records.refusals import Invalid, NotAllowed, Refused, Stale
from workflows.records.safety_assessments import keep_safety_assessment
from workflows.records.scope import Transaction
from workflows.records.work import Work, keep_end, load_work
from workflows.verbs.evaluate import evaluate
from workflows.verbs.resolve_escalation import resolve_escalation

ONLY_A_DECISION: Final = "A recommendation is answered by a decision."
ELSEWHERE: Final = "belonged_to_someone_else"
"""The outcome of what was moved to another student."""


async def end_work(
    tx: Transaction,
    *,
    work_id: UUID,
    outcome: str,
    words: str,
    found: SafetyFound | None = None,
    by: Actor,
    at: datetime,
) -> None:
    """`outcome` is a code of the list `task_outcomes` or `escalation_outcomes`, `found` is for what is about safety.

    Raises `Invalid` at the fields, `NotAllowed`, `Stale`, or `Refused` for what only a decision or a
    report to the agency ends.
    """
    work = await load_work(tx, work_id)
    if work.kind == "recommendation":
        raise Refused(ONLY_A_DECISION)
    case = await lock_case(tx, work.episode_id)
    why = why_not_end_work(by, case.standing, kind=work.kind, owner_id=work.owner_id)
    if why is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may end this.")
    is_elsewhere = outcome == ELSEWHERE and await is_without_ground(tx, work_id)
    if work.action == REPORT and not is_elsewhere:
        raise Refused(ONLY_A_REPORT)
    errors = {}
    if not codes.load(f"{work.kind}_outcomes").knows(outcome):
        errors["outcome"] = "Say how it ended."
    if not words.strip():
        errors["words"] = "Say in a sentence what was done."
    if outcome == ELSEWHERE and not is_elsewhere:
        errors["outcome"] = "Open what it rests on, and say there first that it belongs to somebody else."
    assessed = await is_assessed(tx, work)
    if assessed:
        errors |= why_not_found(found or SafetyFound("", ""))
    if errors:
        raise Invalid(errors)
    now = await load_work(tx, work_id)
    if now.state == "ended":
        raise Stale(f"{now.ended_by_name or 'The policy'} has ended this already.")
    known_at = case.knows_at(at)
    keep = resolve_escalation if work.kind == ESCALATION else keep_end
    await keep(tx, work_id, by=by.person_id, ended_at=known_at, outcome=outcome, words=words)
    if found is not None and assessed:
        await keep_safety_assessment(
            tx, case.id, found, by=by.person_id, happened_at=at, recorded_at=known_at, work_id=work_id
        )
    await keep_audit(
        tx, f"ended_{work.kind}", mentee_id=case.mentee_id, object_kind="work", object_id=work_id
    )
    await evaluate(tx, case, known_at=known_at)


async def is_assessed(tx: Transaction, work: Work) -> bool:
    """Whether it ends only with what a trained person found: not when it is about somebody else altogether."""
    is_safety = work.kind == ESCALATION and work.action in ASSESSED_ACTIONS
    return is_safety and not await is_without_ground(tx, work.id)
