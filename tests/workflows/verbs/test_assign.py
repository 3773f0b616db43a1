"""Is a mentor assigned only under a whole chain, cleared and certified, and is the start decided and recorded?"""

import asyncio
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest

from care_steps.decisions import Answer, Choice
from care_steps.offers import OfferMove
from care_steps.steps import Step
from supervision.sessions_plan import SessionsPlan
from tests.world import CONSENT, MONDAY, World
from triage.roles import Role
from workflows.records.ids import new_id
from workflows.records.refusals import Invalid, NotAllowed, Refused, Stale

YESTERDAY, TODAY = date(2026, 9, 13), date(2026, 9, 14)


async def test_assigning_decides_the_start_and_moves_nobody(world: World) -> None:
    episode = await world.refer()
    match = await world.assign(episode)
    case = await world.case(episode)
    assert (case.step, case.version) == (Step.REFERRED, 1)
    assert case.serving_match_id == match
    assert case.standing.mentor_ids == {world.mentor}
    assert (case.standing.direct_supervisor_id, case.standing.clinical_supervisor_id) == (
        world.direct,
        world.clinical,
    )
    assert await world.rows(
        "SELECT kind, direction, decided_by, decided_as, from_step, chosen_step, consent_basis, alternatives"
        " FROM app.decision WHERE kind <> 'open'"
    ) == [
        (
            "start",
            "up",
            world.counselor,
            "owner",
            "referred",
            "paraprofessional_mentor",
            CONSENT,
            [],
        )
    ]
    assert await world.rows(
        "SELECT o.state, c.sequence, c.to_state FROM app.offer o JOIN app.offer_change c ON c.offer_id = o.id"
        " ORDER BY 2"
    ) == [("accepted", 1, "offered"), ("accepted", 2, "accepted")]
    assert await world.rows("SELECT for_step, planned_count, assigned_by FROM app.match") == [
        ("paraprofessional_mentor", 8, world.counselor)
    ]
    assert await world.audit("assigned") == [(world.counselor, world.students[0], "match", match, "done")]


async def test_planned_sessions_keep_the_hour_and_leave_the_break_out(world: World) -> None:
    await world.assign(await world.refer())
    found = await world.rows(
        "SELECT (planned_at AT TIME ZONE 'America/Chicago')::date,"
        " (planned_at AT TIME ZONE 'America/Chicago')::time FROM app.planned_session ORDER BY number"
    )
    weeks = [TODAY + timedelta(days=7 * week) for week in range(9) if week != 5]
    assert found == [(day, time(13, 30)) for day in weeks]


async def _refused(world: World, field: str, step: Step = Step.MENTOR, **changes: Any) -> str:
    """The sentence at this field; nothing is written."""
    episode = await world.refer()
    with pytest.raises(Invalid) as no:
        await world.assign(episode, step, **changes)
    assert await world.rows("SELECT count(*) FROM app.match") == [(0,)]
    assert await world.rows("SELECT count(*) FROM app.offer") == [(0,)]
    return no.value.errors[field]


async def test_nobody_is_assigned_without_a_direct_supervisor(world: World) -> None:
    said = await _refused(world, "direct_supervisor_id", direct_supervisor_id=None)
    assert said == "Name a direct supervisor. No mentor works without one."


async def test_a_mentor_is_no_direct_supervisor(world: World) -> None:
    await _refused(world, "direct_supervisor_id", direct_supervisor_id=world.journey_mentor)


async def test_nobody_is_assigned_when_the_chain_has_no_clinical_supervisor(world: World) -> None:
    world.later(minutes=1)
    await world.supervise(world.direct, None)
    said = await _refused(world, "direct_supervisor_id")
    assert (
        said == "This direct supervisor has no clinical supervisor. Name one under People before you assign."
    )


async def test_an_uncleared_mentor_is_refused(world: World) -> None:
    new = await world.person("Jo", "Park", Role.MENTOR)
    assert await _refused(world, "mentor_id", mentor_id=new) == "Jo Park has no clearance on file."


async def test_the_last_day_of_a_clearance_counts_and_the_day_after_does_not(world: World) -> None:
    world.later(minutes=1)
    await world.certify(world.mentor, "clearance", TODAY)
    await world.assign(await world.refer(world.students[1]))
    world.later(days=1)
    episode = await world.refer()
    with pytest.raises(Invalid) as no:
        await world.assign(episode)
    assert no.value.errors == {"mentor_id": "Priya Nair's clearance ended on September 14."}


async def test_step_2_needs_a_journey_certificate(world: World) -> None:
    said = await _refused(world, "mentor_id", Step.JOURNEY, mentor_id=world.mentor)
    assert said == "Priya Nair has no Journey Mentor certificate."


async def test_step_2_needs_a_certificate_that_is_still_valid(world: World) -> None:
    world.later(minutes=1)
    await world.certify(world.journey_mentor, "journey_mentor", YESTERDAY)
    said = await _refused(world, "mentor_id", Step.JOURNEY)
    assert said == "Luis Vega's Journey Mentor certificate ended on September 13."


async def test_care_may_start_with_a_journey_mentor(world: World) -> None:
    episode = await world.refer()
    match = await world.assign(episode, Step.JOURNEY)
    await world.log_made(match)
    assert (await world.case(episode)).step is Step.JOURNEY


async def test_a_mentor_of_another_site_is_refused_with_everything_else_that_stands_against_them(
    world: World,
) -> None:
    far = await world.person("Al", "Far")
    await world.appoint(far, Role.MENTOR, site_id=world.other_site_id)
    said = await _refused(world, "mentor_id", mentor_id=far)
    assert said == "Al Far works at another site. Al Far has no clearance on file."


async def test_who_is_no_mentor_is_not_assigned(world: World) -> None:
    assert await _refused(world, "mentor_id", mentor_id=world.counselor) == "Choose a mentor."
    assert await _refused(world, "mentor_id", mentor_id=new_id()) == "Choose a mentor."


async def test_a_clearance_that_ends_before_the_first_session_is_refused(world: World) -> None:
    world.later(minutes=1)
    await world.certify(world.mentor, "clearance", TODAY + timedelta(days=6))
    plan = SessionsPlan(TODAY + timedelta(days=7), time(13, 30), 7, 8, 45, "Library")
    said = await _refused(world, "mentor_id", plan=plan)
    assert said == "Priya Nair's clearance ends on September 20, before the first session."


async def test_a_mentor_without_a_free_place_is_refused(world: World) -> None:
    world.later(minutes=1)
    await world.set_terms(world.mentor, most_mentees=1)
    await world.assign(await world.refer(world.students[1]))
    episode = await world.refer()
    with pytest.raises(Invalid) as no:
        await world.assign(episode)
    assert no.value.errors == {"mentor_id": "Priya Nair has no room: takes 1, has 1."}


async def test_the_mentor_who_meets_a_mentee_needs_no_second_place_for_them(world: World) -> None:
    episode, _ = await world.mentored()
    world.later(days=1)
    await world.set_terms(world.mentor, most_mentees=1)
    await world.assign(episode)


async def test_fewer_places_end_no_match(world: World) -> None:
    episode, match = await world.mentored()
    world.later(days=1)
    await world.set_terms(world.mentor, most_mentees=0)
    await world.log_made(match)
    assert (await world.case(episode)).serving_match_id == match


async def test_a_mentor_who_gave_their_mentee_over_is_free_for_another(world: World) -> None:
    episode, _ = await world.mentored()
    world.later(days=1)
    await world.set_terms(world.mentor, most_mentees=1)
    await world.assign(episode, mentor_id=world.journey_mentor)
    await world.assign(await world.refer(world.students[1]))


async def test_of_two_who_assign_the_last_place_at_the_same_moment_one_is_refused(world: World) -> None:
    world.later(minutes=1)
    await world.set_terms(world.mentor, most_mentees=1)
    first, second = await world.refer(), await world.refer(world.students[1])
    # The one who began later gets to the mentor first; the other's clock is behind what it wrote.
    both = await asyncio.gather(
        world.assign(first, at=world.now + timedelta(seconds=5)),
        world.assign(second, at=world.now),
        return_exceptions=True,
    )
    (refused,) = [one for one in both if isinstance(one, BaseException)]
    assert isinstance(refused, Invalid)
    assert refused.errors == {"mentor_id": "Priya Nair has no room: takes 1, has 1."}
    assert await world.rows("SELECT count(*) FROM app.match") == [(1,)]


async def test_of_two_who_hand_a_mentee_to_the_same_mentor_at_the_same_moment_one_is_refused(
    world: World,
) -> None:
    mentored = [(await world.mentored(one))[0] for one in world.students[:2]]
    world.later(days=1)
    await world.set_terms(world.journey_mentor, most_mentees=1)
    both = await asyncio.gather(
        *(
            world.assign(one, mentor_id=world.journey_mentor, at=world.now + timedelta(seconds=ahead))
            for one, ahead in zip(mentored, (5, 0), strict=True)
        ),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in both) == ["Invalid", "UUID"]


async def test_a_professional_is_not_assigned(world: World) -> None:
    said = await _refused(world, "for_step", for_step=Step.PROFESSIONAL)
    assert said == "Choose a mentor’s step. A professional is reached by a referral."


@pytest.mark.parametrize("basis", ["", "made_up", "not_needed_no_change"])
async def test_care_does_not_start_without_a_basis(world: World, basis: str) -> None:
    said = await _refused(world, "consent_basis", consent_basis=basis)
    assert said == "Say on which consent, or on which other basis, care begins."


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("first_on", {"first_on": date(2026, 9, 19)}),
        ("every_days", {"every_days": 3}),
        ("count", {"count": 0}),
        ("length_minutes", {"length_minutes": 3}),
        ("place", {"place": "  "}),
    ],
    ids=["a Saturday", "every three days", "no session", "three minutes", "nowhere"],
)
async def test_a_plan_that_cannot_be_kept_is_refused_at_its_field(
    world: World, field: str, change: dict[str, Any]
) -> None:
    plan = replace(SessionsPlan(TODAY, time(13, 30), 7, 8, 45, "Library"), **change)
    assert await _refused(world, field, plan=plan)


@pytest.mark.parametrize("who", ["stranger", "mentor", "administrator"])
async def test_only_those_who_look_after_the_mentee_assign(world: World, who: str) -> None:
    episode = await world.refer()
    with pytest.raises(NotAllowed, match="Only the counselor or a supervisor may assign a mentor"):
        await world.assign(episode, by=getattr(world, who))


async def test_a_page_that_is_older_than_the_last_move_is_stale(world: World) -> None:
    episode = await world.refer()
    before = await world.case(episode)
    match = await world.assign(episode)
    await world.log_made(match)
    with pytest.raises(Stale, match="has moved to “Paraprofessional mentor” since you opened this page"):
        await world.assign(episode, seen_version=before.version)


async def test_an_offer_nobody_answered_is_not_served(world: World) -> None:
    episode = await _offered_step_2(world)
    with pytest.raises(Refused, match="Record the answer to the offer first"):
        await world.assign(episode, Step.JOURNEY)


async def test_an_accepted_offer_is_served_at_its_own_step_only(world: World) -> None:
    episode = await _offered_step_2(world)
    await world.answer(await world.offer(episode), OfferMove.ACCEPT)
    with pytest.raises(Refused):
        await world.assign(episode)
    match = await world.assign(episode, Step.JOURNEY)
    case = await world.case(episode)
    assert case.step is Step.MENTOR, "the step changes with the first session, not with the assignment"
    assert case.standing.mentor_ids == {world.mentor, world.journey_mentor}
    world.later(days=1)
    await world.log_made(match)
    case = await world.case(episode)
    assert (case.step, case.serving_match_id) == (Step.JOURNEY, match)
    assert case.standing.mentor_ids == {world.journey_mentor}


async def test_another_mentor_at_the_same_step_starts_nothing_new(world: World) -> None:
    episode, first = await world.mentored()
    world.later(days=3)
    other = await world.person("Kim", "Ode", Role.MENTOR)
    await world.certify(other, "clearance", MONDAY.date() + timedelta(days=90))
    second = await world.assign(episode, mentor_id=other)
    case = await world.case(episode)
    assert (case.step, case.version, case.serving_match_id) == (Step.MENTOR, 2, second)
    assert first != second
    assert await world.rows("SELECT count(*) FROM app.offer") == [(1,)]
    world.later(days=1)
    await world.log_made(second, by=other)
    assert (await world.case(episode)).version == 2


async def _offered_step_2(world: World) -> Any:
    episode, _ = await world.mentored()
    world.later(days=1)
    await world.phq_a(episode, total=16)
    (item,) = await world.work(episode)
    await world.decide(item.id, Choice(Answer.ACCEPT, consent_basis=CONSENT))
    return episode
