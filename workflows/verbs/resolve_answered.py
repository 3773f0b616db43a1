"""What an escalation about unanswered work was about, a person has answered: the escalation ends by their hand.

What ended by itself, because nothing behind it was true any more, is no answer: then a person has to end it.
"""

from datetime import datetime
from uuid import UUID

from supervision.unanswered import ANSWERED, answered_by
from workflows.records.audit import keep_audit
from workflows.records.episodes import load_case
from workflows.records.refusals import Stale
from workflows.records.scope import Transaction
from workflows.records.unanswered import ends_behind
from workflows.records.work import load_work
from workflows.verbs.resolve_escalation import resolve_escalation


async def resolve_answered(tx: Transaction, *, escalation_id: UUID, at: datetime) -> bool:
    """Whether it was ended now."""
    by = answered_by(await ends_behind(tx, escalation_id))
    if by is None:
        return False
    try:
        await resolve_escalation(tx, escalation_id, by=by, ended_at=at, outcome=ANSWERED, words="")
    except Stale:
        return False
    case = await load_case(tx, (await load_work(tx, escalation_id)).episode_id)
    await keep_audit(
        tx, "ended_escalation", mentee_id=case.mentee_id, object_kind="work", object_id=escalation_id
    )
    return True
