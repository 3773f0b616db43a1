"""Does care begin where the rated needs say, with reasons exactly when it does not, and with people told first?"""

from typing import Any
from uuid import UUID

import pytest

from care_steps.offers import OfferMove, OfferState
from care_steps.starting import Reasons
from care_steps.steps import Step
from supervision.telling import Told
from tests.world import CONSENT, TOLD, World
from workflows.records.applicants_told import told_records
from workflows.records.refusals import Invalid, NotAllowed, Refused
from workflows.verbs.offer_professional import ProfessionalStart, offer_professional
from workflows.verbs.replay import replay

LEVEL_2: dict[str, Any] = {"D1": 2, "D2": 0, "D3": 1, "D4": 0}
PREFERS = Reasons(("mentee_prefers",))


async def decided(world: World) -> tuple[str | None, str, list[str]]:
    ((recommended, chosen, reasons),) = await world.rows(
        "SELECT recommended_step, chosen_step, override_reasons FROM app.decision WHERE kind = 'start'"
    )
    return recommended, chosen, reasons


async def offer_a_professional(
    world: World,
    episode: UUID,
    *,
    reasons: Reasons = Reasons(),  # noqa: B008
    told: Told | None = TOLD,
    by: UUID | None = None,
) -> UUID:
    async with world.acting(by or world.counselor) as tx:
        return await offer_professional(
            tx,
            episode_id=episode,
            start=ProfessionalStart(CONSENT, reasons, told),
            seen_version=1,
            by=tx.actor,
            at=tx.at,
        )


async def test_the_proposed_step_is_kept_as_recommended_and_needs_no_reason(world: World) -> None:
    episode = await world.refer()
    await world.rate_needs(episode, **LEVEL_2)
    await world.assign(episode, Step.JOURNEY)
    assert await decided(world) == ("journey_mentor", "journey_mentor", [])
    ((why,),) = await world.rows("SELECT why FROM app.decision WHERE kind = 'start'")
    assert why.startswith("The level of need is at least 2. Distress is clear on most days.")


async def test_another_step_than_the_proposed_one_wants_reasons_and_keeps_them(world: World) -> None:
    episode = await world.refer()
    await world.rate_needs(episode, **LEVEL_2)
    with pytest.raises(Invalid) as wrong:
        await world.assign(episode, Step.MENTOR)
    assert set(wrong.value.errors) == {"override_reasons"}
    await world.assign(episode, Step.MENTOR, reasons=PREFERS)
    assert await decided(world) == ("journey_mentor", "paraprofessional_mentor", ["mentee_prefers"])


async def test_reasons_without_a_difference_are_refused(world: World) -> None:
    episode = await world.refer()
    with pytest.raises(Invalid) as wrong:
        await world.assign(episode, reasons=PREFERS)
    assert set(wrong.value.errors) == {"override_reasons"}
    await world.rate_needs(episode, **LEVEL_2)
    with pytest.raises(Invalid):
        await world.assign(episode, Step.JOURNEY, reasons=PREFERS)


@pytest.mark.parametrize("reason", ["level_not_available_here", "access_barrier"])
async def test_less_than_proposed_may_not_rest_on_places_or_access_alone(world: World, reason: str) -> None:
    episode = await world.refer()
    await world.rate_needs(episode, **LEVEL_2)
    with pytest.raises(Invalid) as wrong:
        await world.assign(episode, Step.MENTOR, reasons=Reasons((reason,)))
    assert set(wrong.value.errors) == {"override_reasons"}
    await world.assign(episode, Step.MENTOR, reasons=Reasons((reason, "mentee_prefers")))


async def test_while_nobody_can_judge_more_is_free_and_less_than_certain_wants_reasons(world: World) -> None:
    episode = await world.refer()
    await world.rate_needs(episode, D1=2)
    with pytest.raises(Invalid):
        await world.assign(episode, Step.MENTOR)
    await offer_a_professional(world, episode)
    assert await decided(world) == (None, "professional_referral", [])


async def test_without_an_assessment_care_begins_by_judgment(world: World) -> None:
    episode = await world.refer()
    await world.assign(episode)
    assert await decided(world) == (None, "paraprofessional_mentor", [])


async def test_a_professional_is_offered_from_intake_with_no_earlier_step(world: World) -> None:
    episode = await world.refer()
    await world.rate_needs(episode, D1=3, D2=0, D3=2, D4=0)
    await offer_a_professional(world, episode)
    assert await decided(world) == ("professional_referral", "professional_referral", [])
    offer = await world.offer(episode)
    assert (offer.state, offer.to_step) == (OfferState.OFFERED, Step.PROFESSIONAL)
    assert (await world.case(episode)).step is Step.REFERRED
    await world.answer(offer, OfferMove.ACCEPT)
    await world.confirm(await world.offer(episode))
    assert (await world.case(episode)).step is Step.PROFESSIONAL
    # None of it is a difference when everything is derived again.
    with pytest.raises(Refused, match="begun already"):
        await offer_a_professional_at(world, episode, 2)


async def offer_a_professional_at(world: World, episode: UUID, version: int) -> UUID:
    async with world.acting(world.counselor) as tx:
        return await offer_professional(
            tx,
            episode_id=episode,
            start=ProfessionalStart(CONSENT),
            seen_version=version,
            by=tx.actor,
            at=tx.at,
        )


async def test_a_second_offer_waits_for_the_answer_to_the_first(world: World) -> None:
    episode = await world.refer()
    await offer_a_professional(world, episode)
    with pytest.raises(Refused, match="offer is open"):
        await offer_a_professional(world, episode)


@pytest.mark.parametrize("who", ["mentor", "stranger", "administrator"])
async def test_who_does_not_look_after_the_mentee_offers_and_tells_nothing(world: World, who: str) -> None:
    episode = await world.refer()
    with pytest.raises(NotAllowed):
        await offer_a_professional(world, episode, by=getattr(world, who))
    with pytest.raises(NotAllowed):
        await world.tell(episode, by=getattr(world, who))


async def test_matching_is_refused_until_they_were_told(world: World) -> None:
    episode = await world.refer()
    with pytest.raises(Invalid) as wrong:
        await world.assign(episode, told=None)
    assert set(wrong.value.errors) == {"told_who"}
    with pytest.raises(Invalid) as wrong:
        await offer_a_professional(world, episode, told=None)
    assert set(wrong.value.errors) == {"told_who"}
    await world.tell(episode)
    await world.assign(episode, told=None)


async def test_it_can_be_written_down_in_the_same_act_and_says_what_by_whom_and_when(world: World) -> None:
    episode = await world.refer()
    await world.assign(episode)
    async with world.acting(None) as tx:
        (told,) = await told_records(tx, episode)
    assert (told.told, told.by_name, told.happened_at) == (TOLD, "Sam Rivera", world.now)
    assert len(await world.audit("told_applicant")) == 1


async def test_an_open_escalation_waits_for_nobody_to_be_told(world: World) -> None:
    episode = await world.refer(how_soon="now")
    await world.assign(episode, told=None)


@pytest.mark.parametrize("ratings", [{"D2": 2}, {"D1": 4}])
async def test_an_urgent_need_waits_for_nobody_to_be_told(world: World, ratings: dict[str, Any]) -> None:
    episode = await world.refer()
    await world.rate_needs(episode, **ratings)
    await offer_a_professional(world, episode, told=None)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        (Told((), "phone", "fits", "Soon."), "told_who"),
        (Told(("mentee", "mentee"), "phone", "fits", "Soon."), "told_who"),
        (Told(("teacher",), "phone", "fits", "Soon."), "told_who"),
        (Told(("mentee",), "pigeon", "fits", "Soon."), "told_how"),
        (Told(("mentee",), "phone", "maybe", "Soon."), "told_fit"),
        (Told(("mentee",), "phone", "fits", " "), "told_services"),
    ],
)
async def test_what_was_told_is_whole_or_refused_at_its_field(world: World, told: Told, field: str) -> None:
    episode = await world.refer()
    with pytest.raises(Invalid) as wrong:
        await world.tell(episode, told)
    assert set(wrong.value.errors) == {field}


async def test_telling_moves_nothing_and_no_rule_reads_it(world: World) -> None:
    episode = await world.refer()
    await world.tell(episode)
    assert await world.work(episode) == ()
    assert (await world.case(episode)).version == 1


async def test_every_start_is_derived_again_from_what_was_rated_then(world: World) -> None:
    proposed, overridden = await world.refer(), await world.refer(world.students[1])
    await world.rate_needs(proposed, **LEVEL_2)
    await world.assign(proposed, Step.JOURNEY)
    await world.rate_needs(overridden, **LEVEL_2)
    await world.assign(overridden, Step.MENTOR, reasons=PREFERS)
    world.later(days=1)
    # What is rated later is no reason for what was decided before.
    await world.rate_needs(proposed, D1=0, D2=0, D3=0, D4=0)
    await world.assign(await world.refer(world.students[2]))
    async with world.acting(None) as tx:
        found = await replay(tx, by=tx.actor)
    assert found.differences == ()
    assert found.decisions > 3
