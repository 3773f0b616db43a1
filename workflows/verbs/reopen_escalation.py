"""Something is left to do about an escalation that was resolved: it is open again, and everybody is told again."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from supervision.access import Actor
from supervision.escalation_access import why_not_reopen
from supervision.escalations import EscalationMove, EscalationState, why_not
from workflows.records.audit import keep_audit
from workflows.records.episodes import lock_case
from workflows.records.escalations import keep_change, lock_escalation
from workflows.records.refusals import Invalid, NotAllowed, Refused, Stale
from workflows.records.scope import Transaction
from workflows.records.work import has_open_twin, load_work
from workflows.verbs.evaluate import evaluate
from workflows.verbs.next_rung import called_again


async def reopen_escalation(tx: Transaction, *, work_id: UUID, words: str, by: Actor, at: datetime) -> None:
    """Raises `Invalid` without words, `NotAllowed`, `Stale` when it is open, `Refused` when another took its place."""
    found = await load_work(tx, work_id)
    case = await lock_case(tx, found.episode_id)
    if (why := why_not_reopen(by, case.standing)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may open this again.")
    if not case.step.is_open:
        raise Refused("The case is closed. Open the case again first.")
    one = await lock_escalation(tx, work_id)
    if why_not(one.state, EscalationMove.REOPEN) is not None:
        raise Stale("This escalation is open.")
    if await has_open_twin(tx, work_id):
        raise Refused("The same came up again since: go on with the escalation that is open.")
    if not words.strip():
        raise Invalid({"why_again": "Say what is left to do."})
    known_at = case.knows_at(at)
    opened = replace(
        one,
        state=EscalationState.OPEN,
        taken_by=None,
        taken_at=None,
        ended_by=None,
        ended_at=None,
        outcome=None,
        outcome_words=None,
    )
    entered = await called_again(tx, case, one, owner_id=one.owner_id, at=at)
    await keep_change(
        tx,
        one,
        opened,
        EscalationMove.REOPEN,
        at=known_at,
        by=by.person_id,
        words=words.strip(),
        entered=entered,
    )
    await keep_audit(
        tx, "reopened_escalation", mentee_id=case.mentee_id, object_kind="work", object_id=work_id
    )
    await evaluate(tx, case, known_at=known_at)
