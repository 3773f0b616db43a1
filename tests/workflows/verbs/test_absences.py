"""Is all work of somebody who is away with their cover, at once and no longer, and is anything ever with nobody?"""

import asyncio
import json
from datetime import time, timedelta
from random import Random
from uuid import UUID

import asyncpg
import pytest

from supervision.work_access import why_not_acknowledge
from tests.workflows.verbs.test_escalations import moves, next_in, raised, told
from tests.world import World
from triage.calendar import SchoolCalendar
from triage.roles import Role
from workflows.records.episodes import load_case
from workflows.records.ids import new_id
from workflows.records.refusals import Invalid, NotAllowed, NotFound, Refused
from workflows.records.work import load_work
from workflows.records.worklists import open_items
from workflows.verbs.begin_departure import begin_departure
from workflows.verbs.end_access import end_access
from workflows.verbs.see_case import see_case


async def clinical(world: World, given_name: str = "Ines", *, site_id: UUID | None = None) -> UUID:
    """Another clinical supervisor, at another school, who can sign in."""
    person = await world.person(given_name, "Roth")
    await world.appoint(person, Role.CLINICAL_SUPERVISOR, site_id=site_id or world.other_site_id)
    await world.can_sign_in(person)
    return person


async def listed(world: World, person: UUID) -> list[tuple[UUID, str | None]]:
    """What stands in this person's own list, and who is said to cover."""
    async with world.acting(person) as tx:
        items = await open_items(tx, owner_ids=tx.actor.does_the_work_of)
        return [(one.id, one.covered_by_name) for one in items]


async def stand_in(world: World, person: UUID) -> UUID:
    async with world.acting(None) as tx:
        return tx.stand_ins.whom(person)


async def opens(world: World, person: UUID, episode: UUID) -> str:
    """What is kept of why this person reads the case; "" where they may not."""
    case = await world.case(episode)
    try:
        async with world.acting(person) as tx:
            await see_case(tx, mentee_id=case.mentee_id, by=tx.actor)
    except (NotFound, NotAllowed):
        return ""
    found = await world.rows("SELECT reason FROM app.audit_event ORDER BY at DESC, id DESC LIMIT 1")
    return str(found[0][0])


# From the first instant to the last.


async def test_open_work_is_the_covers_at_once_and_comes_back_without_moving(world: World) -> None:
    item = await raised(world)
    ines = await clinical(world)
    before = await world.rows("SELECT * FROM app.work")
    assert await listed(world, ines) == []
    await world.away(world.clinical, ines)
    world.later(minutes=1)
    assert await listed(world, ines) == [(item.id, "Ines Roth")]
    assert await listed(world, world.clinical) == [(item.id, "Ines Roth")]
    world.now = SchoolCalendar("America/Chicago").wall_time(world.today() + timedelta(days=1), time.min)
    assert await listed(world, ines) == []
    assert await listed(world, world.clinical) == [(item.id, None)]
    assert await world.rows("SELECT * FROM app.work") == before


async def test_the_cover_may_open_and_act_during_the_absence_and_neither_before_nor_after(
    world: World,
) -> None:
    item = await raised(world)
    ines = await clinical(world)
    episode = item.episode_id
    assert await opens(world, ines, episode) == ""
    with pytest.raises(NotAllowed):
        await world.acknowledge(item.id, by=ines)
    absence = await world.away(world.clinical, ines)
    world.later(minutes=1)
    assert await opens(world, ines, episode) == "clinical supervisor, as cover"
    await world.acknowledge(item.id, by=ines)
    ((payload,),) = await world.rows("SELECT payload FROM app.audit_event WHERE action = 'acknowledged'")
    assert json.loads(payload) == {"covers": str(world.clinical)}
    await world.back(absence, by=world.clinical)
    world.later(minutes=1)
    assert await opens(world, ines, episode) == ""
    with pytest.raises(NotAllowed):
        await world.claim(item.id, by=ines)


async def test_a_cover_from_another_school_reaches_every_case_of_the_one_who_is_away_and_no_other(
    world: World,
) -> None:
    hal = world.stranger
    await world.can_sign_in(hal)
    ours = await world.refer(by=world.counselor)
    assert await opens(world, hal, ours) == ""
    await world.away(world.counselor, hal)
    world.later(minutes=1)
    assert await opens(world, hal, ours) == "owner, as cover"
    assert await opens(world, world.administrator, ours) == ""


async def test_an_absence_that_is_still_to_come_changes_nothing_today(world: World) -> None:
    item = await raised(world)
    ines = await clinical(world)
    await world.away(world.clinical, ines, first_in=1)
    assert await listed(world, ines) == []
    world.later(days=1)
    assert await listed(world, ines) == [(item.id, "Ines Roth")]


async def test_who_is_away_reads_their_work_still(world: World) -> None:
    item = await raised(world)
    await world.away(world.clinical, await clinical(world))
    world.later(minutes=1)
    assert await opens(world, world.clinical, item.episode_id) == "clinical supervisor"


# The ladder.


async def test_the_ladder_leaves_out_who_is_away_and_tells_the_cover_in_their_place_on_record(
    world: World,
) -> None:
    ines = await clinical(world)
    await world.away(world.clinical, ines, days=60)
    world.later(minutes=1)
    await raised(world)
    assert await told(world) == {ines, world.counselor}
    places = await world.rows(
        "SELECT DISTINCT person_id, in_place_of_id FROM app.escalation_notice ORDER BY in_place_of_id"
    )
    assert places == [(ines, world.clinical), (world.counselor, None)]


async def test_an_absence_that_begins_while_it_is_open_tells_the_cover_on_the_next_rung(world: World) -> None:
    await raised(world)
    ines = await clinical(world)
    assert ines not in await told(world)
    await world.away(world.clinical, ines)
    world.later(minutes=5)
    assert await world.turn() == 1
    assert ines in await told(world)
    assert world.clinical not in await told(world)


async def test_acknowledged_by_somebody_who_is_away_now_comes_back_at_its_time_to_the_cover(
    world: World,
) -> None:
    item = await raised(world)
    ines = await clinical(world)
    await world.acknowledge(item.id)
    await world.away(world.clinical, ines)
    assert await next_in(world) == timedelta(minutes=60)
    world.later(minutes=60)
    assert await world.turn() == 1
    assert (await moves(world))[-1] == ("call_again", 1, 1, False)
    assert await told(world) == {ines, world.counselor}


async def test_nobody_is_told_twice_who_stands_on_the_rung_and_covers_for_another(world: World) -> None:
    ines = await clinical(world, site_id=world.site_id)
    await world.away(world.clinical, ines, days=60)
    world.later(minutes=1)
    await raised(world)
    for minutes in (5, 5, 10, 15):
        world.later(minutes=minutes)
        await world.turn()
    twice = await world.rows(
        "SELECT change_id FROM app.escalation_notice GROUP BY change_id, person_id, way HAVING count(*) > 1"
    )
    assert twice == []


# The cover fails.


async def disabled(world: World, person: UUID) -> None:
    await world.plant(
        f"UPDATE sign_in.identity SET disabled_at = now() WHERE org_id = $1 AND person_id = '{person}'"
    )


async def test_a_cover_who_is_disabled_is_followed_by_the_next(world: World) -> None:
    item = await raised(world)
    ines = await clinical(world)
    await world.away(world.clinical, ines, days=5)
    await disabled(world, ines)
    world.later(minutes=1)
    assert await stand_in(world, world.clinical) == world.administrator
    assert (item.id, "Dana Whitlock") in await listed(world, world.administrator)
    after = await clinical(world, "Noor")
    assert await stand_in(world, world.clinical) == after


async def test_a_cover_who_leaves_is_followed_by_who_takes_their_work_over(world: World) -> None:
    await raised(world)
    ines, noor = await clinical(world), await clinical(world, "Noor")
    await clinical(world, "Abel")
    await world.away(world.clinical, ines, days=5)
    await leave(world, ines, cover_id=noor)
    world.later(minutes=1)
    assert await stand_in(world, world.clinical) == noor


async def leave(world: World, person: UUID, *, cover_id: UUID) -> None:
    async with world.acting(world.administrator) as tx:
        departure = await begin_departure(
            tx,
            person_id=person,
            why="Moves.",
            last_day_on=world.today(),
            cover_id=None,
            by=tx.actor,
            at=tx.at,
        )
    world.later(minutes=1)
    await world.plant(f"UPDATE app.person SET phone = '555 0199' WHERE org_id = $1 AND id = '{cover_id}'")
    async with world.acting(world.administrator) as tx:
        await end_access(tx, departure_id=departure, cover_id=cover_id, by=tx.actor, at=tx.at)


async def test_what_is_still_somebodys_whose_account_is_closed_falls_to_the_next(world: World) -> None:
    """A task asked of whoever once decided, for instance."""
    item = await raised(world)
    ines = await clinical(world, site_id=world.site_id)
    await disabled(world, world.clinical)
    world.later(minutes=1)
    assert (item.id, "Ines Roth") in await listed(world, ines)
    assert await opens(world, ines, item.episode_id)


# Who may, and what is refused.


async def test_a_second_absence_over_the_same_day_is_refused_also_by_the_database(world: World) -> None:
    ines = await clinical(world)
    absence = await world.away(world.clinical, ines, first_in=3, days=3)
    with pytest.raises(Invalid) as refused:
        await world.away(world.clinical, ines, first_in=5, days=1)
    assert list(refused.value.errors) == ["first_on"]
    await world.away(world.clinical, ines, first_in=6, days=1)
    with pytest.raises(asyncpg.UniqueViolationError):
        await world.plant(
            "INSERT INTO app.absence_day SELECT org_id, person_id, day, absence_id, now() FROM app.absence_day"
            f" WHERE org_id = $1 AND absence_id = '{absence}'"
        )


async def test_of_two_at_the_same_moment_one_is_kept_and_the_other_is_told_why(world: World) -> None:
    ines = await clinical(world)
    tries = (world.away(world.clinical, ines) for _ in range(4))
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(one, UUID) for one in done) == 1
    assert sum(isinstance(one, Invalid) for one in done) == 3


async def test_of_two_who_name_each_other_at_the_same_moment_one_is_refused(world: World) -> None:
    ines = await clinical(world, site_id=world.site_id)
    await world.can_sign_in(world.clinical)
    tries = (world.away(world.clinical, ines), world.away(ines, world.clinical))
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == ["Invalid", "UUID"]


async def test_somebody_who_fell_ill_is_written_down_by_who_supervises_or_administrates(world: World) -> None:
    await world.can_sign_in(world.clinical, world.counselor)
    episode, _ = await world.mentored()
    await world.away(world.mentor, world.counselor, by=world.direct)
    await world.away(world.direct, world.clinical, by=world.administrator)
    assert len(await world.audit("began_absence")) == 2
    with pytest.raises(NotAllowed):
        await world.away(world.counselor, world.clinical, by=world.direct)
    with pytest.raises(NotAllowed):
        await world.away(world.counselor, world.clinical, by=world.mentor)
    assert episode


async def test_a_student_is_nobody_who_is_away(world: World) -> None:
    with pytest.raises(NotFound):
        await world.away(world.students[0], world.clinical, by=world.administrator)


async def test_back_early_the_days_are_free_again_and_it_ends_once(world: World) -> None:
    ines = await clinical(world)
    absence = await world.away(world.clinical, ines, days=5)
    world.later(days=1)
    with pytest.raises(NotAllowed):
        await world.back(absence, by=world.counselor)
    await world.back(absence, by=world.administrator)
    with pytest.raises(Refused):
        await world.back(absence, by=world.clinical)
    world.later(minutes=1)
    assert await stand_in(world, world.clinical) == world.clinical
    await world.away(world.clinical, ines, days=2)
    ended = await world.rows("SELECT ended_by FROM app.absence ORDER BY starts_at")
    assert ended == [(world.administrator,), (None,)]


async def test_one_that_never_began_is_taken_back_whole(world: World) -> None:
    ines = await clinical(world)
    absence = await world.away(world.clinical, ines, first_in=2, days=3)
    await world.back(absence, by=world.clinical)
    world.later(days=2)
    assert await stand_in(world, world.clinical) == world.clinical
    assert await world.rows("SELECT count(*) FROM app.absence_day") == [(0,)]


# Nothing is ever with nobody.

_NAMES = ("Ada", "Bo", "Cy")


async def never_nobodys(world: World) -> None:
    """All open work is with one person who is there, can sign in, has it in their list and may act on it."""
    async with world.acting(None) as tx:
        items, stand_ins = await open_items(tx), tx.stand_ins
    there = {
        one
        for (one,) in await world.rows(
            "SELECT i.person_id FROM sign_in.identity i WHERE i.disabled_at IS NULL AND NOT EXISTS (SELECT"
            " FROM app.absence a WHERE a.person_id = i.person_id AND a.starts_at <= :at AND a.ends_at > :at)"
            " AND EXISTS (SELECT FROM app.appointment p WHERE p.person_id = i.person_id AND p.ended_at IS NULL)",
            at=world.now,
        )
    }
    assert items
    for item in items:
        holder = stand_ins.whom(item.owner_id)
        assert holder in there
        assert item.id in [work for work, _ in await listed(world, holder)]
        async with world.acting(holder) as tx:
            work = await load_work(tx, item.id)
            case = await load_case(tx, work.episode_id)
            why = why_not_acknowledge(tx.actor, case.standing, kind=work.kind, owner_id=work.owner_id)
        assert why is None


async def _anything(world: World, dice: Random, people: list[UUID]) -> None:
    one, other = dice.sample(people, 2)
    what = dice.choice(("away", "away", "back", "disabled", "leaves", "hours", "hours", "turns"))
    if what == "away":
        await world.away(
            one, other, first_in=dice.randint(0, 1), days=dice.randint(1, 4), by=world.administrator
        )
    elif what == "back":
        ((absence,),) = await world.rows("SELECT id FROM app.absence ORDER BY random() LIMIT 1") or [
            (new_id(),)
        ]
        await world.back(absence, by=world.administrator)
    elif what == "disabled":
        await disabled(world, one)
    elif what == "leaves":
        await leave(world, one, cover_id=other)
        people.remove(one)
    elif what == "hours":
        world.later(hours=dice.randint(1, 40))
    else:
        await world.turn()


@pytest.mark.parametrize("seed", range(2, 6))
async def test_whoever_is_away_disabled_or_leaves_open_work_is_with_somebody_who_may_act(
    world: World, seed: int
) -> None:
    dice = Random(seed)
    await raised(world)
    people = [world.clinical, *[await clinical(world, name, site_id=world.site_id) for name in _NAMES]]
    for _ in range(12):
        try:
            await _anything(world, dice, people)
        except (Invalid, Refused, NotAllowed, NotFound):
            continue
        finally:
            world.later(minutes=1)
        if len(people) < 2 or not await _anybody(world, people):
            break
        await never_nobodys(world)


async def _anybody(world: World, people: list[UUID]) -> bool:
    """Without any clinical supervisor there is nobody left to act, and the site is not ready for real cases."""
    found = await world.rows(
        "SELECT count(*) FROM sign_in.identity i WHERE i.person_id = ANY(:people) AND i.disabled_at IS NULL AND NOT"
        " EXISTS (SELECT FROM app.absence a WHERE a.person_id = i.person_id AND a.starts_at <= :at"
        " AND a.ends_at > :at)",
        people=people, at=world.now,
    )  # fmt: skip
    return bool(found[0][0])
