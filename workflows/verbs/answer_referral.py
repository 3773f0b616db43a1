"""A professional answers a referral: takes it on, turns it down with a reason, or gives it back with a question."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from care_steps.referral_waits import call_back_on
from care_steps.referrals import ReferralMove, why_not_choose
from supervision.access import Actor
from workflows.records.referrals import keep_referral_change
from workflows.records.refusals import Invalid, Refused
from workflows.records.scope import Transaction
from workflows.verbs.turn_to_referral import turn_to_referral

REASONS: Final = {
    ReferralMove.REJECT: "referral_reject_reasons",
    ReferralMove.RETURN: "referral_return_reasons",
}
"""From which list each answer takes its reasons; taking it on needs none."""
_ACTIONS: Final = {
    ReferralMove.ACCEPT: "accepted_referral",
    ReferralMove.REJECT: "rejected_referral",
    ReferralMove.RETURN: "returned_referral",
}


@dataclass(frozen=True, slots=True)
class ReferralAnswer:
    """What they said, in which words. Turned down, the mentee still waits, and its owner looks the same day."""

    move: ReferralMove
    reasons: tuple[str, ...] = ()
    words: str = ""


async def answer_referral(
    tx: Transaction, *, referral_id: UUID, answer: ReferralAnswer, seen_version: int, by: Actor, at: datetime
) -> None:
    """Raises `Invalid` at the fields, `NotAllowed`, `Refused`, `Stale`."""
    action = _ACTIONS.get(answer.move)
    if action is None:
        raise Refused("They take it on, turn it down or give it back.")
    turn = await turn_to_referral(
        tx, referral_id=referral_id, move=answer.move, action=action, seen_version=seen_version, by=by
    )
    if errors := _errors(answer):
        raise Invalid(errors)
    await keep_referral_change(
        tx,
        turn.referral,
        turn.to_state,
        call_back_on=call_back_on(turn.to_state, turn.case.calendar.local_day(at)),
        recorded_at=turn.known_at,
        reasons=list(answer.reasons),
        words=answer.words,
    )


def _errors(answer: ReferralAnswer) -> dict[str, str]:
    list_id = REASONS.get(answer.move)
    if list_id is None:
        return {"reject_reasons": "Only what was turned down has reasons."} if answer.reasons else {}
    field = "reject_reasons" if answer.move is ReferralMove.REJECT else "return_reasons"
    why = why_not_choose(list_id, answer.reasons, answer.words)
    return {field: why} if why else {}
