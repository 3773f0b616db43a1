"""Care at the professional's has ended: how, and on which day?"""

from datetime import date, datetime, time
from uuid import UUID

from care_steps import codes
from care_steps.referrals import ReferralMove
from supervision.access import Actor
from workflows.records.referrals import keep_referral_change
from workflows.records.refusals import Invalid
from workflows.records.scope import Transaction
from workflows.verbs.turn_to_referral import turn_to_referral


async def end_referral(
    tx: Transaction,
    *,
    referral_id: UUID,
    outcome: str,
    ended_on: date,
    words: str = "",
    seen_version: int,
    by: Actor,
    at: datetime,
) -> None:
    """The step does not change: that is decided apart. Raises `Invalid`, `NotAllowed`, `Refused`, `Stale`."""
    turn = await turn_to_referral(
        tx,
        referral_id=referral_id,
        move=ReferralMove.FINISH,
        action="ended_referral",
        seen_version=seen_version,
        by=by,
    )
    errors, outcomes = {}, codes.load("referral_outcomes")
    if why := codes.why_not_choose(outcomes, (outcome,) if outcome else (), words):
        errors["outcome"] = why if outcome else "Say how it ended there."
    calendar = turn.case.calendar
    if ended_on > calendar.local_day(at):
        errors["ended_on"] = "This day has not come yet."
    if errors:
        raise Invalid(errors)
    await keep_referral_change(
        tx,
        turn.referral,
        turn.to_state,
        call_back_on=None,
        recorded_at=turn.known_at,
        outcome=outcome,
        words=words,
        happened_at=min(at, calendar.wall_time(ended_on, time())),
    )
