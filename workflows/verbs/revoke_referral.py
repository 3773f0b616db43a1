"""A referral is taken back, with a reason; who is asked next is then to be said."""

from datetime import datetime
from uuid import UUID

from care_steps.referral_choices import why_not_revoke
from care_steps.referrals import ReferralMove
from supervision.access import Actor
from workflows.records.referrals import keep_referral_change
from workflows.records.refusals import Invalid
from workflows.records.scope import Transaction
from workflows.verbs.turn_to_referral import turn_to_referral


async def revoke_referral(
    tx: Transaction,
    *,
    referral_id: UUID,
    reasons: tuple[str, ...],
    words: str = "",
    seen_version: int,
    by: Actor,
    at: datetime,
) -> None:
    """Raises `Invalid` at the fields, `NotAllowed`, `Refused` for one that has ended, `Stale`."""
    turn = await turn_to_referral(
        tx,
        referral_id=referral_id,
        move=ReferralMove.REVOKE,
        action="revoked_referral",
        seen_version=seen_version,
        by=by,
    )
    if why := why_not_revoke(turn.referral.state, reasons, words):
        raise Invalid({"revoke_reasons": why})
    await keep_referral_change(
        tx,
        turn.referral,
        turn.to_state,
        call_back_on=None,
        recorded_at=turn.known_at,
        reasons=list(reasons),
        words=words,
    )
