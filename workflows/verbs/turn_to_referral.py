"""Somebody goes on with a referral: may they, is there such a move, and was nobody faster? The act itself is kept."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from care_steps.referrals import ReferralMove, ReferralState, destination, why_not
from supervision.access import Actor
from supervision.referral_access import why_not_refer_out
from workflows.records.audit import keep_audit
from workflows.records.episodes import Case, keep_known_at, lock_case
from workflows.records.referrals import Referral, load_referral
from workflows.records.refusals import NotAllowed, Refused, Stale
from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class Turn:
    """The referral as it stood, its case under lock, where the move leads, and when its record is known."""

    referral: Referral
    case: Case
    to_state: ReferralState
    known_at: datetime


async def turn_to_referral(
    tx: Transaction, *, referral_id: UUID, move: ReferralMove, action: str, seen_version: int, by: Actor
) -> Turn:
    """Raises `NotFound`, `NotAllowed`, `Stale`, or `Refused` with the sentence of the table."""
    referral = await load_referral(tx, referral_id)
    case = await lock_case(tx, referral.episode_id)
    if (why := why_not_refer_out(by, case.standing)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may go on with a referral.")
    if referral.version != seen_version:
        raise Stale("Somebody has gone on with this referral since you opened the page.")
    to_state = destination(referral.state, move)
    if to_state is None:
        raise Refused(why_not(referral.state, move) or "That is not possible now.")
    known_at = case.knows_at(tx.at)
    await keep_known_at(tx, case.id, known_at)
    await keep_audit(tx, action, mentee_id=case.mentee_id, object_kind="referral", object_id=referral_id)
    return Turn(referral, case, to_state, known_at)
