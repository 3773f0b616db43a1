"""Can any order of people leaving and coming leave a young person to nobody?

Short roads of acts on a real PostgreSQL: staff and students leave, others are asked, accept and decline, access ends at
once with a cover, mentors come and go, a case is closed and opened again. Refusals are answers. After every act an open
case has an owner who can see it, its open work somebody who is there, and who has no mentor waits for one.
"""

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from care_steps.match_states import MatchEnd
from supervision.access import relation
from tests.conftest import Database
from tests.world import MONDAY, World
from triage.roles import Role
from workflows.records.closures import site_year
from workflows.records.departures import departures, held_cases
from workflows.records.matches import load_match
from workflows.records.mentee_lines import mentee_lines
from workflows.records.refusals import Refused
from workflows.records.roll_overs import planned_for
from workflows.records.scope import scoped_as
from workflows.records.takeovers import asked_of
from workflows.verbs.answer_takeover import answer_takeover
from workflows.verbs.begin_departure import begin_departure
from workflows.verbs.end_access import end_access
from workflows.verbs.end_match import end_match
from workflows.verbs.hand_on_student import StudentLeaves, hand_on_student
from workflows.verbs.pause_match import pause_match
from workflows.verbs.propose_takeover import ASKED_FOR, propose_takeover
from workflows.verbs.roll_over import roll_over

ROADS = 8
NEXT_YEAR, LAST = MONDAY + timedelta(days=350), "12"
LEAVERS = ("counselor", "counselor", "direct", "direct", "mentor", "clinical", "stranger")
# Each row is a promise that is broken, with the record that breaks it.
BROKEN = """
SELECT 'an open case has an owner who is there' AS promise, e.id FROM app.episode e
 WHERE e.org_id = :org_id AND e.step <> 'closed' AND NOT EXISTS (SELECT FROM app.appointment a
       WHERE (a.org_id, a.person_id) = (e.org_id, e.owner_id) AND a.ended_at IS NULL)
UNION ALL SELECT 'open work has an owner who is there', w.id FROM app.work w
 WHERE w.org_id = :org_id AND w.state <> 'ended' AND NOT EXISTS (SELECT FROM app.appointment a
       WHERE (a.org_id, a.person_id) = (w.org_id, w.owner_id) AND a.ended_at IS NULL)
UNION ALL SELECT 'a match that lives has a mentor who is there', m.id FROM app.match m
 WHERE m.org_id = :org_id AND NOT EXISTS (SELECT FROM app.match_change c
       WHERE (c.org_id, c.match_id) = (m.org_id, m.id) AND c.to_state = 'ended')
   AND NOT EXISTS (SELECT FROM app.appointment a
       WHERE (a.org_id, a.person_id) = (m.org_id, m.mentor_id) AND a.ended_at IS NULL)
UNION ALL SELECT 'who leaves is gone in one act, or still whole', d.id FROM app.departure d
 WHERE d.org_id = :org_id AND d.access_ended_at IS NOT NULL AND EXISTS (SELECT FROM app.episode e
       WHERE (e.org_id, e.owner_id) = (d.org_id, d.person_id))
"""
WITHOUT_MENTOR = """
SELECT e.id FROM app.episode e
 WHERE e.org_id = :org_id AND e.step IN ('referred', 'paraprofessional_mentor', 'journey_mentor')
   AND NOT EXISTS (SELECT FROM app.match m WHERE (m.org_id, m.episode_id) = (e.org_id, e.id)
       AND NOT EXISTS (SELECT FROM app.match_change c
            WHERE (c.org_id, c.match_id) = (m.org_id, m.id) AND c.to_state = 'ended'))
"""


class Road:
    """One case in its own organization, and what people do around it."""

    def __init__(self, world: World, episode: UUID, cover: UUID, direct: UUID, mentor: UUID) -> None:
        self.world, self.episode, self.mentor = world, episode, mentor
        self.cover, self.direct = cover, direct

    async def leave(self, draw: Callable[..., Any]) -> None:
        await self._leaves(getattr(self.world, draw(LEAVERS)))

    async def owner_leaves(self, draw: Callable[..., Any]) -> None:
        await self._leaves((await self.world.case(self.episode)).owner_id)

    async def _leaves(self, person: UUID) -> None:
        async with self.world.acting(self.world.administrator) as tx:
            await begin_departure(
                tx, person_id=person, why="Moves.", last_day_on=self.world.today(), cover_id=None, by=tx.actor,
                at=tx.at,
            )  # fmt: skip

    async def ask(self, draw: Callable[..., Any]) -> None:
        async with self.world.acting(self.world.administrator) as tx:
            found = [(one, held) for one in await departures(tx) for held in await held_cases(tx, one)]
            asked = [(one, held) for one, held in found if one.ended_at is None and held.what in ASKED_FOR]
            if not asked:
                raise Refused("Nobody who leaves holds anything.")
            one, held = draw(asked)
            to_id = draw(
                (self.cover, self.direct if held.what == "direct_supervisor" else self.world.stranger)
            )
            await propose_takeover(
                tx,
                departure_id=one.id,
                episode_id=held.episode_id,
                what=held.what,
                to_id=to_id,
                by=tx.actor,
                at=tx.at,
            )

    async def answer(self, draw: Callable[..., Any]) -> None:
        said, answered = draw(("accepted", "accepted", "declined")), 0
        for person in (self.cover, self.direct, self.world.stranger):
            async with self.world.acting(person) as tx:
                for one in await asked_of(tx, person):
                    await answer_takeover(tx, takeover_id=one.id, answer=said, by=tx.actor, at=tx.at)
                    answered += 1
        if not answered:
            raise Refused("Nobody is asked.")

    async def end_access(self, draw: Callable[..., Any]) -> None:
        cover = draw((self.cover, self.cover, self.world.clinical, None))
        async with self.world.acting(self.world.administrator) as tx:
            for one in await departures(tx):
                if one.ended_at is None:
                    await end_access(tx, departure_id=one.id, cover_id=cover, by=tx.actor, at=tx.at)
                    return
            raise Refused("Nobody leaves.")

    async def student_leaves(self, draw: Callable[..., Any]) -> None:
        to_id = draw((self.cover, self.world.stranger))
        leave = StudentLeaves("Goes to Lincoln High.", self.world.today(), to_id)
        async with self.world.acting((await self.world.case(self.episode)).owner_id) as tx:
            await hand_on_student(tx, episode_id=self.episode, leave=leave, by=tx.actor, at=tx.at)

    async def change_match(self, draw: Callable[..., Any]) -> None:
        serving = (await self.world.case(self.episode)).serving_match_id
        if serving is None:
            raise Refused("Nobody serves.")
        ends = draw((True, True, False))
        async with self.world.acting(self.cover) as tx:
            seen: dict[str, Any] = {
                "match_id": serving,
                "seen_sequence": (await load_match(tx, serving)).sequence,
            }
            if ends:
                end = MatchEnd("schedule", "mentor", no_goodbye="by_letter")
                await end_match(tx, end=end, **seen, by=tx.actor, at=tx.at)
            else:
                await pause_match(tx, words="Exams.", **seen, by=tx.actor, at=tx.at)

    async def assign(self, draw: Callable[..., Any]) -> None:
        match = await self.world.assign(
            self.episode, mentor_id=self.mentor, direct_supervisor_id=self.direct, by=self.cover
        )
        if draw((True, False)):
            self.world.later(hours=1)
            await self.world.log_made(match, by=self.mentor)

    async def close(self, draw: Callable[..., Any]) -> None:
        closing = self.world.closing(no_measure="declined", last_contact_on=self.world.today())
        await self.world.close(self.episode, closing, by=self.cover)

    async def reopen(self, draw: Callable[..., Any]) -> None:
        await self.world.reopen(self.episode, by=self.cover)

    async def worry(self, draw: Callable[..., Any]) -> None:
        await self.world.worry(self.episode, draw(("talk_over", "active_statement")), by=self.cover)

    async def next_year(self, draw: Callable[..., Any]) -> None:
        self.world.now = max(self.world.now, NEXT_YEAR)
        async with self.world.acting(self.world.administrator) as tx:
            planned = await planned_for(tx, await site_year(tx, self.world.site_id), LAST)
            await roll_over(
                tx,
                site_id=self.world.site_id,
                last=LAST,
                seen_students=planned.raised,
                by=tx.actor,
                at=tx.at,
            )


MOVES: dict[str, Callable[[Road, Callable[..., Any]], Awaitable[None]]] = {
    "leave": Road.leave,
    "the owner leaves": Road.owner_leaves,
    "ask": Road.ask,
    "answer": Road.answer,
    "end_access": Road.end_access,
    "student_leaves": Road.student_leaves,
    "change_match": Road.change_match,
    "assign": Road.assign,
    "close": Road.close,
    "reopen": Road.reopen,
    "worry": Road.worry,
    "next_year": Road.next_year,
}
STRETCHES = (
    *[("leave", "ask", "answer"), ("leave", "end_access"), ("student_leaves", "answer")] * 2,
    ("leave", "student_leaves", "end_access", "answer"),
    *[("close", "the owner leaves", "end_access", "reopen")] * 3,
    ("close", "reopen", "assign"),
    ("change_match", "worry", "assign"),
    ("next_year", "worry"),
)
"""What leads on from one act to the next, so that a road of four of them gets somewhere."""


async def begun(database: Database, engine: AsyncEngine) -> Road:
    world = await World.made(database, engine)
    episode, _ = await world.mentored()
    cover = await world.person(
        "Nora", "Field", Role.COUNSELOR, Role.DIRECT_SUPERVISOR, Role.CLINICAL_SUPERVISOR
    )
    await world.plant("UPDATE app.person SET phone = '555 0199' WHERE org_id = $1 AND family_name = 'Field'")
    direct = await world.person("Omar", "Reed", Role.DIRECT_SUPERVISOR)
    await world.supervise(direct, cover)
    mentor = await world.mentor_with_papers("Ines", "Soto")
    world.later(hours=1)
    return Road(world, episode, cover, direct, mentor)


async def insist(road: Road) -> None:
    """Every promise, as it stands now."""
    world = road.world
    assert await world.rows(BROKEN) == []
    case = await world.case(road.episode)
    if case.step.is_open:
        async with scoped_as(world.engine, world.org_id, case.owner_id, at=world.now) as tx:
            assert relation(tx.actor, case.standing) is not None
    async with world.acting(None) as tx:
        lines = {one.episode_id: one for one in await mentee_lines(tx, site_ids=[world.site_id])}
    waiting = {one for one, line in lines.items() if line.waits_for_mentor_since is not None}
    alone = {one for (one,) in await world.rows(WITHOUT_MENTOR)}
    assert alone <= waiting, "who has no mentor waits for one"


async def walk(road: Road, chance: Random, done: Counter[str]) -> None:
    for act in (one for stretch in chance.choices(STRETCHES, k=4) for one in stretch):
        road.world.later(minutes=20)
        try:
            await MOVES[act](road, chance.choice)
            done[act] += 1
        except Refused:
            done[f"{act} (refused)"] += 1
        road.world.later(seconds=1)
        await insist(road)


async def test_no_road_leaves_an_open_case_to_nobody_or_a_mentee_without_a_place_in_the_list(
    module_database: Database, module_engine: AsyncEngine
) -> None:
    done: Counter[str] = Counter()
    for seed in range(ROADS):
        await walk(await begun(module_database, module_engine), Random(seed), done)
    assert done.keys() >= MOVES.keys(), f"no road got through {MOVES.keys() - done.keys()}"
