"""Somebody is named in an escalation that is open already: is it kept from them at once, and never nobody's?"""

from uuid import UUID

import pytest
from sqlalchemy import text

from tests.world import World
from triage.roles import Role
from workflows.records.refusals import Invalid, NotAllowed, NotFound, Refused
from workflows.records.work import Work, load_work
from workflows.verbs.ask_to_unname import ask_to_unname
from workflows.verbs.see_concern import see_concern
from workflows.verbs.unname import unname

TABLES = {
    "concern": ("concern.id", "named_adult.concern_id", "audit_event.object_id", "abuse_report.concern_id"),
    "work": (
        "work.id", "firing.work_id", "escalation_change.work_id", "escalation_notice.work_id", "channel_post.work_id",
        "presence.work_id", "audit_event.object_id",
    ),
}  # fmt: skip


async def raised(
    world: World, kind: str = "active_statement", *, by: UUID | None = None
) -> tuple[UUID, UUID, Work]:
    """A worry that names nobody, with everybody able to sign in. Returns (episode, concern, its escalation)."""
    await world.can_sign_in(world.clinical, world.counselor, world.direct, world.administrator, world.mentor)
    episode, _ = await world.mentored()
    concern = await world.worry(episode, kind, by=by)
    (item,) = await world.work(episode, "escalation")
    return episode, concern, item


async def second(world: World) -> UUID:
    person = await world.person("Omar", "Haddad", Role.CLINICAL_SUPERVISOR)
    await world.can_sign_in(person)
    return person


async def stands(world: World, work: UUID) -> tuple[object, ...]:
    ((*found,),) = await world.rows(
        "SELECT state, owner_id, acknowledged_by FROM app.work WHERE id = :id", id=work
    )
    return tuple(found)


async def moves(world: World, work: UUID) -> list[tuple[object, ...]]:
    return await world.rows(
        "SELECT move, rung, is_passed FROM app.escalation_change WHERE work_id = :id ORDER BY sequence",
        id=work,
    )


async def told_since(world: World, work: UUID) -> set[object]:
    """Who has been told, or is to be, from the naming on."""
    return {
        one
        for (one,) in await world.rows(
            "SELECT n.person_id FROM app.escalation_notice n JOIN app.named_adult a ON a.work_id = n.work_id"
            " WHERE n.work_id = :id AND n.recorded_at >= a.recorded_at",
            id=work,
        )
    }


async def test_who_is_named_is_told_no_more_and_the_others_go_on_being_told(world: World) -> None:
    _, _, item = await raised(world)
    await world.name_in(item.id, world.counselor)
    state, owner, taken_by = await stands(world, item.id)
    assert (state, taken_by) == ("open", None)
    assert owner != world.counselor
    assert (await moves(world, item.id))[-1] == ("name", 1, False), (
        "another was told on this rung, so it waits for them"
    )
    for _ in range(12):
        world.later(hours=2)
        await world.turn()
    assert await told_since(world, item.id) == {world.clinical, world.administrator}


async def test_what_waits_to_be_sent_to_them_is_never_sent(world: World) -> None:
    _, _, item = await raised(world)
    await world.channel()
    await world.name_in(item.id, world.counselor)
    waiting = await world.rows(
        "SELECT person_id FROM app.escalation_notice WHERE sent_at IS NULL AND dropped_at IS NULL"
    )
    assert waiting
    assert (world.counselor,) not in waiting


async def test_who_has_it_in_hand_has_it_no_longer_and_it_is_somebody_else_s_at_once(world: World) -> None:
    _, _, item = await raised(world)
    other = await second(world)
    await world.claim(item.id, by=world.clinical)
    world.later(minutes=1)
    await world.name_in(item.id, world.clinical, by=other)
    state, owner, taken_by = await stands(world, item.id)
    assert (state, taken_by) == ("open", None)
    assert owner == other
    assert ("withdraw", 1, False) in await moves(world, item.id), "from the first rung on, with the others"
    assert world.clinical not in await told_since(world, item.id)
    assert world.counselor in await told_since(world, item.id)
    assert (
        await world.rows(
            "SELECT 1 FROM app.work WHERE state <> 'ended' AND owner_id = :id", id=world.clinical
        )
        == []
    )


async def test_who_has_it_and_is_not_named_keeps_it_in_hand(world: World) -> None:
    _, _, item = await raised(world)
    await world.claim(item.id, by=world.clinical)
    before = await world.rows("SELECT next_at FROM app.work WHERE id = :id", id=item.id)
    await world.name_in(item.id, world.mentor)
    assert await stands(world, item.id) == ("in_hand", world.clinical, world.clinical)
    assert await world.rows("SELECT next_at FROM app.work WHERE id = :id", id=item.id) == before


@pytest.mark.parametrize("rung", [3, 4])
async def test_a_rung_on_which_nobody_else_was_told_is_passed_at_once_and_recorded(
    world: World, rung: int
) -> None:
    """The clinical supervisor is alone on the last two rungs: then the last one is for whoever is left."""
    _, _, item = await raised(world)
    while (await moves(world, item.id))[-1][1] != rung:
        world.later(hours=2)
        await world.turn()
    world.later(minutes=1)
    await world.name_in(item.id, world.clinical, by=world.counselor)
    entered = [one for one in await moves(world, item.id) if one[0] == "withdraw" or one[2]]
    assert entered[0] == ("withdraw", rung, True), "passed, and it is on record"
    assert (await moves(world, item.id))[-1] == ("climb", 4, False)
    assert await told_since(world, item.id) == {world.counselor}
    for _ in range(4):
        world.later(hours=2)
        assert await world.turn() == 1
    assert await told_since(world, item.id) == {world.counselor, world.administrator}


async def test_where_nobody_is_left_it_stays_open_comes_again_and_the_site_says_so(world: World) -> None:
    await world.can_sign_in(world.counselor)
    episode, _ = await world.mentored()
    await world.worry(episode, "active_statement", by=world.mentor)
    (item,) = await world.work(episode, "escalation")
    await world.name_in(item.id, world.counselor)
    assert (await stands(world, item.id))[0] == "open"
    before = await moves(world, item.id)
    for _ in range(3):
        world.later(hours=2)
        assert await world.turn() == 1, "it never stops"
    assert len(await moves(world, item.id)) > len(before)
    assert await told_since(world, item.id) == set()
    await world.can_sign_in(world.clinical)
    world.later(hours=2)
    await world.turn()
    assert await told_since(world, item.id) == {world.clinical}, "and whoever comes back is told"


@pytest.mark.parametrize("kind", ["active_statement", "abuse_or_neglect"])
async def test_to_the_named_adult_there_is_nothing_of_it_in_any_table(world: World, kind: str) -> None:
    episode, concern, item = await raised(world, kind)
    other = await second(world)
    await world.acknowledge(item.id, by=world.clinical)
    ids = [(concern, "concern")] + [
        (one.id, "work") for one in await world.work(episode) if one.kind != "recommendation"
    ]
    await world.name_in(item.id, world.clinical, by=other)
    for id, what in ids:
        for table, column in (one.split(".") for one in TABLES[what]):
            counted = text(f"SELECT count(*) FROM app.{table} WHERE {column} = :id")
            async with world.acting(world.clinical) as tx:
                assert (await tx.connection.execute(counted, {"id": id})).scalar_one() == 0, table
    async with world.acting(world.clinical) as tx:
        with pytest.raises(NotFound):
            await load_work(tx, item.id)
        with pytest.raises(NotFound):
            await see_concern(tx, concern_id=concern, by=tx.actor)
    async with world.acting(other) as tx:
        assert (await load_work(tx, item.id)).id == item.id


async def test_the_duty_to_report_passes_to_whoever_named_them_and_never_falls_silent(world: World) -> None:
    """The counselor heard it, and had to report it."""
    episode, _, item = await raised(world, "abuse_or_neglect")
    await world.name_in(item.id, world.counselor)
    (task,) = [one for one in await world.work(episode, "task") if one.action == "report_abuse"]
    assert (task.owner_id, task.ends) == (world.clinical, "by_person")
    await world.sweep()
    world.later(days=9)
    await world.sweep()
    await world.look_for_unanswered()
    assert task.id in [one.id for one in await world.work(episode, "task")]
    assert await world.rows("SELECT 1 FROM app.work WHERE cause = 'unanswered' AND kind = 'escalation'") == []


async def test_what_only_tells_that_nobody_answered_it_is_kept_from_them_too(world: World) -> None:
    """The duty to report was left undone, and an escalation tells of it: it is not theirs, and they read nothing of it."""
    episode, _, item = await raised(world, "abuse_or_neglect")
    other = await second(world)
    await world.acknowledge(item.id, by=other)
    world.later(days=9)
    await world.look_for_unanswered()
    (told,) = [one for one in await world.work(episode, "escalation") if one.id != item.id]
    assert told.action == "answer_overdue"
    await world.name_in(item.id, world.clinical, by=other)
    async with world.acting(world.clinical) as tx:
        with pytest.raises(NotFound):
            await load_work(tx, told.id)
    assert world.clinical not in (await stands(world, told.id))[1:]
    assert world.clinical not in {
        one
        for (one,) in await world.rows(
            "SELECT person_id FROM app.escalation_notice WHERE work_id = :id AND sent_at IS NULL AND dropped_at IS NULL",
            id=told.id,
        )
    }


async def test_what_comes_up_afterwards_is_an_escalation_of_its_own_whoever_writes_it_down(
    world: World,
) -> None:
    """Who is named acts on the case as before, meets nothing of it, and is told of what is not about them."""
    episode, _, item = await raised(world)
    other = await second(world)
    await world.name_in(item.id, world.clinical, by=other)
    for by in (world.clinical, world.counselor):
        world.later(minutes=5)
        await world.worry(episode, "active_statement", by=by)
    found = [one for one in await world.work(episode, "escalation") if one.id != item.id]
    assert len(found) == 1, "both joined the same one, and not that which is kept from one of them"
    async with world.acting(world.clinical) as tx:
        assert (await load_work(tx, found[0].id)).id == found[0].id


async def test_every_fact_is_found_again_as_it_was_and_a_sweep_adds_nothing(world: World) -> None:
    episode, _, item = await raised(world, "abuse_or_neglect")
    world.later(minutes=5)
    await world.phq_a(episode, total=16, by=world.clinical)
    world.later(minutes=5)
    await world.name_in(item.id, world.counselor)
    assert (await world.sweep()).fired == 0
    world.later(minutes=5)
    await world.phq_a(episode, total=17, by=world.counselor)
    assert await world.replayed() == ()


async def test_where_no_worry_stands_behind_it_whoever_names_says_how_it_became_known(world: World) -> None:
    await world.can_sign_in(world.clinical, world.counselor)
    episode, _ = await world.mentored()
    await world.phq_a(episode, total=3, item_9=1)
    (item,) = await world.work(episode, "escalation")
    with pytest.raises(Invalid) as wrong:
        await world.name_in(item.id, world.mentor, words=" ")
    assert set(wrong.value.errors) == {"named_words"}
    await world.name_in(item.id, world.mentor)
    ((said,),) = await world.rows("SELECT said FROM app.concern")
    assert said == "She said it was him."
    assert await world.replayed() == ()


async def test_nobody_names_who_may_not_or_whom_nobody_may(world: World) -> None:
    _, _, item = await raised(world)
    other = await second(world)
    for person in (world.clinical, world.students[1], None):
        with pytest.raises(Invalid) as wrong:
            await world.name_in(item.id, person)
        assert set(wrong.value.errors) == {"named_id"}
    stranger = await world.person("Ann", "Bell", Role.MENTOR)
    with pytest.raises(NotAllowed):
        await world.name_in(item.id, world.counselor, by=stranger)
    await world.name_in(item.id, world.clinical, by=other)
    with pytest.raises(Invalid, match="named in it already"):
        await world.name_in(item.id, world.clinical, by=other)
    with pytest.raises(NotFound):
        await world.name_in(item.id, other, by=world.clinical)
    await world.end(item.id, "assessed_safe_for_now", by=other)
    with pytest.raises(Refused, match="resolved"):
        await world.name_in(item.id, world.counselor, by=other)


async def test_the_named_adult_cannot_take_it_back_and_two_others_can(world: World) -> None:
    _, concern, item = await raised(world)
    other, third = await second(world), await world.person("Lena", "Voss", Role.CLINICAL_SUPERVISOR)
    await world.name_in(item.id, world.clinical, by=other)
    ((naming,),) = await world.rows("SELECT id FROM app.named_adult")
    ids = {"concern_id": concern, "naming_id": naming}
    async with world.acting(world.clinical) as tx:
        with pytest.raises(NotFound):
            await ask_to_unname(tx, **ids, words="It was not me.", by=tx.actor, at=tx.at)
    async with world.acting(other) as tx:
        await ask_to_unname(tx, **ids, words="Another of that name.", by=tx.actor, at=tx.at)
    async with world.acting(world.clinical) as tx:
        with pytest.raises(NotFound):
            await unname(tx, **ids, by=tx.actor, at=tx.at)
    async with world.acting(third) as tx:
        await unname(tx, **ids, by=tx.actor, at=tx.at)
    async with world.acting(world.clinical) as tx:
        assert (await load_work(tx, item.id)).id == item.id


async def test_the_act_is_in_the_book_and_who_is_named_does_not_read_it_there(world: World) -> None:
    _, _, item = await raised(world)
    other = await second(world)
    await world.name_in(item.id, world.clinical, by=other)
    looked = text("SELECT object_id FROM app.audit_event WHERE action = 'named_in_escalation'")
    for who, found in ((world.clinical, []), (other, [item.id])):
        async with world.acting(who) as tx:
            assert list((await tx.connection.execute(looked)).scalars()) == found


async def test_what_a_step_that_is_taken_back_moved_ends_nothing_about_who_is_named(world: World) -> None:
    episode, _, item = await raised(world)
    await world.name_in(item.id, world.counselor)
    await world.undo(episode)
    assert (await stands(world, item.id))[0] == "open"


async def test_what_was_told_outside_and_is_tied_to_no_escalation_is_kept_from_who_is_named(
    world: World,
) -> None:
    """Before the naming and after it, but for what they told themselves."""
    episode, _, item = await raised(world)
    other = await second(world)
    first = await world.tell_outside(episode, by=other)
    own = await world.tell_outside(episode, by=world.clinical)
    world.later(minutes=1)
    await world.name_in(item.id, world.clinical, by=other)
    world.later(minutes=1)
    last = await world.tell_outside(episode, by=world.counselor)
    for who, found in ((world.clinical, {own}), (other, {first, own, last})):
        async with world.acting(who) as tx:
            rows = await tx.connection.execute(text("SELECT id FROM app.disclosure"))
            assert set(rows.scalars()) == found
