"""After the first contact care goes on at the professional's."""

from datetime import datetime
from uuid import UUID

from care_steps.referral_waits import call_back_on
from care_steps.referrals import ReferralMove
from supervision.access import Actor
from workflows.records.referrals import keep_referral_change
from workflows.records.scope import Transaction
from workflows.verbs.turn_to_referral import turn_to_referral


async def referral_in_care(
    tx: Transaction, *, referral_id: UUID, words: str = "", seen_version: int, by: Actor, at: datetime
) -> None:
    """Raises `NotAllowed`, `Refused` before the first contact, `Stale`."""
    turn = await turn_to_referral(
        tx,
        referral_id=referral_id,
        move=ReferralMove.ENTER_CARE,
        action="referral_in_care",
        seen_version=seen_version,
        by=by,
    )
    await keep_referral_change(
        tx,
        turn.referral,
        turn.to_state,
        call_back_on=call_back_on(turn.to_state, turn.case.calendar.local_day(at)),
        recorded_at=turn.known_at,
        words=words,
    )
