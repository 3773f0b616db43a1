"""The first appointment with a professional is made, or made again after it was missed."""

from datetime import datetime
from uuid import UUID

from care_steps.referral_waits import call_back_on
from care_steps.referrals import ReferralMove
from supervision.access import Actor
from workflows.records.referrals import keep_referral_change
from workflows.records.refusals import Invalid
from workflows.records.scope import Transaction
from workflows.verbs.turn_to_referral import turn_to_referral


async def schedule_referral(
    tx: Transaction,
    *,
    referral_id: UUID,
    appointment_at: datetime,
    words: str = "",
    seen_version: int,
    by: Actor,
    at: datetime,
) -> None:
    """Its owner asks the day after. Raises `Invalid` for a time that has passed, `NotAllowed`, `Refused`, `Stale`."""
    turn = await turn_to_referral(
        tx,
        referral_id=referral_id,
        move=ReferralMove.SCHEDULE,
        action="scheduled_referral",
        seen_version=seen_version,
        by=by,
    )
    if appointment_at <= at:
        raise Invalid({"appointment": "This time has passed. Enter when they will meet."})
    local_day = turn.case.calendar.local_day
    await keep_referral_change(
        tx,
        turn.referral,
        turn.to_state,
        call_back_on=call_back_on(turn.to_state, local_day(at), appointment=local_day(appointment_at)),
        recorded_at=turn.known_at,
        appointment_at=appointment_at,
        words=words,
    )
