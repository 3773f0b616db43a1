"""An adult hands the device to a young person: from now on its sign-in serves one form and nothing else."""

from datetime import datetime
from uuid import UUID

from care_steps import codes
from supervision.access import Actor, why_not_administer
from supervision.chain import why_not_answerable
from supervision.sign_in_limits import LIMITS
from triage import instruments
from workflows.records.asking_gate import insist_may_ask
from workflows.records.audit import keep_audit
from workflows.records.episodes import load_case
from workflows.records.handovers import keep_handover
from workflows.records.placeholders import why_not_use
from workflows.records.refusals import Invalid, NotAllowed, Refused
from workflows.records.scope import Transaction

NOT_HANDED_OVER = "Only a questionnaire that young people fill in themselves is handed over with the device."


async def hand_over(
    tx: Transaction, *, episode_id: UUID, instrument_id: str, reason_asked: str, by: Actor, at: datetime
) -> None:
    """Everything that could refuse the answers is asked now, while the device is in the adult's hands.

    Raises `Invalid` without a reason, or when the form is planned and consent was refused, withdrawn or has ended,
    `NotAllowed`, or `Refused` when nobody is on call or the sign-in ends soon.
    """
    case = await load_case(tx, episode_id)
    instrument = instruments.load(instrument_id)
    has_safety_item, today = instrument.has_safety_item, case.calendar.local_day(at)
    why = why_not_administer(by, case.standing, has_safety_item=has_safety_item, on=today)
    if why is not None or by.person_id is None or tx.sign_in_id is None:
        raise NotAllowed(why or "Only a person who is signed in may hand a device over.")
    if (why := why_not_answerable(case.standing, has_safety_item=has_safety_item)) is not None:
        raise Refused(why)
    if not instrument.is_self_report:
        raise Refused(NOT_HANDED_OVER)
    if not codes.load("reasons_asked").knows(reason_asked):
        raise Invalid({"reason_asked": "Say why the form is given."})
    await insist_may_ask(tx, case, (instrument.id,), reason_asked)
    if (why := await why_not_use(tx, instrument)) is not None:
        raise Refused(why)
    await keep_handover(
        tx,
        mentee_id=case.mentee_id,
        episode_id=case.id,
        instrument_ids=(instrument.id,),
        reason_asked=reason_asked,
        until=at + LIMITS.handed_over,
    )
    await keep_audit(
        tx,
        "handed_over",
        mentee_id=case.mentee_id,
        object_kind="sign_in",
        object_id=tx.sign_in_id,
        payload={"instrument_id": instrument.id},
    )
