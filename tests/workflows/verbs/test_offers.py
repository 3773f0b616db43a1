"""Is an offer answered once, declined with a reason, and started only by what really begins a step?"""

from uuid import UUID

import pytest

from care_steps.decisions import Answer, Choice
from care_steps.offers import OfferMove
from care_steps.steps import Step
from tests.world import CONSENT, World
from workflows.records.offers import Offer, load_offer
from workflows.records.refusals import Invalid, NotAllowed, Refused, Stale


async def _offered(world: World, step: Step) -> tuple[UUID, Offer]:
    """A mentee at step 1 with an offer of this step: (episode, offer)."""
    episode, _ = await world.mentored()
    world.later(days=1)
    await world.phq_a(episode, total=16)
    (item,) = await world.work(episode)
    choice = Choice(Answer.ACCEPT, consent_basis=CONSENT)
    if step is Step.PROFESSIONAL:
        choice = Choice(Answer.OTHER, step=step, override_reasons=("extra_risk_seen",), consent_basis=CONSENT)
    await world.decide(item.id, choice)
    return episode, await world.offer(episode)


async def _state(world: World, offer: Offer) -> str:
    ((state,),) = await world.rows("SELECT state FROM app.offer WHERE id = :id", id=offer.id)
    return str(state)


@pytest.mark.parametrize(
    ("move", "state"),
    [
        (OfferMove.ACCEPT, "accepted"),
        (OfferMove.EXPIRE, "expired"),
        (OfferMove.WITHDRAW, "withdrawn"),
    ],
)
async def test_an_answer_is_kept_with_its_record_and_moves_nobody(
    world: World, move: OfferMove, state: str
) -> None:
    episode, offer = await _offered(world, Step.JOURNEY)
    await world.answer(offer, move, words="Her own words.")
    assert await world.rows(
        "SELECT from_state, to_state, changed_by, words FROM app.offer_change WHERE offer_id = :id AND sequence = 2",
        id=offer.id,
    ) == [("offered", state, world.counselor, "Her own words.")]
    assert await _state(world, offer) == state
    assert (await world.case(episode)).step is Step.MENTOR
    assert await world.audit(f"offer_{state}") == [
        (world.counselor, world.students[0], "offer", offer.id, "done")
    ]


async def test_declining_wants_a_coded_reason(world: World) -> None:
    _, offer = await _offered(world, Step.JOURNEY)
    for reasons, words in (
        ((), ""),
        (("made_up",), ""),
        (("other_text",), " "),
        (("no_time", "not_stated"), ""),
    ):
        with pytest.raises(Invalid) as no:
            await world.answer(offer, OfferMove.DECLINE, reasons=reasons, words=words)
        assert list(no.value.errors) == ["reasons"]
    await world.answer(offer, OfferMove.DECLINE, reasons=("wants_current_mentor", "no_time"))
    assert await world.rows("SELECT reasons FROM app.offer_change WHERE to_state = 'declined'") == [
        (["wants_current_mentor", "no_time"],)
    ]


async def test_only_a_refusal_has_reasons(world: World) -> None:
    _, offer = await _offered(world, Step.JOURNEY)
    with pytest.raises(Invalid):
        await world.answer(offer, OfferMove.ACCEPT, reasons=("no_time",))


async def test_a_waiting_offer_may_still_be_declined_or_not_started(world: World) -> None:
    _, offer = await _offered(world, Step.JOURNEY)
    await world.answer(offer, OfferMove.ACCEPT)
    offer = await world.offer(offer.episode_id)
    await world.answer(offer, OfferMove.WAIT)
    offer = await world.offer(offer.episode_id)
    assert offer.state == "waiting"
    await world.answer(offer, OfferMove.NOT_START, reasons=("transport",))
    assert await _state(world, offer) == "not_started"


async def test_an_answered_offer_is_not_answered_again_from_an_old_page(world: World) -> None:
    _, offer = await _offered(world, Step.JOURNEY)
    await world.answer(offer, OfferMove.ACCEPT)
    for move in (OfferMove.ACCEPT, OfferMove.WAIT):
        with pytest.raises(Stale, match="Somebody has answered this offer since you opened the page"):
            await world.answer(offer, move)


async def test_an_ended_offer_stays_ended(world: World) -> None:
    _, offer = await _offered(world, Step.JOURNEY)
    await world.answer(offer, OfferMove.WITHDRAW)
    async with world.acting(None) as tx:
        ended = await load_offer(tx, offer.id)
    with pytest.raises(Refused, match="This offer has ended"):
        await world.answer(ended, OfferMove.ACCEPT)


async def test_nobody_starts_an_offer_by_an_answer(world: World) -> None:
    _, offer = await _offered(world, Step.JOURNEY)
    await world.answer(offer, OfferMove.ACCEPT)
    with pytest.raises(Refused, match="An offer starts with the first session"):
        await world.answer(await world.offer(offer.episode_id), OfferMove.START)


@pytest.mark.parametrize("who", ["mentor", "stranger", "administrator"])
async def test_mentors_and_strangers_answer_no_offer(world: World, who: str) -> None:
    _, offer = await _offered(world, Step.JOURNEY)
    with pytest.raises(NotAllowed, match="Only the counselor or a supervisor may record the answer"):
        await world.answer(offer, OfferMove.ACCEPT, by=getattr(world, who))


async def test_a_session_with_the_old_mentor_starts_no_new_step(world: World) -> None:
    episode, match = await world.mentored()
    world.later(days=1)
    await world.phq_a(episode, total=16)
    (item,) = await world.work(episode)
    await world.decide(item.id, Choice(Answer.ACCEPT, consent_basis=CONSENT))
    await world.answer(await world.offer(episode), OfferMove.ACCEPT)
    await world.log_made(match)
    assert (await world.case(episode)).step is Step.MENTOR
    assert (await world.offer(episode)).state == "accepted"


async def test_step_3_begins_when_first_contact_is_confirmed(world: World) -> None:
    episode, offer = await _offered(world, Step.PROFESSIONAL)
    await world.answer(offer, OfferMove.ACCEPT)
    offer = await world.offer(episode)
    assert (await world.case(episode)).step is Step.MENTOR, "sent is not received"
    world.later(days=9)
    await world.confirm(offer)
    assert (await world.case(episode)).step is Step.PROFESSIONAL
    assert await _state(world, offer) == "started"
    assert await world.rows(
        "SELECT move, decision_id, effective_at FROM app.step_change WHERE sequence = 3"
    ) == [("step_up", offer.decision_id, world.now)]
    assert await world.audit("first_contact_confirmed") == [
        (world.counselor, world.students[0], "offer", offer.id, "done")
    ]


async def test_first_contact_is_confirmed_in_words_after_the_offer_was_accepted(world: World) -> None:
    episode, offer = await _offered(world, Step.PROFESSIONAL)
    with pytest.raises(Refused, match="Record first that the offer was accepted"):
        await world.confirm(offer)
    await world.answer(offer, OfferMove.ACCEPT)
    with pytest.raises(Stale):
        await world.confirm(offer)
    accepted = await world.offer(episode)
    with pytest.raises(Invalid) as no:
        await world.confirm(accepted, words=" ")
    assert no.value.errors == {"words": "Say who confirmed the first contact, and how."}
    with pytest.raises(NotAllowed):
        await world.confirm(accepted, by=world.mentor)
    assert (await world.case(episode)).step is Step.MENTOR


async def test_a_mentors_step_is_not_started_by_a_telephone_call(world: World) -> None:
    episode, offer = await _offered(world, Step.JOURNEY)
    await world.answer(offer, OfferMove.ACCEPT)
    with pytest.raises(Refused, match="A mentor’s step starts with the first session made"):
        await world.confirm(await world.offer(episode))


async def test_an_emergency_ends_what_was_offered(world: World) -> None:
    episode, offer = await _offered(world, Step.JOURNEY)
    await world.worry(episode, "active_statement")
    assert await _state(world, offer) == "withdrawn"
    assert (await world.case(episode)).step is Step.PROFESSIONAL
