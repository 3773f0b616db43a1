"""What a referral was for has ended: the open one is taken back in the same write, for that reason."""

from datetime import datetime

from care_steps.referrals import ReferralState
from workflows.records.audit import keep_audit
from workflows.records.episodes import Case
from workflows.records.referrals import keep_referral_change, live_referral
from workflows.records.scope import Transaction


async def drop_referral(tx: Transaction, case: Case, *, reason: str, recorded_at: datetime) -> None:
    """Nothing when none is open. `reason` is a code of `referral_revoke_reasons`."""
    referral = await live_referral(tx, case.id)
    if referral is None:
        return
    await keep_referral_change(
        tx,
        referral,
        ReferralState.REVOKED,
        call_back_on=None,
        recorded_at=recorded_at,
        reasons=[reason],
    )
    await keep_audit(
        tx, "revoked_referral", mentee_id=case.mentee_id, object_kind="referral", object_id=referral.id
    )
