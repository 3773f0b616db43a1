"""Is whoever is next always told, is an escalation taken by one person at a time, and does it always come again?"""

import asyncio
import re
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from tests.world import EVERYDAY_POLICY, World
from triage.roles import Role
from workflows.records.episodes import lock_case
from workflows.records.refusals import Invalid, NotAllowed, Refused, Stale
from workflows.records.work import Work
from workflows.verbs.join_escalation import join_escalation

# The next version of the policy: everybody is given an hour.
LATER = re.sub(
    r"minutes = \d+", "minutes = 60", EVERYDAY_POLICY.replace("\nversion = 3", "\nversion = 4")
).replace("taken_minutes = 2880", "taken_minutes = 60")
Moves = list[tuple[str, int, int, bool]]


async def moves(world: World) -> Moves:
    """Move, rung, lap and whether it was passed, oldest first."""
    found = await world.rows("SELECT move, rung, lap, is_passed FROM app.escalation_change ORDER BY sequence")
    return [(move, rung, lap, passed) for move, rung, lap, passed in found]


async def told(world: World) -> set[object]:
    """Who was told on the rung that was entered last."""
    return {
        one
        for (one,) in await world.rows(
            "SELECT person_id FROM app.escalation_notice WHERE change_id ="
            " (SELECT id FROM app.escalation_change ORDER BY sequence DESC LIMIT 1)"
        )
    }


async def next_in(world: World) -> timedelta:
    """How long until something happens if nobody acts."""
    ((next_at,),) = await world.rows("SELECT next_at FROM app.work WHERE kind = 'escalation'")
    left: timedelta = next_at - world.now
    return left


async def raised(world: World) -> Work:
    """An emergency, with everybody able to sign in. Returns its work."""
    await world.can_sign_in(world.clinical, world.counselor, world.direct, world.administrator)
    episode, _ = await world.in_emergency()
    (item,) = await world.work(episode)
    return item


async def test_what_was_accepted_is_on_its_way_to_a_person_in_the_same_write(world: World) -> None:
    await raised(world)
    assert await moves(world) == [("open", 1, 1, False)]
    assert await told(world) == {world.clinical, world.counselor}
    assert await next_in(world) == timedelta(minutes=5)
    waits = await world.rows(
        "SELECT way, sent_at IS NULL FROM app.escalation_notice WHERE person_id = :person ORDER BY way",
        person=world.clinical,
    )
    assert waits == [("mail", True), ("page", False)]


async def test_nobody_who_answers_is_followed_by_the_next_and_the_last_rung_never_ends(world: World) -> None:
    await raised(world)
    assert await world.turn() == 0
    for minutes, rung, lap in (
        (5, 2, 1),
        (5, 3, 1),
        (10, 4, 1),
        (15, 4, 2),
        (15, 4, 3),
        (15, 4, 4),
        (15, 4, 5),
    ):
        world.later(minutes=minutes)
        assert await world.turn() == 1
        assert (await moves(world))[-1] == ("climb", rung, lap, False)
        assert await world.turn() == 0, "the same instant again does nothing"
    assert await told(world) == {world.clinical, world.counselor, world.administrator}


async def test_a_rung_without_anybody_is_passed_at_once_and_recorded(world: World) -> None:
    await world.can_sign_in(world.administrator)
    await world.in_emergency()
    assert await moves(world) == [
        ("open", 1, 1, True),
        ("climb", 2, 1, True),
        ("climb", 3, 1, True),
        ("climb", 4, 1, True),
        ("climb", 4, 2, True),
        ("climb", 4, 3, False),
    ]
    assert await told(world) == {world.administrator}


async def test_where_nobody_can_be_told_it_still_comes_again(world: World) -> None:
    await world.in_emergency()
    assert await told(world) == set()
    assert await next_in(world) == timedelta(minutes=15)
    world.later(minutes=15)
    await world.can_sign_in(world.clinical)
    assert await world.turn() == 1
    assert await told(world) == {world.clinical}


async def test_acknowledged_is_quiet_for_an_hour_and_not_resolved(world: World) -> None:
    item = await raised(world)
    await world.acknowledge(item.id)
    assert await next_in(world) == timedelta(minutes=60)
    world.later(minutes=59)
    assert await world.turn() == 0
    world.later(minutes=1)
    assert await world.turn() == 1
    assert (await moves(world))[-1] == ("call_again", 1, 1, False)
    assert await world.rows("SELECT state, acknowledged_by FROM app.work") == [("open", None)]


async def test_a_weekend_and_a_fall_break_stop_no_minute_of_a_crisis(world: World) -> None:
    await raised(world)
    world.later(days=40)
    assert await world.turn() == 1
    assert await next_in(world) == timedelta(minutes=5)


async def test_of_ten_who_claim_one_has_it_and_the_others_read_who(world: World) -> None:
    item = await raised(world)
    done = await asyncio.gather(*(world.claim(item.id) for _ in range(10)), return_exceptions=True)
    assert [one for one in done if one is None] == [None]
    assert {one.sentence for one in done if isinstance(one, Stale)} == {"Ruth Okafor has this already."}
    assert await world.rows("SELECT state, acknowledged_by FROM app.work") == [("in_hand", world.clinical)]


async def test_whoever_acknowledged_may_take_it_in_hand_and_nobody_acknowledges_it_then(world: World) -> None:
    item = await raised(world)
    await world.acknowledge(item.id)
    await world.claim(item.id)
    with pytest.raises(Stale, match="Ruth Okafor has this already"):
        await world.acknowledge(item.id)
    with pytest.raises(NotAllowed):
        await world.claim(item.id, by=world.mentor)


async def test_given_is_not_taken(world: World) -> None:
    """Handed over it is open again, and the ladder goes on from its first rung with whoever got it."""
    item = await raised(world)
    with pytest.raises(NotAllowed, match="Nobody has this yet"):
        await world.hand_over_escalation(item.id, world.direct)
    await world.claim(item.id)
    with pytest.raises(Invalid) as no:
        await world.hand_over_escalation(item.id, world.direct, words=" ")
    assert set(no.value.errors) == {"to_id", "how_it_stands"}
    with pytest.raises(Invalid) as no:
        await world.hand_over_escalation(item.id, world.clinical)
    assert no.value.errors == {"to_id": "Choose somebody else."}


async def test_a_further_cause_of_what_somebody_has_tells_everybody_again(world: World) -> None:
    item = await raised(world)
    await world.acknowledge(item.id)
    world.later(minutes=5)
    await world.worry(item.episode_id, "weapon")
    assert await world.rows("SELECT state FROM app.work WHERE kind = 'escalation'") == [("open",)]
    assert [one[0] for one in await moves(world)] == ["open", "acknowledge", "join"]
    assert await told(world) == {world.clinical, world.counselor}


async def test_while_nobody_has_it_further_causes_keep_nobody_from_being_told(world: World) -> None:
    """However many come: the next people are told when they would have been."""
    item = await raised(world)
    world.later(minutes=5)
    await world.turn()
    for minute in range(1, 5):
        world.later(minutes=1)
        await world.worry(item.episode_id, "weapon", said=f"The {minute}. time.")
        assert await next_in(world) == timedelta(minutes=5 - minute)
    world.later(minutes=1)
    assert await world.turn() == 1
    assert (await moves(world))[-1] == ("climb", 3, 1, False)


async def test_a_graver_cause_goes_on_with_the_ladder_of_its_lane(world: World) -> None:
    await world.can_sign_in(world.clinical, world.counselor)
    episode, _ = await world.mentored()
    await world.phq_a(episode, total=4, item_9=1)
    (item,) = await world.work(episode, "escalation")
    assert await next_in(world) == timedelta(minutes=15)
    async with world.acting(None) as tx:
        case = await lock_case(tx, episode)
        await join_escalation(tx, case, item.id, due_at=world.now, class_="P0", lane="emergency")
    assert await world.rows("SELECT class, lane, ladder FROM app.work WHERE kind = 'escalation'") == [
        ("P0", "emergency", "emergency")
    ]
    assert await next_in(world) == timedelta(minutes=5)


async def test_resolved_it_is_left_alone_and_its_history_says_how(world: World) -> None:
    item = await raised(world)
    await world.end(item.id, "safety_plan_made")
    world.later(days=1)
    assert await world.turn() == 0
    assert (await moves(world))[-1] == ("resolve", 1, 1, False)
    with pytest.raises(Stale):
        await world.claim(item.id)


async def test_an_acknowledgement_and_a_turn_in_the_same_instant_leave_one_legal_state(world: World) -> None:
    item = await raised(world)
    world.later(minutes=5)
    done = await asyncio.gather(world.turn(), world.acknowledge(item.id), return_exceptions=True)
    assert not [one for one in done if isinstance(one, Exception)]
    assert await world.rows("SELECT state FROM app.work") == [("acknowledged",)]
    assert [one[0] for one in await moves(world)] in (
        ["open", "acknowledge"],
        ["open", "climb", "acknowledge"],
    )


async def test_two_engines_enter_a_rung_once(world: World) -> None:
    await raised(world)
    world.later(minutes=5)
    done = await asyncio.gather(*(world.turn() for _ in range(4)))
    assert sum(done) == 1
    assert [one[0] for one in await moves(world)] == ["open", "climb"]


async def test_nobody_who_stands_still_on_a_case_stops_the_clock(world: World) -> None:
    item = await raised(world)
    world.later(minutes=5)
    async with world.acting(world.counselor) as tx:
        await lock_case(tx, item.episode_id)
        assert await world.turn() == 1


async def test_a_changed_policy_leaves_an_open_escalation_on_its_own_ladder(world: World) -> None:
    await raised(world)
    world.later(minutes=1)
    await world.publish(LATER)
    world.later(minutes=4)
    assert await world.turn() == 1
    assert await next_in(world) == timedelta(minutes=5)


async def second_clinician(world: World) -> UUID:
    """Another clinical supervisor of the school, who can sign in."""
    person_id = await world.person("Ines", "Roth", Role.CLINICAL_SUPERVISOR)
    await world.can_sign_in(person_id)
    return person_id


async def test_handed_over_somebody_else_is_told_first_and_it_is_theirs(world: World) -> None:
    item = await raised(world)
    ines = await second_clinician(world)
    await world.claim(item.id)
    world.later(minutes=2)
    await world.hand_over_escalation(item.id, ines)
    assert await world.rows("SELECT state, owner_id, acknowledged_by FROM app.work") == [("open", ines, None)]
    assert await told(world) == {ines, world.counselor}
    assert await next_in(world) == timedelta(minutes=5)


async def test_less_urgent_takes_two_people(world: World) -> None:
    item = await raised(world)
    ines = await second_clinician(world)
    with pytest.raises(NotAllowed, match="Nobody has asked"):
        await world.downgrade(item.id, by=ines)
    with pytest.raises(NotAllowed):
        await world.ask_downgrade(item.id, by=world.counselor)
    with pytest.raises(Invalid) as no:
        await world.ask_downgrade(item.id, "P3", words=" ")
    assert set(no.value.errors) == {"class", "why_less"}
    await world.ask_downgrade(item.id)
    assert await world.rows("SELECT class, lane FROM app.work") == [("P0", "emergency")]
    with pytest.raises(NotAllowed, match="You asked for this yourself"):
        await world.downgrade(item.id, by=world.clinical)
    await world.downgrade(item.id, by=ines)
    assert await world.rows("SELECT class, lane, ladder, state FROM app.work") == [
        ("P1", "urgent", "urgent", "open")
    ]
    with pytest.raises(NotAllowed, match="Nobody has asked"):
        await world.downgrade(item.id, by=ines)


async def test_what_came_up_since_makes_the_wish_for_less_void(world: World) -> None:
    item = await raised(world)
    ines = await second_clinician(world)
    await world.ask_downgrade(item.id)
    world.later(minutes=1)
    await world.worry(item.episode_id, "weapon")
    with pytest.raises(NotAllowed, match="Nobody has asked"):
        await world.downgrade(item.id, by=ines)


async def test_resolved_too_early_it_is_opened_again_and_everybody_is_told(world: World) -> None:
    item = await raised(world)
    with pytest.raises(Stale, match="is open"):
        await world.reopen_escalation(item.id)
    await world.end(item.id, "safety_plan_made")
    world.later(hours=1)
    with pytest.raises(Invalid):
        await world.reopen_escalation(item.id, words=" ")
    with pytest.raises(NotAllowed):
        await world.reopen_escalation(item.id, by=world.counselor)
    await world.reopen_escalation(item.id)
    assert await world.rows("SELECT state, ended_by, outcome FROM app.work") == [("open", None, None)]
    assert await told(world) == {world.clinical, world.counselor}
    assert [one[0] for one in await moves(world)] == ["open", "resolve", "reopen"]


async def test_only_an_escalation_is_claimed(world: World) -> None:
    episode, match = await world.mentored()
    world.later(days=1)
    await world.log_missed(match)
    await world.log_missed(match)
    (task,) = await world.work(episode)
    with pytest.raises(Refused, match="Only an escalation"):
        await world.claim(task.id)


@pytest.mark.parametrize(
    ("sql", "named"),
    [
        pytest.param(
            "UPDATE app.work SET next_at = NULL WHERE kind = 'escalation'",
            "open_escalation_has_a_next_time",
            id="an open escalation without a next time",
        ),
        pytest.param(
            "UPDATE app.work SET state = 'acknowledged' WHERE kind = 'escalation'",
            "escalation_state_has_its_record",
            id="a state without its record",
        ),
        pytest.param(
            "UPDATE app.work SET version = NULL WHERE kind = 'escalation'",
            "escalation_has_its_ladder",
            id="an escalation that leaves its ladder",
        ),
        pytest.param(
            "DELETE FROM app.escalation_change", "permission denied", id="a history that is shortened"
        ),
        pytest.param(
            "UPDATE app.escalation_change SET move = 'climb'",
            "permission denied",
            id="a history that is changed",
        ),
    ],
)
async def test_the_database_refuses(world: World, sql: str, named: str) -> None:
    await raised(world)
    async with world.acting(None) as tx:
        with pytest.raises(Exception, match=named) as no:
            await tx.connection.exec_driver_sql(sql)
        await tx.connection.rollback()
    assert isinstance(no.value.__cause__.__cause__, asyncpg.PostgresError)  # type: ignore[union-attr]
