"""A clinical supervisor asks to make an escalation less urgent. A second one decides; until then nothing changes."""

from datetime import datetime
from uuid import UUID

from supervision.access import Actor
from supervision.escalation_access import less_urgent, why_not_ask_downgrade
from supervision.escalations import EscalationMove, why_not
from workflows.records.audit import keep_audit
from workflows.records.episodes import lock_case
from workflows.records.escalations import keep_change, lock_escalation
from workflows.records.refusals import Invalid, NotAllowed, Refused
from workflows.records.scope import Transaction
from workflows.records.work import load_work


async def ask_downgrade(
    tx: Transaction, *, work_id: UUID, class_: str, words: str, by: Actor, at: datetime
) -> None:
    """`class_` is less urgent than the present one. Raises `Invalid` at the fields, `NotAllowed`, `Refused`."""
    found = await load_work(tx, work_id)
    case = await lock_case(tx, found.episode_id)
    if (why := why_not_ask_downgrade(by, case.standing)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may ask for this.")
    one = await lock_escalation(tx, work_id)
    if (late := why_not(one.state, EscalationMove.ASK_DOWNGRADE)) is not None:
        raise Refused(late)
    errors = {}
    if class_ not in less_urgent(one.class_):
        errors["class"] = "Choose how urgent it is instead."
    if not words.strip():
        errors["why_less"] = "Say why it is less urgent."
    if errors:
        raise Invalid(errors)
    await keep_change(
        tx,
        one,
        one,
        EscalationMove.ASK_DOWNGRADE,
        at=at,
        by=by.person_id,
        words=words.strip(),
        asked_class=class_,
    )
    await keep_audit(tx, "asked_downgrade", mentee_id=case.mentee_id, object_kind="work", object_id=work_id)
