"""In whatever order things are entered, moved and decided: does the right student end as if all had come in right?"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from care_steps.decisions import Answer, Choice
from tests.conftest import Database
from tests.world import CONSENT, World
from workflows.platform.engines import open_engine
from workflows.records.facts import gather_one
from workflows.verbs.replay import replay

ENTERED = ("made", "missed", "phq_a", "gad_7", "severe", "item_9", "worry", "worry_now")
KINDS = {"made": "session", "missed": "session", "worry": "concern", "worry_now": "concern"}
ACTS = st.lists(st.sampled_from((*ENTERED, "move", "decide")), min_size=2, max_size=6)


async def entered(world: World, act: str, episode: UUID, match: UUID) -> UUID:
    if act in ("made", "missed"):
        return await (world.log_made if act == "made" else world.log_missed)(match)
    if act in ("worry", "worry_now"):
        return await world.worry(episode, "talk_over" if act == "worry" else "other_now")
    if act == "gad_7":
        return await world.gad_7(episode, total=6)
    totals = {"phq_a": 5, "severe": 16, "item_9": 4}
    return await world.phq_a(episode, total=totals[act], item_9=int(act == "item_9"))


async def decided(world: World, episode: UUID) -> None:
    for item in (await world.work(episode, "recommendation"))[:1]:
        await world.decide(item.id, Choice(Answer.ACCEPT, consent_basis=CONSENT))


async def read(world: World, episode: UUID) -> dict[str, Any]:
    """The facts of the case, without the ids of the records and of the work that they came from."""
    async with world.acting(None) as tx:
        raw = await gather_one(tx, episode, tx.at + timedelta(seconds=1))
    return {
        "forms": [
            (one.instrument_id, one.completed_at, one.total, one.safety) for one in raw.administrations
        ],
        "last_made": raw.contacts.last_made_at,
        "missed": len(raw.contacts.missed_in_a_row),
        "dose": (raw.contacts.made_in_step, raw.contacts.planned_in_step),
        "worries": sorted((one.kind, one.happened_at) for one in raw.concerns),
        "unsafe": len(raw.open_safety_items),
        "step": raw.step,
    }


async def lived(world: World, acts: list[str], *, wrongly: bool) -> dict[str, Any]:
    """Everything is meant for Noah. `wrongly`: it is entered with Ava, and moved when the acts say so or at the end."""
    cases = {one: await world.mentored(one) for one in world.students[:2]}
    noah = cases[world.students[1]]
    waiting: list[tuple[str, UUID]] = []
    for act in acts:
        world.later(hours=5)
        if act == "move":
            while waiting:
                await world.misfile(*waiting.pop(), world.students[1])
        elif act == "decide":
            if wrongly:
                await decided(world, cases[world.students[0]][0])
        else:
            one = await entered(world, act, *cases[world.students[0 if wrongly else 1]])
            if wrongly:
                waiting.append((KINDS.get(act, "administration"), one))
    world.later(hours=5)
    while waiting:
        await world.misfile(*waiting.pop(), world.students[1])
    assert (await world.sweep()).changed == 0
    async with world.acting(None) as tx:
        assert (await replay(tx, by=tx.actor)).differences == ()
    return await read(world, noah[0])


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
async def test_the_right_student_ends_as_if_it_had_come_in_right(
    module_database: Database, acts: list[str]
) -> None:
    engine = open_engine(module_database.app_url, name="misfiled worlds")
    try:
        moved = await lived(await World.made(module_database, engine), acts, wrongly=True)
        right = await lived(await World.made(module_database, engine), acts, wrongly=False)
    finally:
        await engine.dispose()
    assert moved == right
