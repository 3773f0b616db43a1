"""Does somebody leave without anything being left to nobody, and is their access gone at once?"""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from supervision.departure_access import Taker, why_not_take_over
from tests.world import World
from triage.roles import Role
from workflows.records.departures import held_cases, load_departure
from workflows.records.match_lives import history_of
from workflows.records.refusals import Invalid, NotAllowed, NotFound, Refused
from workflows.records.takeovers import asked_of
from workflows.verbs.answer_takeover import answer_takeover
from workflows.verbs.begin_departure import begin_departure
from workflows.verbs.end_access import end_access
from workflows.verbs.propose_takeover import propose_takeover


async def begin(
    world: World, person_id: UUID, *, cover_id: UUID | None = None, by: UUID | None = None
) -> UUID:
    async with world.acting(by or world.administrator) as tx:
        return await begin_departure(
            tx,
            person_id=person_id,
            why="Moves away.",
            last_day_on=world.today(),
            cover_id=cover_id,
            by=tx.actor,
            at=tx.at,
        )


async def end(world: World, departure: UUID, cover_id: UUID | None) -> None:
    async with world.acting(world.administrator) as tx:
        await end_access(tx, departure_id=departure, cover_id=cover_id, by=tx.actor, at=tx.at)


async def ask(world: World, departure: UUID, episode: UUID, to_id: UUID, what: str = "owner") -> UUID:
    async with world.acting(world.clinical) as tx:
        return await propose_takeover(
            tx, departure_id=departure, episode_id=episode, what=what, to_id=to_id, by=tx.actor, at=tx.at
        )


async def held(world: World, departure: UUID) -> list[tuple[UUID, str, int]]:
    async with world.acting(None) as tx:
        found = await held_cases(tx, await load_departure(tx, departure))
    return [(one.episode_id, one.what, one.open_work) for one in found]


async def nobodys(world: World, person_id: UUID) -> list[tuple[Any, ...]]:
    """What would still name this person as the one who answers for it."""
    return await world.rows(
        "SELECT 'case' FROM app.episode WHERE owner_id = :id AND step <> 'closed'"
        " UNION ALL SELECT 'work' FROM app.work WHERE owner_id = :id AND state <> 'ended'"
        " UNION ALL SELECT 'post' FROM app.appointment WHERE person_id = :id AND ended_at IS NULL",
        id=person_id,
    )


async def test_there_is_a_row_for_each_case_and_each_way_of_holding_it(world: World) -> None:
    episode, _ = await world.mentored()
    await world.worry(episode)
    assert [(one, what) for one, what, _ in await held(world, await begin(world, world.counselor))] == [
        (episode, "owner")
    ]
    rows = await held(world, await begin(world, world.direct))
    assert [(one, what) for one, what, _ in rows] == [(episode, "direct_supervisor")]


async def test_a_mentor_who_leaves_says_goodbye_on_the_last_day_and_ends_with_the_access(
    world: World,
) -> None:
    episode, match = await world.mentored()
    world.later(hours=1)
    departure = await begin(world, world.mentor)
    async with world.acting(None) as tx:
        newest = (await history_of(tx, match))[-1]
    assert (newest.to_state.value, newest.goodbye_on) == ("ending", world.today())
    await end(world, departure, None)
    async with world.acting(None) as tx:
        newest = (await history_of(tx, match))[-1]
    assert (newest.to_state.value, newest.reason) == ("ended", "mentor_leaves")
    case = await world.case(episode)
    assert case.serving_match_id is None
    assert case.owner_id == world.counselor
    assert case.standing.direct_supervisor_id == world.direct


async def test_a_case_is_theirs_who_accept_it_with_its_open_work_and_not_before(world: World) -> None:
    episode, _ = await world.mentored()
    departure = await begin(world, world.counselor)
    other = await world.person("Nora", "Field", Role.COUNSELOR)
    takeover = await ask(world, departure, episode, other)
    assert (await world.case(episode)).owner_id == world.counselor
    async with world.acting(other) as tx:
        assert [one.id for one in await asked_of(tx, other)] == [takeover]
        await answer_takeover(tx, takeover_id=takeover, answer="accepted", by=tx.actor, at=tx.at)
    assert (await world.case(episode)).owner_id == other
    assert await held(world, departure) == []


async def test_only_whoever_was_asked_answers_and_a_no_leaves_the_case_where_it_is(world: World) -> None:
    episode, _ = await world.mentored()
    departure = await begin(world, world.counselor)
    other = await world.person("Nora", "Field", Role.COUNSELOR)
    takeover = await ask(world, departure, episode, other)

    async def answer(by: UUID) -> None:
        async with world.acting(by) as tx:
            await answer_takeover(tx, takeover_id=takeover, answer="declined", by=tx.actor, at=tx.at)

    with pytest.raises(NotFound):
        await answer(world.clinical)
    await answer(other)
    assert (await world.case(episode)).owner_id == world.counselor
    with pytest.raises(NotFound):
        await answer(other)


async def test_another_direct_supervisor_takes_the_match_over(world: World) -> None:
    episode, _ = await world.mentored()
    world.later(hours=1)
    departure = await begin(world, world.direct)
    other = await world.person("Omar", "Reed", Role.DIRECT_SUPERVISOR)
    await world.supervise(other, world.clinical)
    takeover = await ask(world, departure, episode, other, "direct_supervisor")
    async with world.acting(other) as tx:
        await answer_takeover(tx, takeover_id=takeover, answer="accepted", by=tx.actor, at=tx.at)
    world.later(seconds=1)
    standing = (await world.case(episode)).standing
    assert (standing.direct_supervisor_id, standing.clinical_supervisor_id) == (other, world.clinical)


async def test_access_does_not_end_while_something_would_be_nobodys(world: World) -> None:
    episode, _ = await world.mentored()
    departure = await begin(world, world.counselor)
    with pytest.raises(Invalid) as wrong:
        await end(world, departure, None)
    assert wrong.value.errors == {"cover_id": "Something would belong to nobody. Name who covers first."}
    assert (await world.case(episode)).owner_id == world.counselor
    with pytest.raises(Invalid):
        await end(world, departure, world.mentor)
    with pytest.raises(Invalid):
        await end(world, departure, world.counselor)


@pytest.mark.parametrize("who", ["counselor", "direct", "clinical"])
async def test_access_ends_at_once_and_everything_falls_to_the_cover(world: World, who: str) -> None:
    leaver = getattr(world, who)
    episode, _ = await world.mentored()
    await world.worry(episode)
    world.later(hours=1)
    cover = await world.person(
        "Nora", "Field", Role.COUNSELOR, Role.DIRECT_SUPERVISOR, Role.CLINICAL_SUPERVISOR
    )
    await world.plant("UPDATE app.person SET phone = '555 0199' WHERE org_id = $1 AND family_name = 'Field'")
    before = len(await world.work(episode))
    departure = await begin(world, leaver)
    await end(world, departure, cover)
    world.later(seconds=1)
    assert await nobodys(world, leaver) == []
    assert len(await world.work(episode)) == before
    assert {row[1] for row in await world.audit("handed_on")} == (
        {world.students[0]} if who != "clinical" else set()
    )
    standing = (await world.case(episode)).standing
    everybody = (
        standing.owner_id,
        standing.direct_supervisor_id,
        standing.clinical_supervisor_id,
        standing.on_call_id,
    )
    assert None not in everybody[:2]
    assert leaver not in everybody
    with pytest.raises(Refused, match="has left already"):
        await end(world, departure, cover)


async def test_nobody_covers_for_a_supervisor_without_a_clinical_supervisor_who_stays(world: World) -> None:
    await world.mentored()
    omar = await world.person("Omar", "Reed", Role.DIRECT_SUPERVISOR)
    departure = await begin(world, world.direct)
    with pytest.raises(Invalid):
        await end(world, departure, omar)
    leaves = await begin(world, world.clinical)
    with pytest.raises(Invalid):
        await end(world, leaves, world.direct)
    await world.supervise(omar, world.clinical)
    world.later(seconds=1)
    await end(world, departure, omar)


async def test_only_leaders_say_that_somebody_leaves_and_once(world: World) -> None:
    with pytest.raises(NotAllowed):
        await begin(world, world.mentor, by=world.direct)
    await begin(world, world.mentor)
    with pytest.raises(Refused, match="already"):
        await begin(world, world.mentor)
    with pytest.raises(Invalid):
        await begin(world, world.administrator)


@pytest.mark.parametrize(
    ("roles", "supervises", "may"),
    [
        ((Role.COUNSELOR,), False, True),
        ((Role.COUNSELOR,), True, False),
        ((Role.DIRECT_SUPERVISOR,), True, True),
        ((Role.CLINICAL_SUPERVISOR,), True, True),
        ((Role.MENTOR,), False, False),
        ((Role.ADMINISTRATOR,), False, False),
        ((), False, False),
    ],
)
def test_whoever_takes_over_looks_after_cases(roles: tuple[Role, ...], supervises: bool, may: bool) -> None:
    taker = Taker("Tara Quinn", roles)
    assert (why_not_take_over(taker, supervises=supervises, needed_on=date(2026, 12, 18)) is None) is may


async def test_nobody_is_asked_or_covers_who_leaves_no_later_than_whom_they_follow(world: World) -> None:
    episode, _ = await world.mentored()
    tara = await world.person("Tara", "Quinn", Role.CLINICAL_SUPERVISOR)
    await begin(world, tara)
    with pytest.raises(Invalid) as no:
        await begin(world, world.counselor, cover_id=tara)
    assert "last day" in no.value.errors["cover_id"]
    departure = await begin(world, world.counselor)
    with pytest.raises(Invalid) as no:
        await ask(world, departure, episode, tara)
    assert "last day" in no.value.errors["to_id"]


async def test_whoever_has_not_left_yet_may_cover_for_access_that_ends_today(world: World) -> None:
    episode, _ = await world.mentored()
    departure = await begin(world, world.counselor)
    tara = await world.person("Tara", "Quinn", Role.CLINICAL_SUPERVISOR)
    await begin(world, tara)
    await end(world, departure, tara)
    assert (await world.case(episode)).owner_id == tara


async def test_no_mentor_and_no_supervisor_who_has_left_by_the_first_session_gets_a_match(
    world: World,
) -> None:
    episode = await world.refer()
    await begin(world, world.mentor)
    await begin(world, world.direct)
    world.later(days=1)
    with pytest.raises(Invalid) as no:
        await world.assign(episode)
    for field in ("mentor_id", "direct_supervisor_id"):
        assert "last day" in no.value.errors[field]
