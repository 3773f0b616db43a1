"""An adult hands the device to a mentee, who says how it goes: its sign-in serves that and nothing else."""

from datetime import datetime
from uuid import UUID

from supervision.access import Actor
from supervision.sign_in_limits import LIMITS
from supervision.voice_access import why_not_ask_check_in
from workflows.records.audit import keep_audit
from workflows.records.episodes import load_case
from workflows.records.handovers import CHECK_IN, keep_handover
from workflows.records.refusals import NotAllowed, Refused
from workflows.records.scope import Transaction
from workflows.verbs.make_check_in_link import CLOSED


async def hand_over_check_in(tx: Transaction, *, episode_id: UUID, by: Actor, at: datetime) -> None:
    """Raises `NotAllowed`, or `Refused` for a closed case or when the sign-in ends soon."""
    case = await load_case(tx, episode_id)
    why = why_not_ask_check_in(by, case.standing)
    if why is not None or by.person_id is None or tx.sign_in_id is None:
        raise NotAllowed(why or "Only a person who is signed in may hand a device over.")
    if not case.step.is_open:
        raise Refused(CLOSED)
    await keep_handover(
        tx,
        mentee_id=case.mentee_id,
        episode_id=case.id,
        instrument_ids=(CHECK_IN,),
        reason_asked=CHECK_IN,
        until=at + LIMITS.handed_over,
    )
    await keep_audit(
        tx,
        "handed_over_check_in",
        mentee_id=case.mentee_id,
        object_kind="sign_in",
        object_id=tx.sign_in_id,
    )
