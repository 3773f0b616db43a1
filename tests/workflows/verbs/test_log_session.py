"""Does a logged session count, start what was accepted, and bring the right people when something worries?"""

from datetime import timedelta
from typing import Any

import pytest

from care_steps.decisions import Answer, Choice
from care_steps.offers import OfferMove
from care_steps.steps import Step
from tests.world import CONSENT, World
from workflows.records.refusals import Invalid, NotAllowed


async def test_the_first_session_made_starts_the_offer_and_the_step(world: World) -> None:
    episode = await world.refer()
    match = await world.assign(episode)
    held_at = world.now
    world.later(hours=3)
    session = await world.log_made(match, by=world.mentor, held_at=held_at)
    case = await world.case(episode)
    assert (case.step, case.version) == (Step.MENTOR, 2)
    assert await world.rows(
        "SELECT c.sequence, c.from_step, c.to_step, c.move, c.effective_at, d.kind, o.state FROM app.step_change c"
        " JOIN app.decision d ON d.id = c.decision_id JOIN app.offer o ON o.decision_id = d.id"
    ) == [(2, "referred", "paraprofessional_mentor", "start", held_at, "start", "started")]
    assert await world.rows("SELECT to_state, words FROM app.offer_change WHERE sequence = 3") == [
        ("started", "The first session was made.")
    ]
    assert await world.rows("SELECT was_made, minutes, medium, logged_by, practices FROM app.session") == [
        (
            True,
            45,
            "in_person",
            world.mentor,
            [{"practice": "check_in", "delivered": "done", "reason": None}],
        )
    ]
    assert await world.audit("logged_session") == [
        (world.mentor, world.students[0], "session", session, "done")
    ]


async def test_a_missed_session_starts_nothing(world: World) -> None:
    episode = await world.refer()
    match = await world.assign(episode)
    await world.log_missed(match)
    assert (await world.case(episode)).step is Step.REFERRED
    assert (await world.offer(episode)).state == "accepted"


async def test_the_second_session_made_changes_no_step(world: World) -> None:
    episode, match = await world.mentored()
    world.later(days=7)
    await world.log_made(match)
    assert (await world.case(episode)).version == 2
    assert await world.rows("SELECT count(*) FROM app.step_change") == [(2,)]


async def test_a_waiting_offer_is_started_too(world: World) -> None:
    episode = await world.refer()
    match = await world.assign(episode)
    await world.answer(await world.offer(episode), OfferMove.WAIT)
    world.later(days=2)
    await world.log_made(match)
    assert (await world.case(episode)).step is Step.MENTOR


async def test_talking_it_over_opens_one_recommendation(world: World) -> None:
    episode, match = await world.mentored()
    world.later(days=7)
    await world.log_made(match, worry="talk_over", said="Hardly speaks.")
    (item,) = await world.work(episode)
    assert (item.kind, item.action, item.owner_id, item.class_) == (
        "recommendation",
        "answer_mentor",
        world.direct,
        "P3",
    )
    assert await world.fired(episode) == ["R9.talk_over"]
    assert (await world.case(episode)).step is Step.MENTOR
    assert item.due_at == world.now + timedelta(days=7), "five school days are one week here"


@pytest.mark.parametrize("kind", ["active_statement", "weapon"])
async def test_a_statement_or_a_weapon_moves_at_once_by_the_policy(world: World, kind: str) -> None:
    episode, match = await world.mentored()
    world.later(days=1)
    await world.log_made(match, by=world.mentor, worry="now", now_kind=kind, said="Plainly.")
    assert (await world.case(episode)).step is Step.PROFESSIONAL
    assert await world.rows(
        "SELECT actor_kind, decided_by, decided_as, rule_ids, recommended_step, chosen_step, consent_basis"
        " FROM app.decision WHERE kind = 'emergency'"
    ) == [
        (
            "policy",
            None,
            "policy",
            ["R1"],
            "professional_referral",
            "professional_referral",
            "emergency_disclosure",
        )
    ]
    (item,) = await world.work(episode)
    assert (item.kind, item.class_, item.lane, item.owner_id, item.state) == (
        "escalation",
        "P0",
        "emergency",
        world.clinical,
        "open",
    )
    # "Now" with an amount of 15: to be acknowledged at once.
    assert item.due_at <= world.now + timedelta(minutes=15)


async def test_an_emergency_needs_no_mentor_step_before_it(world: World) -> None:
    episode = await world.refer()
    match = await world.assign(episode)
    await world.log_missed(match, worry="now", now_kind="active_statement")
    assert (await world.case(episode)).step is Step.PROFESSIONAL
    assert await world.rows("SELECT state FROM app.offer") == [("withdrawn",)]
    assert await world.rows(
        "SELECT by_policy, changed_by, words FROM app.offer_change WHERE sequence = 3"
    ) == [(True, None, "An emergency move passed this step.")]


async def test_a_session_that_starts_the_step_may_end_in_an_emergency(world: World) -> None:
    episode = await world.refer()
    match = await world.assign(episode)
    await world.log_made(match, worry="now", now_kind="active_statement")
    assert await world.rows("SELECT from_step, to_step, move FROM app.step_change ORDER BY sequence") == [
        (None, "referred", "open"),
        ("referred", "paraprofessional_mentor", "start"),
        ("paraprofessional_mentor", "professional_referral", "emergency"),
    ]
    assert await world.rows("SELECT state FROM app.offer") == [("started",)]


async def test_something_else_that_cannot_wait_escalates_and_moves_nobody(world: World) -> None:
    episode, match = await world.mentored()
    world.later(days=1)
    await world.log_made(match, worry="now", now_kind="other_now", said="She was hit at home.")
    assert (await world.case(episode)).step is Step.MENTOR
    assert [(one.kind, one.action) for one in await world.work(episode)] == [("escalation", "look_now")]


async def test_two_missed_in_a_row_open_a_task_that_a_meeting_ends(world: World) -> None:
    episode, match = await world.mentored()
    for _ in range(2):
        assert await world.work(episode) == ()
        world.later(days=7)
        await world.log_missed(match)
    (item,) = await world.work(episode)
    assert (item.kind, item.action, item.owner_id) == ("task", "find_contact", world.direct)
    world.later(days=1)
    await world.log_made(match)
    assert await world.work(episode) == ()
    assert await world.rows("SELECT state, outcome, ended_by FROM app.work") == [
        ("ended", "became_silent", None)
    ]


async def test_a_late_log_of_a_meeting_between_two_missed_ones_ends_the_task(world: World) -> None:
    episode, match = await world.mentored()
    first = world.later(days=7)
    await world.log_missed(match)
    world.later(days=7)
    await world.log_missed(match)
    assert len(await world.work(episode)) == 1
    await world.log_made(match, held_at=first + timedelta(days=1))
    assert await world.work(episode) == ()


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("minutes", {"minutes": None}),
        ("minutes", {"minutes": 481}),
        ("medium", {"medium": "telepathy"}),
        ("topics", {"topics": ()}),
        ("topics", {"topics": ("made_up",)}),
        ("whose_cause", {"whose_cause": "mentee"}),
        ("practices", {"practices": {"check_in": ("skipped", None)}}),
        ("practices", {"practices": {"check_in": ("adapted", None)}}),
        ("worry", {"worry": "perhaps"}),
        ("now_kind", {"worry": "now"}),
        ("held_on", {"held_at": "tomorrow"}),
        ("held_on", {"held_at": "before the match"}),
    ],
)
async def test_a_log_that_cannot_be_taken_is_refused_at_its_field(
    world: World, field: str, change: dict[str, Any]
) -> None:
    episode = await world.refer()
    match = await world.assign(episode)
    days = {"tomorrow": timedelta(days=1), "before the match": timedelta(days=-1)}
    if "held_at" in change:
        change = {"held_at": world.now + days[change["held_at"]]}
    with pytest.raises(Invalid) as no:
        await world.log_made(match, **change)
    assert list(no.value.errors) == [field]
    assert await world.rows("SELECT count(*) FROM app.session") == [(0,)]
    assert (await world.case(episode)).step is Step.REFERRED


async def test_a_missed_session_says_why(world: World) -> None:
    match = await world.assign(await world.refer())
    with pytest.raises(Invalid) as no:
        await world.log_missed(match, whose_cause=None)
    assert no.value.errors == {"whose_cause": "Say why you did not meet."}


@pytest.mark.parametrize("who", ["stranger", "journey_mentor", "administrator", "counselor"])
async def test_only_the_mentor_and_the_supervisors_log(world: World, who: str) -> None:
    match = await world.assign(await world.refer())
    with pytest.raises(NotAllowed, match="Only the mentor of the match"):
        await world.log_made(match, by=getattr(world, who))


async def test_no_step_down_starts_while_a_safety_item_is_open(world: World) -> None:
    episode, _ = await world.mentored()
    episode, match = await _accepted_step_down(world, episode)
    world.later(days=1)
    await world.worry(episode, "other_now")
    await world.log_made(match)
    assert (await world.case(episode)).step is Step.JOURNEY
    assert (await world.offer(episode)).state == "accepted"
    (item,) = await world.work(episode)
    await world.end(item.id, "assessed_safe_for_now")
    world.later(days=1)
    await world.log_made(match)
    assert (await world.case(episode)).step is Step.MENTOR


async def test_a_session_that_brings_the_danger_starts_no_step_down(world: World) -> None:
    episode, _ = await world.mentored()
    episode, match = await _accepted_step_down(world, episode)
    world.later(days=1)
    await world.log_made(match, worry="now", now_kind="other_now")
    assert (await world.case(episode)).step is Step.JOURNEY


async def _accepted_step_down(world: World, episode: Any) -> tuple[Any, Any]:
    """At step 2, with step 1 accepted and its mentor assigned. Returns (episode, match)."""
    await world.phq_a(episode, total=16)
    (item,) = await world.work(episode)
    await world.decide(item.id, Choice(Answer.ACCEPT, consent_basis=CONSENT))
    await world.answer(await world.offer(episode), OfferMove.ACCEPT)
    match = await world.assign(episode, Step.JOURNEY)
    await world.log_made(match)
    world.later(days=1)
    await world.log_made(match, worry="talk_over")
    (item,) = await world.work(episode)
    down = world.less(Step.MENTOR)
    await world.decide(item.id, down)
    await world.answer(await world.offer(episode), OfferMove.ACCEPT)
    return episode, await world.assign(episode)
