"""Is what somebody thinks about the next step kept as it was said, and does it change no decision made before?"""

from datetime import timedelta

import pytest

from care_steps.decisions import Answer, Choice
from supervision.stated_views import Whose
from tests.world import World
from workflows.records.refusals import Invalid, NotAllowed
from workflows.records.stated_views import newest_views, views_of

SAID = "  „Ich möchte\n\n  lieber bei Priya bleiben.“ 🙂 <b>No!</b>  "


async def test_the_words_are_kept_exactly_as_they_were_typed(world: World) -> None:
    episode, _ = await world.mentored()
    await world.state(episode, Whose.MENTEE, SAID)
    async with world.acting(world.clinical) as tx:
        (view,) = await views_of(tx, episode)
    assert (view.whose, view.words, view.by_name) == (Whose.MENTEE, SAID, "Sam Rivera")


async def test_a_new_view_stands_beside_the_earlier_one_and_the_newest_holds(world: World) -> None:
    episode, _ = await world.mentored()
    await world.state(episode, Whose.MENTEE, "No.")
    await world.state(episode, Whose.GUARDIAN, "Whatever helps.")
    await world.state(episode, Whose.MENTEE, "Well, yes.")
    async with world.acting(world.clinical) as tx:
        newest = await newest_views(tx, episode)
        assert {one.value: view.words for one, view in newest.items()} == {
            "mentee": "Well, yes.",
            "guardian": "Whatever helps.",
        }
        assert [one.words for one in await views_of(tx, episode)] == ["Well, yes.", "Whatever helps.", "No."]


async def test_a_view_that_is_written_down_later_is_not_among_what_a_decision_rested_on(world: World) -> None:
    episode, _ = await world.mentored()
    await world.phq_a(episode, total=16)
    await world.state(episode, Whose.DIRECT_SUPERVISOR, "She is ready for it.", by=world.direct)
    (item,) = await world.work(episode, "recommendation")
    until = world.now.date() + timedelta(days=9)
    hold = Choice(Answer.HOLD, hold_reason="awaiting_consent", hold_until=until, mentee_view="I said yes.")
    decided = await world.decide(item.id, hold)
    # At the very same instant, and still after it.
    await world.state(episode, Whose.DIRECT_SUPERVISOR, "I have changed my mind.", by=world.direct)
    await world.state(episode, Whose.MENTEE, "I said no.")
    ((known_at, kept),) = await world.rows(
        "SELECT known_at, mentee_view FROM app.decision WHERE id = :id", id=decided
    )
    assert kept == "I said yes."
    async with world.acting(world.clinical) as tx:
        before = await newest_views(tx, episode, known_at=known_at)
    assert {one: view.words for one, view in before.items()} == {
        Whose.DIRECT_SUPERVISOR: "She is ready for it."
    }


async def test_a_view_brings_no_rule_to_fire_and_no_step_to_move(world: World) -> None:
    episode, _ = await world.mentored()
    await world.state(episode, Whose.MENTEE, "I want to die, no, only joking.")
    assert await world.work(episode) == ()
    assert await world.rows("SELECT count(*) FROM app.firing") == [(0,)]


async def test_the_look_is_kept_and_the_words_are_not_in_it(world: World) -> None:
    episode, _ = await world.mentored()
    view = await world.state(episode, Whose.GUARDIAN, "Only at school.")
    assert await world.audit("stated_view") == [
        (world.counselor, world.students[0], "stated_view", view, "done")
    ]


@pytest.mark.parametrize(
    ("who", "whose"),
    [
        pytest.param("mentor", Whose.MENTEE, id="a mentor does not know that a step is being decided"),
        pytest.param(
            "counselor", Whose.DIRECT_SUPERVISOR, id="the counselor does not speak for the supervisor"
        ),
        pytest.param("clinical", Whose.DIRECT_SUPERVISOR, id="nor does the clinical supervisor"),
        pytest.param("stranger", Whose.GUARDIAN, id="somebody of another site"),
        pytest.param("administrator", Whose.GUARDIAN, id="an administrator"),
    ],
)
async def test_who_may_not_speak_for_somebody_is_refused(world: World, who: str, whose: Whose) -> None:
    episode, _ = await world.mentored()
    with pytest.raises(NotAllowed):
        await world.state(episode, whose, "Yes.", by=getattr(world, who))
    assert await world.rows("SELECT count(*) FROM app.stated_view") == [(0,)]


async def test_nothing_said_is_no_view(world: World) -> None:
    episode, _ = await world.mentored()
    with pytest.raises(Invalid) as wrong:
        await world.state(episode, Whose.MENTEE, " \n ")
    assert set(wrong.value.errors) == {"words"}
