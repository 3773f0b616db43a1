"""Is a recommendation answered whole, by the right person, with reasons exactly when the choice differs?"""

import asyncio
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from care_steps.decisions import Answer, Choice
from care_steps.offers import OfferMove
from care_steps.steps import Step
from tests.world import CONSENT, World
from triage.roles import Role
from workflows.records.refusals import Invalid, NotAllowed, Refused, Stale
from workflows.verbs.decide import Seen

ACCEPT = Choice(Answer.ACCEPT, consent_basis=CONSENT)
STAY = Choice(Answer.OTHER, step=Step.MENTOR, override_reasons=("strong_protection_present",))
HOLD_UNTIL = date(2026, 9, 25)
HOLD = Choice(Answer.HOLD, hold_reason="recent_change_settling", hold_until=HOLD_UNTIL)


async def _severe(world: World) -> tuple[UUID, UUID]:
    """A mentee at step 1 for whom a journey mentor is recommended: (episode, recommendation)."""
    episode, _ = await world.mentored()
    world.later(days=1)
    await world.phq_a(episode, total=16)
    (item,) = await world.work(episode)
    return episode, item.id


async def test_accepting_offers_the_step_and_moves_nobody(world: World) -> None:
    episode, work = await _severe(world)
    decision = await world.decide(work, ACCEPT)
    assert (await world.case(episode)).step is Step.MENTOR
    offer = await world.offer(episode)
    assert (offer.state, offer.to_step, offer.decision_id) == ("offered", "journey_mentor", decision)
    assert await world.rows(
        "SELECT kind, decided_by, decided_as, rule_ids, recommended_step, chosen_step, override_reasons, direction,"
        " consent_basis, policy_version_id IS NOT NULL, credential FROM app.decision WHERE id = :id",
        id=decision,
    ) == [
        (
            "accept",
            world.clinical,
            "clinical supervisor",
            ["R5"],
            "journey_mentor",
            "journey_mentor",
            [],
            "up",
            CONSENT,
            True,
            "trained_screener until 2027-09-13",
        )
    ]
    assert await world.rows(
        "SELECT f.row_id FROM app.decision_firing x JOIN app.firing f ON f.id = x.firing_id"
    ) == [("R5.phq_a",)]
    assert await world.rows("SELECT state, outcome, ended_by FROM app.work") == [
        ("ended", "decided", world.clinical)
    ]
    assert await world.audit("decided") == [(world.clinical, world.students[0], "decision", decision, "done")]


async def test_the_frozen_facts_are_those_before_the_decision(world: World) -> None:
    _, work = await _severe(world)
    decision = await world.decide(work, ACCEPT)
    ((evidence, as_of, known_at, recorded_at),) = await world.rows(
        "SELECT evidence::text, as_of, known_at, recorded_at FROM app.decision WHERE id = :id", id=decision
    )
    assert '"phq_a_total"' in evidence
    assert known_at == recorded_at - timedelta(microseconds=1)
    assert as_of >= world.now


async def test_a_hold_offers_nothing_and_asks_again_when_it_has_run_out(world: World) -> None:
    episode, work = await _severe(world)
    await world.decide(work, HOLD)
    assert await world.work(episode) == ()
    assert await world.rows("SELECT count(*) FROM app.offer WHERE state <> 'started'") == [(0,)]
    assert await world.rows(
        "SELECT kind, direction, hold_reason, hold_until FROM app.decision WHERE kind = 'hold'"
    ) == [("hold", "hold", "recent_change_settling", HOLD_UNTIL)]
    while world.now.date() < HOLD_UNTIL:
        world.later(days=1)
        assert (await world.sweep()).changed == 0
    world.later(days=1)
    assert (await world.sweep()).fired == 1
    assert [one.kind for one in await world.work(episode)] == ["recommendation"]
    assert (await world.sweep()).changed == 0


async def test_an_answered_firing_stays_answered_until_its_evidence_changes(world: World) -> None:
    episode, work = await _severe(world)
    await world.decide(work, STAY)
    world.later(days=2)
    assert (await world.sweep()).changed == 0
    await world.gad_7(episode, total=3)
    assert await world.work(episode) == ()
    await world.phq_a(episode, total=16)
    assert [one.kind for one in await world.work(episode)] == ["recommendation"]


async def test_staying_wants_a_reason_about_this_mentee(world: World) -> None:
    _, work = await _severe(world)
    for reasons in ((), ("level_not_available_here",), ("access_barrier",), ("made_up",)):
        with pytest.raises(Invalid) as no:
            await world.decide(work, Choice(Answer.OTHER, step=Step.MENTOR, override_reasons=reasons))
        assert list(no.value.errors) == ["override_reasons"], reasons
    await world.decide(work, STAY)


async def test_reasons_are_refused_where_nothing_differs(world: World) -> None:
    _, work = await _severe(world)
    with pytest.raises(Invalid) as no:
        await world.decide(
            work, Choice(Answer.ACCEPT, override_reasons=("mentee_prefers",), consent_basis=CONSENT)
        )
    assert no.value.errors == {"override_reasons": "Reasons are given exactly when another step is chosen."}


async def test_more_help_than_recommended_may_be_chosen(world: World) -> None:
    episode, work = await _severe(world)
    await world.decide(
        work,
        Choice(
            Answer.OTHER,
            step=Step.PROFESSIONAL,
            override_reasons=("extra_risk_seen",),
            consent_basis=CONSENT,
        ),
    )
    assert (await world.offer(episode)).to_step == "professional_referral"


async def test_a_step_is_not_offered_without_a_basis(world: World) -> None:
    _, work = await _severe(world)
    with pytest.raises(Invalid) as no:
        await world.decide(work, Choice(Answer.ACCEPT))
    assert list(no.value.errors) == ["consent_basis"]


@pytest.mark.parametrize(
    ("field", "choice"),
    [
        ("hold_reason", Choice(Answer.HOLD, hold_until=HOLD_UNTIL)),
        ("hold_until", Choice(Answer.HOLD, hold_reason="awaiting_place")),
        ("hold_until", Choice(Answer.HOLD, hold_reason="awaiting_place", hold_until=date(2026, 9, 15))),
        ("hold_reason", Choice(Answer.ACCEPT, hold_reason="awaiting_place", consent_basis=CONSENT)),
        ("step", Choice(Answer.OTHER)),
        ("step", Choice(Answer.OTHER, step=Step.JOURNEY, consent_basis=CONSENT)),
        ("alternatives", Choice(Answer.ACCEPT, alternatives=("made_up",), consent_basis=CONSENT)),
    ],
    ids=[
        "a hold without a reason",
        "a hold without an end",
        "a hold that ends today",
        "an acceptance with a hold's reason",
        "another step that is not named",
        "another step that is the recommended one",
        "an alternative nobody knows",
    ],
)
async def test_a_choice_that_cannot_be_kept_is_refused_at_its_field(
    world: World, field: str, choice: Choice
) -> None:
    episode, work = await _severe(world)
    with pytest.raises(Invalid) as no:
        await world.decide(work, choice)
    assert field in no.value.errors
    assert [one.state for one in await world.work(episode)] == ["open"]


async def test_nothing_is_held_and_nobody_steps_down_while_a_safety_item_is_open(world: World) -> None:
    episode, match = await world.mentored()
    await world.phq_a(episode, total=16, item_9=1)
    recommendation = next(one for one in await world.work(episode) if one.kind == "recommendation")
    with pytest.raises(Invalid) as no:
        await world.decide(recommendation.id, HOLD)
    assert no.value.errors == {"answer": "Nothing is held while a safety item is open. Answer that first."}
    await world.decide(recommendation.id, ACCEPT)
    await world.answer(await world.offer(episode), OfferMove.ACCEPT)
    journey = await world.assign(episode, Step.JOURNEY)
    await world.log_made(journey)
    await world.log_made(journey, worry="talk_over")
    recommendation = next(one for one in await world.work(episode) if one.kind == "recommendation")
    with pytest.raises(Invalid) as no:
        await world.decide(
            recommendation.id,
            Choice(
                Answer.OTHER,
                step=Step.MENTOR,
                override_reasons=("mentee_prefers",),
                consent_basis=CONSENT,
            ),
        )
    assert no.value.errors == {"step": "No step down while a safety item is open. Answer that first."}
    assert match != journey


async def test_a_direct_supervisor_may_hold_and_no_more(world: World) -> None:
    _, work = await _severe(world)
    for choice in (ACCEPT, STAY):
        with pytest.raises(NotAllowed) as no:
            await world.decide(work, choice, by=world.direct)
        assert no.value.sentence == "Only a clinical supervisor may decide another step. You may hold."
    await world.decide(work, HOLD, by=world.direct)


@pytest.mark.parametrize("who", ["counselor", "mentor", "stranger", "administrator"])
async def test_only_supervisors_decide(world: World, who: str) -> None:
    _, work = await _severe(world)
    with pytest.raises(NotAllowed, match="Only a supervisor of this mentee may decide"):
        await world.decide(work, HOLD, by=getattr(world, who))


async def test_a_firing_that_the_reader_did_not_see_is_not_answered(world: World) -> None:
    episode, work = await _severe(world)
    seen = await world.page_of(work)
    await world.worry(episode)
    with pytest.raises(Stale, match="Another rule has fired since you opened this page"):
        await world.decide(work, ACCEPT, seen=seen)
    await world.decide(work, ACCEPT)


async def test_a_step_that_moved_since_is_not_decided_upon(world: World) -> None:
    episode, work = await _severe(world)
    seen = await world.page_of(work)
    await world.worry(episode, "weapon")
    with pytest.raises(Stale):
        await world.decide(work, ACCEPT, seen=seen)


async def test_a_double_click_decides_once(world: World) -> None:
    episode, work = await _severe(world)
    seen = await world.page_of(work)
    done = await asyncio.gather(
        *(world.decide(work, ACCEPT, seen=seen) for _ in range(3)), return_exceptions=True
    )
    assert sum(isinstance(one, UUID) for one in done) == 1
    assert all(isinstance(one, UUID | Stale | Refused) for one in done)
    assert await world.rows("SELECT count(*) FROM app.decision WHERE kind = 'accept'") == [(1,)]
    with pytest.raises(Stale, match="Ruth Okafor has answered this already"):
        await world.decide(work, ACCEPT, seen=seen)
    assert (await world.offer(episode)).version == 1


async def test_no_second_step_is_offered_while_an_offer_is_open(world: World) -> None:
    episode, work = await _severe(world)
    await world.decide(work, ACCEPT)
    await world.worry(episode)
    (item,) = await world.work(episode)
    up: dict[str, Any] = {"override_reasons": ("extra_risk_seen",), "consent_basis": CONSENT}
    with pytest.raises(Refused, match="An offer is open already"):
        await world.decide(item.id, Choice(Answer.OTHER, step=Step.PROFESSIONAL, **up))
    await world.decide(item.id, Choice(Answer.ACCEPT))


async def test_an_escalation_is_not_answered_by_a_decision(world: World) -> None:
    episode = await world.refer(how_soon="now")
    (item,) = await world.work(episode)
    with pytest.raises(Refused, match="Only a recommendation is answered by a decision"):
        await world.decide(item.id, ACCEPT, seen=Seen(1, ()))


async def test_a_start_may_rest_on_the_proposal(world: World) -> None:
    episode = await world.refer()
    await world.phq_a(episode, total=20)
    (item,) = await world.work(episode)
    decision = await world.decide(item.id, ACCEPT)
    await world.answer(await world.offer(episode), OfferMove.ACCEPT)
    await world.log_made(await world.assign(episode, Step.JOURNEY))
    assert await world.rows(
        "SELECT from_step, to_step, move, decision_id FROM app.step_change WHERE sequence = 2"
    ) == [("referred", "journey_mentor", "start", decision)]


async def test_a_clinical_supervisor_of_the_site_may_decide_for_a_colleague(world: World) -> None:
    _, work = await _severe(world)
    other = await world.person("Ines", "Roy", Role.CLINICAL_SUPERVISOR)
    await world.decide(work, ACCEPT, by=other)
