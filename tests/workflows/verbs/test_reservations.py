"""Is a mentor kept free for ten school days, for one mentee at a time, and free again by itself?"""

import asyncio
from datetime import date, timedelta

import pytest

from care_steps.decisions import Answer, Choice
from tests.world import CONSENT, World
from triage.roles import Role
from workflows.records.refusals import Invalid, NotAllowed, Refused
from workflows.records.reservations import open_reservation

ROWS = "SELECT mentor_id, until_on, outcome, ended_by FROM app.reservation ORDER BY reserved_at"


async def test_a_reservation_lasts_ten_school_days(world: World) -> None:
    """From Monday, September 14; no day of the weekend counts."""
    await world.reserve(await world.refer())
    assert await world.rows(ROWS) == [(world.mentor, date(2026, 9, 28), None, None)]
    ((_, mentee, kind, _, outcome),) = await world.audit("reserved_mentor")
    assert (mentee, kind, outcome) == (world.students[0], "reservation", "done")


async def test_days_on_which_the_school_is_closed_do_not_count(world: World) -> None:
    """The break is from Monday, October 19, to Friday."""
    world.later(days=32)
    await world.reserve(await world.refer())
    assert await world.rows("SELECT until_on FROM app.reservation") == [(date(2026, 11, 6),)]


async def test_a_reserved_place_is_not_given_to_anybody_else(world: World) -> None:
    world.later(minutes=1)
    await world.set_terms(world.mentor, most_mentees=1)
    await world.reserve(await world.refer())
    other = await world.refer(world.students[1])
    with pytest.raises(Invalid) as no:
        await world.assign(other)
    assert no.value.errors == {"mentor_id": "Priya Nair has no room: takes 1, has 0 and 1 reserved."}
    with pytest.raises(Invalid):
        await world.reserve(other)


async def test_the_last_day_counts_and_the_day_after_the_place_is_free(world: World) -> None:
    world.later(minutes=1)
    await world.set_terms(world.mentor, most_mentees=1)
    episode = await world.refer()
    await world.reserve(episode)
    other = await world.refer(world.students[1])
    world.later(days=14)
    with pytest.raises(Invalid):
        await world.assign(other)
    world.later(days=1)
    await world.assign(other)
    assert await world.rows(ROWS) == [(world.mentor, date(2026, 9, 28), None, None)], "nobody ended it"


async def test_assigning_the_reserved_mentor_ends_it_as_assigned(world: World) -> None:
    world.later(minutes=1)
    await world.set_terms(world.mentor, most_mentees=1)
    episode = await world.refer()
    await world.reserve(episode)
    world.later(days=2)
    await world.assign(episode)
    assert await world.rows(ROWS) == [(world.mentor, date(2026, 9, 28), "assigned", world.counselor)]


async def test_assigning_somebody_else_lets_the_reserved_mentor_go(world: World) -> None:
    episode = await world.refer()
    await world.reserve(episode, world.journey_mentor)
    await world.assign(episode)
    assert await world.rows("SELECT outcome FROM app.reservation") == [("released",)]


async def test_a_reservation_that_ran_out_was_not_assigned(world: World) -> None:
    episode = await world.refer()
    await world.reserve(episode)
    world.later(days=15)
    await world.assign(episode)
    assert await world.rows("SELECT outcome FROM app.reservation") == [("released",)]


async def test_the_same_mentor_may_be_kept_longer(world: World) -> None:
    episode = await world.refer()
    await world.reserve(episode)
    world.later(days=7)
    await world.reserve(episode)
    assert await world.rows("SELECT until_on, outcome FROM app.reservation ORDER BY reserved_at") == [
        (date(2026, 9, 28), "released"),
        (date(2026, 10, 5), None),
    ]


async def test_a_case_keeps_one_mentor_at_a_time(world: World) -> None:
    episode = await world.refer()
    await world.reserve(episode)
    with pytest.raises(Refused, match=r"Priya Nair is reserved until September 28\. Release that first\."):
        await world.reserve(episode, world.journey_mentor)
    await world.release(episode)
    await world.reserve(episode, world.journey_mentor)


async def test_after_one_ran_out_another_mentor_may_be_kept(world: World) -> None:
    episode = await world.refer()
    await world.reserve(episode)
    world.later(days=15)
    await world.reserve(episode, world.journey_mentor)
    async with world.acting(None) as tx:
        kept = await open_reservation(tx, episode)
    assert kept is not None
    assert kept.mentor_id == world.journey_mentor


async def test_a_released_mentor_is_free_at_once(world: World) -> None:
    world.later(minutes=1)
    await world.set_terms(world.mentor, most_mentees=1)
    episode = await world.refer()
    await world.reserve(episode)
    await world.release(episode)
    await world.assign(await world.refer(world.students[1]))
    assert len(await world.audit("released_reservation")) == 1


async def test_nothing_is_released_where_nobody_is_kept(world: World) -> None:
    episode = await world.refer()
    with pytest.raises(Refused, match=r"No mentor is reserved for this mentee\."):
        await world.release(episode)
    await world.reserve(episode)
    world.later(days=15)
    with pytest.raises(Refused):
        await world.release(episode)


async def test_who_cannot_be_assigned_cannot_be_kept(world: World) -> None:
    new = await world.person("Jo", "Park", Role.MENTOR)
    with pytest.raises(Invalid) as no:
        await world.reserve(await world.refer(), new)
    assert no.value.errors["mentor_id"].startswith("Jo Park has no clearance on file.")
    with pytest.raises(Invalid):
        await world.reserve(await world.refer(), world.counselor)


async def test_a_mentor_is_kept_also_while_an_offer_waits_for_its_answer(world: World) -> None:
    episode, _ = await world.mentored()
    world.later(days=1)
    await world.phq_a(episode, total=16)
    (item,) = await world.work(episode)
    await world.decide(item.id, Choice(Answer.ACCEPT, consent_basis=CONSENT))
    with pytest.raises(Invalid) as no:
        await world.reserve(episode)
    assert no.value.errors == {"mentor_id": "Priya Nair has no Journey Mentor certificate."}
    await world.reserve(episode, world.journey_mentor)


async def test_for_a_professional_no_mentor_is_kept(world: World) -> None:
    episode, _ = await world.in_emergency()
    with pytest.raises(Refused, match=r"A professional is reached by a referral\."):
        await world.reserve(episode)


@pytest.mark.parametrize("who", ["stranger", "mentor", "administrator"])
async def test_only_those_who_look_after_the_mentee_keep_and_release(world: World, who: str) -> None:
    episode = await world.refer()
    by = getattr(world, who)
    with pytest.raises(NotAllowed):
        await world.reserve(episode, by=by)
    await world.reserve(episode)
    with pytest.raises(NotAllowed):
        await world.release(episode, by=by)


async def test_of_two_who_want_the_last_place_at_the_same_moment_one_is_refused(world: World) -> None:
    world.later(minutes=1)
    await world.set_terms(world.mentor, most_mentees=1)
    first, second = await world.refer(), await world.refer(world.students[1])
    both = await asyncio.gather(
        world.reserve(first, at=world.now + timedelta(seconds=5)),
        world.assign(second, at=world.now),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in both) == ["Invalid", "UUID"]
