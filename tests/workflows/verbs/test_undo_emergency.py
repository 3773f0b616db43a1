"""Is an emergency taken back only by a clinical supervisor, with a reason, and its escalation with it?"""

from uuid import UUID

import pytest

from care_steps.steps import Step
from tests.world import World
from workflows.records.refusals import Invalid, NotAllowed, Refused, Stale
from workflows.verbs.undo_emergency import undo_emergency


async def test_undoing_goes_back_and_resolves_the_escalation_in_the_same_write(world: World) -> None:
    episode, _ = await world.in_emergency()
    (item,) = await world.work(episode)
    decision = await world.undo(episode, words="It was a line of a play.")
    assert (await world.case(episode)).step is Step.MENTOR
    assert await world.work(episode) == ()
    assert await world.rows("SELECT id, state, outcome, outcome_words, ended_by FROM app.work") == [
        (item.id, "ended", "emergency_undone", "It was a line of a play.", world.clinical)
    ]
    assert await world.rows(
        "SELECT d.kind, d.decided_by, d.from_step, d.chosen_step, d.why, r.kind FROM app.decision d"
        " JOIN app.decision r ON r.id = d.review_of WHERE d.id = :id",
        id=decision,
    ) == [
        (
            "undo",
            world.clinical,
            "professional_referral",
            "paraprofessional_mentor",
            "Ruth Okafor undid the emergency move: It was a line of a play.",
            "emergency",
        )
    ]
    assert await world.rows("SELECT move, to_step FROM app.step_change ORDER BY sequence DESC LIMIT 1") == [
        ("undo", "paraprofessional_mentor")
    ]
    assert await world.audit("undid_emergency") == [
        (world.clinical, world.students[0], "decision", decision, "done")
    ]


async def test_what_was_undone_does_not_fire_again_but_a_new_statement_does(world: World) -> None:
    episode, match = await world.in_emergency()
    await world.undo(episode)
    assert (await world.sweep()).changed == 0
    world.later(days=1)
    await world.log_made(match)
    assert (await world.case(episode)).step is Step.MENTOR
    await world.log_made(match, worry="now", now_kind="weapon")
    assert (await world.case(episode)).step is Step.PROFESSIONAL


async def test_undoing_before_care_began_goes_back_to_referred(world: World) -> None:
    episode = await world.refer()
    await world.worry(episode, "weapon")
    await world.undo(episode)
    assert (await world.case(episode)).step is Step.REFERRED
    await world.log_made(await world.assign(episode))
    assert (await world.case(episode)).step is Step.MENTOR


async def test_other_escalations_stay_open(world: World) -> None:
    episode, _ = await world.in_emergency()
    await world.worry(episode, "other_now")
    await world.undo(episode)
    assert [one.action for one in await world.work(episode)] == ["look_now"]


async def test_an_emergency_whose_escalation_was_resolved_can_be_undone(world: World) -> None:
    episode, _ = await world.in_emergency()
    (item,) = await world.work(episode)
    await world.end(item.id, "not_confirmed")
    await world.undo(episode)
    assert (await world.case(episode)).step is Step.MENTOR
    assert await world.rows("SELECT outcome FROM app.work") == [("not_confirmed",)]


async def test_a_second_statement_joins_the_escalation_and_moves_no_further(world: World) -> None:
    episode, match = await world.in_emergency()
    await world.log_made(match, worry="now", now_kind="weapon")
    assert len(await world.work(episode)) == 1
    assert (await world.case(episode)).version == 3
    await world.undo(episode)
    assert await world.work(episode) == ()


@pytest.mark.parametrize("who", ["counselor", "direct", "mentor", "administrator", "stranger"])
async def test_nobody_but_a_clinical_supervisor_undoes(world: World, who: str) -> None:
    episode, _ = await world.in_emergency()
    with pytest.raises(NotAllowed) as no:
        await world.undo(episode, by=getattr(world, who))
    assert no.value.sentence == "Only a clinical supervisor may undo an emergency move."
    assert (await world.case(episode)).step is Step.PROFESSIONAL


async def test_undoing_wants_words_and_an_emergency(world: World) -> None:
    episode, _ = await world.in_emergency()
    with pytest.raises(Invalid) as no:
        await world.undo(episode, words="  ")
    assert no.value.errors == {"words": "Say why the emergency move is taken back."}
    await world.undo(episode)
    with pytest.raises(Refused, match="The last move of this case was no emergency"):
        await world.undo(episode)


async def test_an_old_page_undoes_nothing(world: World) -> None:
    episode, _ = await world.in_emergency()
    with pytest.raises(Stale):
        await _undo_seen(world, episode, 2)
    assert (await world.case(episode)).step is Step.PROFESSIONAL


async def _undo_seen(world: World, episode: UUID, version: int) -> None:
    async with world.acting(world.clinical) as tx:
        await undo_emergency(tx, episode_id=episode, words="No.", seen_version=version, by=tx.actor, at=tx.at)
