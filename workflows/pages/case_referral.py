"""What does a case page say about help from a professional? A mentor is told that it is arranged, and no more."""

from dataclasses import dataclass

from care_steps.offers import OfferState
from care_steps.referral_waits import needs_another, why_not_draft
from care_steps.steps import Step
from supervision.access import is_mentor_only
from workflows.pages.components import Link, Sentence, Tag, Tone
from workflows.pages.page import mark
from workflows.pages.referral_told import TONES
from workflows.pages.visits import Visit
from workflows.records.emergencies import last_emergency
from workflows.records.episodes import Case
from workflows.records.offers import Offer
from workflows.records.referrals import Referral, newest_referral


@dataclass(frozen=True, slots=True)
class ReferralBox:
    """One sentence, and where to go on; a mentor gets neither link nor tag."""

    said: Sentence
    tag: Tag | None = None
    link: Link | None = None


async def referral_box(visit: Visit, case: Case, offer: Offer | None) -> ReferralBox | None:
    """None while nothing about a professional stands on record, or nothing is wanted."""
    newest = await newest_referral(visit.tx, case.id)
    if is_mentor_only(visit.actor, case.standing):
        arranged = newest is not None and newest.state.is_arranged and case.step.is_open
        return ReferralBox(Sentence(mark("Help from a professional is arranged."))) if arranged else None
    if newest is not None and (newest.state.is_live or _still_waits(newest, case)):
        return _box(newest, case)
    for_it = offer.state if offer is not None and offer.to_step is Step.PROFESSIONAL else None
    waits = for_it in (OfferState.ACCEPTED, OfferState.WAITING)
    emergency = await last_emergency(visit.tx, case.id, case.version) is not None
    if not (waits or emergency) or why_not_draft(step=case.step, offer=for_it, is_live=False):
        return None
    link = Link(mark("Write a referral"), f"/mentees/{case.mentee_id}/referrals/new")
    return ReferralBox(
        Sentence(mark("No professional is asked yet.")), Tag(mark("Nobody is asked yet"), Tone.LATE), link
    )


def _still_waits(newest: Referral, case: Case) -> bool:
    return needs_another(newest.state, offer=newest.offer_state, step=case.step, is_followed=False)


def _box(newest: Referral, case: Case) -> ReferralBox:
    said = Sentence(mark("Referred to %(place)s."), {"place": newest.destination_name})
    if not newest.state.is_live:
        said = Sentence(
            mark("The referral to %(place)s came to nothing. Somebody else is asked."),
            {"place": newest.destination_name},
        )
    tag = Tag(newest.state.plain, TONES.get(newest.state, Tone.QUIET))
    return ReferralBox(said, tag, Link(mark("Open the referral"), f"/referrals/{newest.id}"))
