"""A referral to a professional is drafted, for whoever accepted one or is at that step; nothing is sent yet."""

from datetime import datetime
from uuid import UUID

from care_steps.referral_waits import call_back_on, is_silent, needs_another, why_not_draft
from care_steps.referrals import ReferralState
from care_steps.steps import Step
from supervision.access import Actor
from supervision.referral_access import why_not_refer_out
from workflows.records.audit import keep_audit
from workflows.records.destinations import load_destination
from workflows.records.episodes import Case, keep_known_at, lock_case
from workflows.records.offers import live_offer
from workflows.records.referrals import (
    Referral,
    keep_referral,
    keep_referral_change,
    live_referral,
    load_referral,
    referral_history,
)
from workflows.records.refusals import Invalid, NotAllowed, NotFound, Refused
from workflows.records.scope import Transaction


async def draft_referral(
    tx: Transaction,
    *,
    episode_id: UUID,
    destination_id: UUID,
    words: str = "",
    follows: UUID | None = None,
    by: Actor,
    at: datetime,
) -> UUID:
    """Returns the referral's id; whoever drafts it owns it. `words` say why, for whoever is asked.

    `follows`: the one that came to nothing, whose words are taken when none are given; one that stayed silent past
    its day is taken back in the same write. Raises `Invalid`, `NotAllowed`, `Refused`.
    """
    case = await lock_case(tx, episode_id)
    if (why := why_not_refer_out(by, case.standing)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may refer to a professional.")
    known_at, before = case.knows_at(at), None
    if follows is not None:
        before = await _before(tx, case, follows)
        await _take_back(tx, case, before, known_at=known_at)
    offer = await live_offer(tx, case.id)
    for_it = offer if offer is not None and offer.to_step is Step.PROFESSIONAL else None
    is_live = await live_referral(tx, case.id) is not None
    if why := why_not_draft(step=case.step, offer=for_it.state if for_it else None, is_live=is_live):
        raise Refused(why)
    await _insist_on_place(tx, case, destination_id, before)
    if not words.strip() and before is not None:
        words = (await referral_history(tx, before.id))[-1].words
    if not words.strip():
        raise Invalid({"words": "Say why you refer: they read it first."})
    referral_id = await keep_referral(
        tx,
        episode_id=case.id,
        offer_id=for_it.id if for_it else None,
        destination_id=destination_id,
        call_back_on=call_back_on(ReferralState.DRAFTED, case.calendar.local_day(at)),
        follows=follows,
        words=words,
        recorded_at=known_at,
    )
    await keep_known_at(tx, case.id, known_at)
    await keep_audit(
        tx, "drafted_referral", mentee_id=case.mentee_id, object_kind="referral", object_id=referral_id
    )
    return referral_id


async def _before(tx: Transaction, case: Case, follows: UUID) -> Referral:
    """The one that came to nothing, of the same case, and followed by no other."""
    before = await load_referral(tx, follows)
    if before.episode_id != case.id:
        raise NotFound
    silent = is_silent(before.state, before.call_back_on, case.calendar.local_day(tx.at))
    ended = needs_another(
        before.state, offer=before.offer_state, step=case.step, is_followed=before.is_followed
    )
    if not (silent or ended) or before.is_followed:
        raise Refused("Another one is asked when this one was turned down, taken back or stayed silent.")
    return before


async def _take_back(tx: Transaction, case: Case, before: Referral, *, known_at: datetime) -> None:
    """Whoever stayed silent is asked no more: one is open at a time."""
    if not before.state.is_live:
        return
    await keep_referral_change(
        tx, before, ReferralState.REVOKED, call_back_on=None, recorded_at=known_at, reasons=["no_answer"]
    )
    await keep_audit(
        tx, "revoked_referral", mentee_id=case.mentee_id, object_kind="referral", object_id=before.id
    )


async def _insist_on_place(
    tx: Transaction, case: Case, destination_id: UUID, before: Referral | None
) -> None:
    """A professional to whom this school refers, and not again the one that came to nothing."""
    try:
        found = await load_destination(tx, destination_id)
    except NotFound:
        raise Invalid({"destination_id": "Choose one of the destinations."}) from None
    if found.site_id not in (None, case.site_id) or found.for_step is not Step.PROFESSIONAL:
        raise Invalid({"destination_id": "Choose a professional to whom this school refers."})
    if not found.is_current:
        raise Invalid(
            {"destination_id": "Nobody is referred there now, as its entry says. Choose another one."}
        )
    if before is not None and before.destination_id == destination_id:
        raise Invalid({"destination_id": "They were asked just now. Choose another one."})
