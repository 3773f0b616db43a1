"""How does a supervisor of the demo answer, and how do an offer, a case and a review go on from there?"""

from datetime import timedelta
from typing import Any

from care_steps.closings import Closing
from care_steps.decisions import Answer, Choice
from care_steps.offers import OfferMove
from care_steps.steps import Step
from workflows.platform.demo_open_work import firings_at, offer_at, work_at
from workflows.platform.demo_story import Act, Story
from workflows.records.episodes import Case
from workflows.records.scope import Transaction
from workflows.verbs.answer_offer import Answer as OfferAnswer
from workflows.verbs.answer_offer import answer_offer
from workflows.verbs.close_case import close_case
from workflows.verbs.confirm_first_contact import confirm_first_contact
from workflows.verbs.decide import Seen, decide
from workflows.verbs.reopen_case import reopen_case
from workflows.verbs.review_decision import review_decision


async def choose(story: Story, tx: Transaction, act: Act) -> None:
    case = await story.case(tx)
    work = await work_at(tx, case, "recommendation")
    seen = Seen(case.version, tuple(await firings_at(tx, case)))
    story.newest_decision = await decide(
        tx, work_id=work.id, choice=_choice(story, case, tx, act), seen=seen, by=tx.actor, at=tx.at
    )


def _choice(story: Story, case: Case, tx: Transaction, act: Act) -> Choice:
    until = case.calendar.local_day(tx.at) + timedelta(days=act.get("hold_days", 0))
    less: dict[str, Any] = {}
    if "first_check" in act:
        less = {"safety_plan": act["safety_plan"], "first_check_on": story.days.day(act["first_check"])}
    return Choice(
        answer=Answer(act["answer"]),
        step=Step(act["step"]) if "step" in act else None,
        override_reasons=tuple(act.get("override_reasons", ())),
        hold_reason=act.get("hold_reason"),
        hold_until=until if "hold_days" in act else None,
        alternatives=("stay",),
        mentee_view=act.get("mentee_view", ""),
        guardian_view=act.get("guardian_view", ""),
        consent_basis=act.get("consent_basis", "not_needed_no_change"),
        told=_told(act),
        words=act["words"],
        asking_answer=act.get("asking_answer"),
        **less,
    )


def _told(act: Act) -> tuple[tuple[str, str], ...]:
    return tuple((who, how) for who, how in act.get("told", ()))


async def answer(story: Story, tx: Transaction, act: Act) -> None:
    offer = await offer_at(tx, await story.case(tx))
    said = OfferAnswer(OfferMove(act["move"]), tuple(act.get("reasons", ())), act.get("words", ""))
    await answer_offer(tx, offer_id=offer.id, answer=said, seen_version=offer.version, by=tx.actor, at=tx.at)


async def confirm(story: Story, tx: Transaction, act: Act) -> None:
    offer = await offer_at(tx, await story.case(tx))
    await confirm_first_contact(
        tx, offer_id=offer.id, seen_version=offer.version, words=act["words"], by=tx.actor, at=tx.at
    )


async def review(story: Story, tx: Transaction, act: Act) -> None:
    """The newest decision of the case, read by a second person."""
    assert story.newest_decision is not None
    await review_decision(
        tx, decision_id=story.newest_decision, answer=act["answer"], words=act["words"], by=tx.actor, at=tx.at
    )


async def close(story: Story, tx: Transaction, act: Act) -> None:
    case = await story.case(tx)
    closing = Closing(act["reason"], story.days.day(act["last_contact"]), act["words"], _told(act))
    await close_case(
        tx,
        episode_id=case.id,
        closing=closing,
        seen_version=case.version,
        seen_firings=await firings_at(tx, case),
        by=tx.actor,
        at=tx.at,
    )


async def reopen(story: Story, tx: Transaction, act: Act) -> None:
    case = await story.case(tx)
    await reopen_case(
        tx,
        episode_id=case.id,
        reason=act["reason"],
        words=act["words"],
        seen_version=case.version,
        by=tx.actor,
        at=tx.at,
    )
