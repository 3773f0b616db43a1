"""Whoever referred a student looks at what became of it: that it was received, and who looks at it."""

from uuid import UUID

from supervision.access import Actor
from supervision.intake_access import why_not_see_referral_in
from workflows.records.audit import keep_audit
from workflows.records.referrals_in import ReferralIn, load_referral_in
from workflows.records.refusals import NotFound
from workflows.records.scope import Seen, Transaction


async def see_referral_in(tx: Transaction, *, referral_id: UUID, by: Actor) -> ReferralIn:
    """Raises `NotFound` for everybody else."""
    found = await load_referral_in(tx, referral_id)
    if why_not_see_referral_in(by, found.site_id, referred_by=found.referred_by) is not None:
        raise NotFound
    await keep_audit(
        tx,
        "saw_referral_in",
        mentee_id=found.student_id,
        object_kind="referral_in",
        object_id=referral_id,
        reason="who referred",
    )
    # Whether there is a case, a referrer is not told.
    tx.seen.append(Seen(found.student_id))
    return found
