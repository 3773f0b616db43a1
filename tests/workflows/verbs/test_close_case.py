"""Does care end only with a reason, a last contact and a measure, and does nothing of it stay open?"""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from care_steps.decisions import Answer, Choice
from care_steps.offers import OfferMove
from care_steps.steps import Step
from tests.world import CONSENT, World
from workflows.records.refusals import Invalid, NotAllowed, Refused, Stale
from workflows.verbs.close_case import close_case
from workflows.verbs.refer_in import refer_in
from workflows.verbs.reopen_case import reopen_case


async def test_a_closed_case_has_reason_last_contact_and_the_measure_of_that_week(world: World) -> None:
    episode, _ = await world.mentored()
    form = await world.phq_a(episode, total=3)
    world.later(days=3)
    decision = await world.close(episode, world.closing())
    assert await world.rows(
        "SELECT kind, direction, from_step, chosen_step, closure_reason, last_contact_on, exit_measure, told, why"
        " FROM app.decision WHERE id = :id",
        id=decision,
    ) == [
        (
            *("close", "exit", "paraprofessional_mentor", "closed", "goals_met", world.now.date(), str(form)),
            [{"who": "The mentee", "how": "In person"}],
            "Sam Rivera closed the case: goals met.",
        )
    ]
    assert (await world.case(episode)).step is Step.CLOSED
    assert len(await world.audit("closed_case")) == 1
    assert await world.replayed() == ()


FAULTS: list[Any] = [
    pytest.param({"reason": "because"}, {"reason"}, id="a reason of one's own"),
    pytest.param({"last_contact_on": None}, {"last_contact_on", "no_measure"}, id="no last contact"),
    pytest.param({"words": " "}, {"words"}, id="no words"),
    pytest.param({"told": ()}, {"told"}, id="nobody told"),
    pytest.param({"no_measure": "declined"}, {"no_measure"}, id="a measure and why there is none"),
]


@pytest.mark.parametrize(("changes", "fields"), FAULTS)
async def test_what_is_missing_is_named_at_its_field(
    world: World, changes: dict[str, Any], fields: set[str]
) -> None:
    episode, _ = await world.mentored()
    await world.phq_a(episode, total=3)
    with pytest.raises(Invalid) as no:
        await world.close(episode, world.closing(**changes))
    assert set(no.value.errors) == fields
    assert (await world.case(episode)).step is Step.MENTOR


@pytest.mark.parametrize(("days", "fields"), [(1, {"last_contact_on"}), (-8, {"last_contact_on"})])
async def test_the_last_contact_is_not_to_come_and_not_before_the_last_session(
    world: World, days: int, fields: set[str]
) -> None:
    episode, match = await world.mentored()
    world.later(days=9)
    await world.log_made(match)
    day = world.now.date() + timedelta(days=days)
    with pytest.raises(Invalid) as no:
        await world.close(episode, world.closing(last_contact_on=day, no_measure="declined"))
    assert set(no.value.errors) == fields


async def test_a_measure_of_another_week_is_no_measure_of_the_end(world: World) -> None:
    episode, _ = await world.mentored()
    await world.phq_a(episode, total=3)
    world.later(days=8)
    with pytest.raises(Invalid) as no:
        await world.close(episode, world.closing())
    assert set(no.value.errors) == {"no_measure"}
    with pytest.raises(Invalid) as no:
        await world.close(episode, world.closing(no_measure="other_text"))
    assert set(no.value.errors) == {"no_measure_words"}
    decision = await world.close(
        episode, world.closing(no_measure="other_text", no_measure_words="They went abroad.")
    )
    assert await world.rows("SELECT exit_measure FROM app.decision WHERE id = :id", id=decision) == [
        ("other_text: They went abroad.",)
    ]


async def test_everything_open_ends_by_name_in_the_same_write(world: World) -> None:
    episode, match = await world.mentored()
    await world.phq_a(episode, total=16)
    (item,) = await world.work(episode)
    await world.decide(item.id, Choice(Answer.ACCEPT, consent_basis=CONSENT))
    await world.log_missed(match)
    world.later(days=1)
    await world.log_missed(match, worry="talk_over")
    assert {one.kind for one in await world.work(episode)} == {"recommendation", "task"}
    closing = world.closing(reason="moved_school", override_reasons=("situation_changed",))
    decision = await world.close(episode, closing, by=world.clinical)
    assert await world.work(episode) == ()
    assert await world.live_offer(episode) is None
    assert await world.rows(
        "SELECT kind, outcome, ended_by FROM app.work WHERE outcome IN ('case_closed', 'decided')"
        " AND ended_at = (SELECT recorded_at FROM app.decision WHERE id = :id) ORDER BY kind",
        id=decision,
    ) == [("recommendation", "decided", world.clinical), ("task", "case_closed", world.clinical)]
    assert await world.rows(
        "SELECT f.row_id FROM app.decision_firing x JOIN app.firing f ON f.id = x.firing_id"
        " WHERE x.decision_id = :id",
        id=decision,
    ) == [("R9.talk_over",)]
    assert (await world.sweep()).changed == 0
    assert await world.replayed() == ()


async def test_closing_against_a_rule_has_its_reasons_and_is_the_clinical_supervisors(world: World) -> None:
    episode, _ = await world.mentored()
    await world.phq_a(episode, total=16)
    closing = world.closing(reason="declined_by_mentee")
    with pytest.raises(NotAllowed):
        await world.close(episode, closing)
    with pytest.raises(Invalid) as no:
        await world.close(episode, closing, by=world.clinical)
    assert set(no.value.errors) == {"override_reasons"}
    with pytest.raises(Invalid):
        await world.close(episode, replace(closing, override_reasons=("access_barrier",)), by=world.clinical)
    with pytest.raises(Stale):
        await world.close(
            episode,
            replace(closing, override_reasons=("mentee_prefers",)),
            by=world.clinical,
            seen_firings=[],
        )
    await world.close(episode, replace(closing, override_reasons=("mentee_prefers",)), by=world.clinical)
    assert await world.replayed() == ()


@pytest.mark.parametrize("reason", ["goals_met", "moved_school", "administrative"])
async def test_nobody_is_let_go_while_a_safety_item_is_open(world: World, reason: str) -> None:
    episode, _ = await world.in_emergency()
    with pytest.raises(NotAllowed):
        await world.close(episode, world.closing(reason="transferred_care", no_measure="not_reached"))
    with pytest.raises(Invalid) as no:
        await world.close(episode, world.closing(reason=reason, no_measure="not_reached"), by=world.clinical)
    assert set(no.value.errors) == {"reason"}


@pytest.mark.parametrize("reason", ["transferred_care", "deceased"])
async def test_a_clinical_supervisor_hands_a_safety_item_over_or_keeps_it_with_the_dead(
    world: World, reason: str
) -> None:
    episode, _ = await world.in_emergency()
    await world.close(
        episode, world.closing(reason=reason, no_measure="measured_elsewhere"), by=world.clinical
    )
    assert await world.rows("SELECT outcome, ended_by FROM app.work WHERE kind = 'escalation'") == [
        ("case_closed", world.clinical)
    ]
    assert await world.replayed() == ()


@pytest.mark.parametrize("who", ["counselor", "direct", "clinical"])
async def test_who_looks_after_a_mentee_may_close(world: World, who: str) -> None:
    episode, _ = await world.mentored()
    await world.close(episode, by=getattr(world, who))


@pytest.mark.parametrize("who", ["mentor", "stranger", "administrator"])
async def test_nobody_else_may_close(world: World, who: str) -> None:
    episode, _ = await world.mentored()
    with pytest.raises(NotAllowed):
        await world.close(episode, by=getattr(world, who))


async def test_the_mentor_reads_the_closed_case_and_logs_nothing_more(world: World) -> None:
    episode, match = await world.mentored()
    await world.close(episode)
    case = await world.case(episode)
    assert world.mentor in case.standing.mentor_ids
    assert case.standing.direct_supervisor_id == world.direct
    with pytest.raises(Invalid):
        await world.log_made(match)
    with pytest.raises(Refused):
        await world.assign(episode)
    with pytest.raises(Refused):
        await world.close(episode)


async def test_a_danger_told_after_the_end_is_still_heard(world: World) -> None:
    episode, match = await world.mentored()
    await world.close(episode)
    await world.log_made(match, worry="now", now_kind="active_statement", said="Said it plainly.")
    (item,) = await world.work(episode)
    assert (item.kind, item.owner_id) == ("escalation", world.clinical)
    assert (await world.case(episode)).step is Step.CLOSED


async def test_a_case_reopened_is_the_same_case_and_has_nobody_yet(world: World) -> None:
    episode, match = await world.mentored()
    await world.close(episode)
    world.later(days=40)
    decision = await world.reopen(episode)
    case = await world.case(episode)
    assert (case.step, case.serving_match_id, case.owner_id) == (Step.REFERRED, None, world.counselor)
    assert not case.standing.mentor_ids
    assert await world.rows(
        "SELECT kind, direction, reopen_reason, why FROM app.decision WHERE id = :id", id=decision
    ) == [
        (
            *("reopen", "in", "got_worse_again"),
            "Sam Rivera reopened the case: things got worse again.",
        )
    ]
    assert await world.work(episode) == ()
    assert (await world.sweep()).changed == 0
    new = await world.assign(episode)
    assert await world.work(episode) == ()
    await world.log_made(new)
    assert (await world.case(episode)).step is Step.MENTOR
    assert new != match
    assert await world.replayed() == ()


async def test_nothing_is_reopened_that_is_open_or_beside_another(world: World) -> None:
    episode, _ = await world.mentored()
    with pytest.raises(Refused):
        await world.reopen(episode)
    await world.close(episode)
    with pytest.raises(Invalid) as no:
        await world.reopen(episode, "because", words=" ")
    assert set(no.value.errors) == {"reason", "words"}
    with pytest.raises(NotAllowed):
        await world.reopen(episode, by=world.mentor)
    await world.refer()
    with pytest.raises(Refused, match="Another case"):
        await world.reopen(episode)


async def _until_one_waits(world: World, act: asyncio.Task[Any]) -> None:
    """Until the database holds somebody back, or `act` is over without it."""
    while not act.done() and await world.rows("SELECT count(*) FROM pg_locks WHERE NOT granted") == [(0,)]:
        await asyncio.wait({act}, timeout=0.01)


async def test_reopened_at_the_instant_of_a_new_referral_it_is_refused_with_the_same_sentence(
    world: World,
) -> None:
    episode, _ = await world.mentored()
    await world.close(episode)
    async with world.acting(world.counselor) as tx:
        referred = await refer_in(
            tx,
            mentee_id=world.students[0],
            reasons=("low_mood",),
            noticed="Sits alone again.",
            how_soon="can_wait",
            by=tx.actor,
            at=tx.at,
        )
        reopening = asyncio.create_task(world.reopen(episode))
        await _until_one_waits(world, reopening)
    with pytest.raises(Refused, match="Another case of this mentee is open already"):
        await reopening
    assert (await world.case(episode)).step is Step.CLOSED
    assert (await world.case(referred.episode_id)).step is Step.REFERRED


async def test_a_referral_at_the_instant_of_a_reopening_joins_the_reopened_case(world: World) -> None:
    episode, _ = await world.mentored()
    await world.close(episode)
    version = (await world.case(episode)).version
    async with world.acting(world.counselor) as tx:
        await reopen_case(
            tx,
            episode_id=episode,
            reason="got_worse_again",
            words="Her aunt called.",
            seen_version=version,
            by=tx.actor,
            at=tx.at,
        )
        referring = asyncio.create_task(world.refer())
        await _until_one_waits(world, referring)
    assert await referring == episode


async def test_a_referral_at_the_instant_of_a_closing_does_not_vanish_into_the_closed_case(
    world: World,
) -> None:
    episode, _ = await world.mentored()
    version = (await world.case(episode)).version
    async with world.acting(world.counselor) as tx:
        await close_case(
            tx,
            episode_id=episode,
            closing=world.closing(no_measure="declined"),
            seen_version=version,
            seen_firings=(),
            by=tx.actor,
            at=tx.at,
        )
        referring = asyncio.create_task(world.refer())
        await _until_one_waits(world, referring)
    with pytest.raises(Stale, match="closed a moment ago"):
        await referring
    assert await world.refer() != episode


async def test_an_accepted_offer_is_withdrawn_with_the_case(world: World) -> None:
    episode: UUID = await world.refer()
    await world.assign(episode)
    await world.close(episode, world.closing(reason="declined_by_guardian", no_measure="never_in_care"))
    assert await world.rows("SELECT state FROM app.offer") == [("withdrawn",)]
    assert OfferMove.WITHDRAW.plain == "Withdraw"
