"""Does planned dose end with its match and rest in its pauses, from one place, and does an old version go on counting?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from care_steps.facts import derive
from care_steps.match_states import MatchEnd
from care_steps.policy import load
from care_steps.rules.section_loading import fixed_sections
from tests.world import EVERYDAY_POLICY, World
from workflows.pages.components import Sentence
from workflows.pages.dose_in_step import dose_in_step
from workflows.records.facts import gather_one
from workflows.records.matches import load_match
from workflows.records.recommendations import recommendation
from workflows.verbs.end_match import end_match
from workflows.verbs.pause_match import pause_match
from workflows.verbs.resume_match import resume_match

END = MatchEnd("schedule", "mentor", no_goodbye="by_letter")
AS_AGREED = EVERYDAY_POLICY.replace('planned_dose = "while_matched"\n', "")


@dataclass(frozen=True, slots=True)
class Road:
    """What is done with a match that meets weekly from its first day, after so many days; then somebody looks."""

    acts: Sequence[tuple[int, str]]
    looks: int
    counts: int
    agreed: int


ROADS = [
    pytest.param(Road((), 22, 4, 4), id="they go on: every session counts"),
    pytest.param(Road(((8, "end"),), 22, 2, 4), id="none after the end"),
    pytest.param(Road(((8, "pause"),), 22, 2, 4), id="none in a pause that lasts"),
    pytest.param(Road(((8, "pause"), (15, "resume")), 22, 3, 4), id="again after the pause"),
    pytest.param(Road(((8, "pause"), (15, "end")), 22, 2, 4), id="a pause that becomes an end"),
    pytest.param(Road(((1, "pause"), (2, "resume")), 22, 4, 4), id="a pause without a session"),
    pytest.param(Road(((8, "end"), (9, "other")), 22, 4, 6), id="those of the next mentor as well"),
    pytest.param(Road(((8, "other"),), 22, 4, 6), id="of one who is replaced none that came after"),
]


async def done(world: World, match: UUID, act: str) -> None:
    if act == "other":
        other = await world.mentor_with_papers("Ines", "Soto")
        ((episode,),) = await world.rows("SELECT episode_id FROM app.match WHERE id = :id", id=match)
        await world.assign(episode, mentor_id=other)
        return
    verbs: dict[str, tuple[Any, dict[str, Any]]] = {
        "pause": (pause_match, {"words": "Exams."}),
        "resume": (resume_match, {}),
        "end": (end_match, {"end": END}),
    }
    verb, said = verbs[act]
    async with world.acting(world.counselor) as tx:
        seen = (await load_match(tx, match)).sequence
        await verb(tx, match_id=match, seen_sequence=seen, by=tx.actor, at=tx.at, **said)


async def planned(world: World, episode: UUID) -> tuple[Any, Any]:
    """The planned sessions that count under the policy in force, and as they were agreed."""
    async with world.acting(None) as tx:
        raw = await gather_one(tx, episode, world.now)
    settings = (load(EVERYDAY_POLICY).settings, fixed_sections().settings)
    now, agreed = (derive(raw, one)["sessions_planned"].value for one in settings)
    return now, agreed


@pytest.mark.parametrize("road", ROADS)
async def test_planned_dose_ends_with_the_match_and_rests_in_a_pause(world: World, road: Road) -> None:
    episode, match = await world.mentored()
    began = world.now
    for days, act in road.acts:
        world.now = began + timedelta(days=days)
        await done(world, match, act)
    world.now = began + timedelta(days=road.looks)
    assert await planned(world, episode) == (road.counts, road.agreed)


async def test_the_rule_and_the_page_read_the_same_dose(world: World) -> None:
    episode, match = await world.mentored()
    world.later(days=8)
    await done(world, match, "pause")
    world.later(days=14)
    await world.worry(episode)
    (item,) = await world.work(episode, "recommendation")
    ((frozen,),) = await world.rows(
        "SELECT facts -> 'sessions_planned' ->> 'value' FROM app.firing WHERE work_id = :id", id=item.id
    )
    case = await world.case(episode)
    async with world.acting(world.clinical) as tx:
        said = dose_in_step(await recommendation(tx, item.id, case), world.today()).sentence
    assert frozen == "2"
    assert isinstance(said, Sentence)
    assert (said.values["made"], said.values["planned"]) == (1, 2)


async def test_what_was_decided_under_an_older_version_is_derived_as_it_was(world: World) -> None:
    """It counted every session that was agreed, whatever had become of the match."""
    await world.publish(AS_AGREED.replace("version = 3\n", "version = 4\n", 1))
    episode, match = await world.mentored()
    world.later(days=8)
    await done(world, match, "end")
    world.later(days=14)
    await world.worry(episode)
    world.later(days=1)
    await world.publish(EVERYDAY_POLICY.replace("version = 3\n", "version = 5\n", 1))
    await world.phq_a(episode, total=16)
    found = await world.rows(
        "SELECT facts -> 'sessions_planned' ->> 'value' FROM app.firing"
        " WHERE org_id = :org_id AND scope = 'episode' ORDER BY recorded_at"
    )
    assert {one for (one,) in found} == {"4", "2"}
    assert await world.replayed() == ()
