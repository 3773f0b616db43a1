"""Offers: what was offered, what became of it, and the answer written down. Under /offers/{id}."""

from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from care_steps.offers import OfferMove, OfferState, moves_from
from care_steps.steps import Step
from supervision.access import why_not_answer_offer, why_not_see_decisions, why_not_state_view
from supervision.stated_views import Whose
from workflows.pages.answers import sent_to, show, try_again
from workflows.pages.coded_choices import choices_of
from workflows.pages.components import Tag, TimelineItem, Tone
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, Chrome, Form, mark
from workflows.pages.routes import acts, reads
from workflows.pages.views import view_item
from workflows.pages.visits import Visit
from workflows.records.episodes import Case
from workflows.records.kept_decisions import load_decision
from workflows.records.matches import match_of_offer
from workflows.records.offers import Offer, OfferChange, load_offer, outcome_of
from workflows.records.referrals import Referral, live_referral
from workflows.records.refusals import Invalid, NotAllowed
from workflows.records.stated_views import views_on_offer
from workflows.verbs.answer_offer import ANSWERS, Answer, answer_offer
from workflows.verbs.confirm_first_contact import confirm_first_contact
from workflows.verbs.see_case import see_case

_TONES: Final = {
    OfferState.OFFERED: Tone.SOON,
    OfferState.ACCEPTED: Tone.PLANNED,
    OfferState.WAITING: Tone.SOON,
    OfferState.STARTED: Tone.DONE,
}
_SAID: Final = {
    OfferMove.ACCEPT: Choice("accept", mark("Accepted"), mark("The young person and the guardian say yes.")),
    OfferMove.DECLINE: Choice("decline", mark("Declined"), mark("Say why below. Declining closes no door.")),
    OfferMove.EXPIRE: Choice("expire", mark("Nobody answered"), mark("It ends, and is not counted as declined.")),
    OfferMove.WITHDRAW: Choice("withdraw", mark("Withdrawn by us"), mark("Take it back, for example to make another offer.")),
    OfferMove.WAIT: Choice("wait", mark("Waiting for a place"), mark("Accepted, and there is no place yet.")),
    OfferMove.NOT_START: Choice("not_start", mark("Did not start"), mark("Accepted, and it came to nothing. Say why below.")),
}  # fmt: skip
_REASONS: Final = choices_of("decline_reasons")
_GIVES_REASONS: Final = {OfferMove.DECLINE.value, OfferMove.NOT_START.value}


@dataclass(frozen=True, slots=True)
class OfferPage:
    """The offer as it stands. `why_not` refuses the forms to this reader; `answers` are what may be said now.

    `mentor_name` is whose first session starts it, None when nobody is assigned. `views` are what the mentee and the
    guardian think about it. `referral` is the open one by which a professional is asked: first contact is confirmed there.
    """

    chrome: Chrome
    form: Form
    offer_id: UUID
    decision_id: UUID
    mentee_id: UUID
    mentee_name: str
    to_step: Step
    state: OfferState
    tag: Tag
    because: str
    answers: tuple[Choice, ...]
    reasons: tuple[Choice, ...]
    wants_reasons: bool
    why_not: str | None
    mentor_name: str | None
    history: tuple[TimelineItem, ...]
    views: tuple[TimelineItem, ...]
    may_ask: bool
    referral: Referral | None

    @property
    def waits_to_start(self) -> bool:
        return self.state in (OfferState.ACCEPTED, OfferState.WAITING)

    @property
    def is_referral(self) -> bool:
        return self.to_step is Step.PROFESSIONAL

    @property
    def needs_mentor(self) -> bool:
        return self.waits_to_start and not self.is_referral and self.mentor_name is None


async def _seen(visit: Visit, offer_id: UUID) -> tuple[Offer, Case]:
    """Raises `NotFound` for strangers and `NotAllowed` for mentors."""
    offer = await load_offer(visit.tx, offer_id)
    case = await see_case(
        visit.tx, by=visit.actor, episode_id=offer.episode_id, object_kind="offer", object_id=offer_id
    )
    if why := why_not_see_decisions(visit.actor, case.standing):
        raise NotAllowed(why)
    return offer, case


async def _page(visit: Visit, offer: Offer, case: Case, form: Form | None = None) -> OfferPage:
    outcome = await outcome_of(visit.tx, offer.id)
    match = await match_of_offer(visit.tx, offer.id)
    decision = await load_decision(visit.tx, offer.decision_id)
    possible = [move for move in moves_from(outcome.state) if move in ANSWERS]
    return OfferPage(
        chrome=replace(visit.chrome, time_zone=case.calendar.time_zone),
        form=form or visit.fresh(seen_version=offer.version),
        offer_id=offer.id,
        decision_id=offer.decision_id,
        mentee_id=case.mentee_id,
        mentee_name=case.mentee_name,
        to_step=outcome.to_step,
        state=outcome.state,
        tag=Tag(outcome.state.plain, _TONES.get(outcome.state, Tone.QUIET)),
        because=decision.because,
        answers=tuple(_SAID[move] for move in possible),
        reasons=_REASONS,
        wants_reasons=any(move.value in _GIVES_REASONS for move in possible),
        why_not=why_not_answer_offer(visit.actor, case.standing),
        mentor_name=match.mentor_name if match else None,
        history=tuple(_happened(change) for change in reversed(outcome.changes)),
        views=tuple(view_item(one) for one in await views_on_offer(visit.tx, offer.id)),
        may_ask=why_not_state_view(visit.actor, case.standing, whose=Whose.MENTEE) is None,
        referral=await _referral(visit, offer),
    )


async def _referral(visit: Visit, offer: Offer) -> Referral | None:
    """The open one, while the two have not met."""
    found = await live_referral(visit.tx, offer.episode_id)
    return found if found is not None and not found.state.had_contact else None


def _happened(change: OfferChange) -> TimelineItem:
    said = [*change.reasons, f"“{change.words}”"] if change.words else [*change.reasons]
    return TimelineItem(
        at=change.happened_at,
        title=change.state.plain,
        by=change.by or "the policy",
        kind="offer",
        kind_plain="",
        body=". ".join(said),
        tone=_TONES.get(change.state, Tone.QUIET),
    )


@reads("/offers/{offer_id:uuid}", action="see_offer")
async def show_one(visit: NamedDependency[Visit], offer_id: FromPath[UUID]) -> Template:
    return show("offers/show.html", await _page(visit, *await _seen(visit, offer_id)))


@acts("/offers/{offer_id:uuid}/answers", action="answer_offer")
async def answer(visit: NamedDependency[Visit], offer_id: FromPath[UUID]) -> Redirect:
    offer, case = await _seen(visit, offer_id)
    typed = Reading(visit.form)
    try:
        move = typed.one_of("answer", [one.value for one in ANSWERS], required=mark("Say what was answered."))
        reasons = typed.many_of("reasons", [one.value for one in _REASONS])
        words = typed.text("words")
        seen_version = typed.seen_version()
        typed.insist()
        await answer_offer(
            visit.tx,
            offer_id=offer_id,
            answer=Answer(OfferMove(str(move)), reasons, words),
            seen_version=seen_version,
            by=visit.actor,
            at=visit.at,
        )
    except Invalid as wrong:
        page = await _page(visit, offer, case, visit.again(wrong.errors))
        raise try_again("offers/show.html", page) from wrong
    return await sent_to(visit, f"/offers/{offer_id}", mark("The answer is written down."))


@acts("/offers/{offer_id:uuid}/first-contact", action="confirm_first_contact")
async def confirm(visit: NamedDependency[Visit], offer_id: FromPath[UUID]) -> Redirect:
    offer, case = await _seen(visit, offer_id)
    typed = Reading(visit.form)
    try:
        words = typed.text("confirmed", required=mark("Say who confirmed the first contact, and how."))
        seen_version = typed.seen_version()
        typed.insist()
        await confirm_first_contact(
            visit.tx,
            offer_id=offer_id,
            seen_version=seen_version,
            words=words,
            by=visit.actor,
            at=visit.at,
        )
    except Invalid as wrong:
        page = await _page(visit, offer, case, visit.again(wrong.errors))
        raise try_again("offers/show.html", page) from wrong
    notice = mark("First contact is confirmed, and the step has begun.")
    return await sent_to(visit, f"/offers/{offer_id}", notice)


routes: list[Any] = [show_one, answer, confirm]
