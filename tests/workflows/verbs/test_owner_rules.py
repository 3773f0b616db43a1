"""Do administrators alone say who looks after whom, and does nothing they say clash?"""

import asyncio
from uuid import UUID, uuid4

import pytest

from tests.world import World
from triage.roles import Role
from workflows.records.owner_rules import rules_at
from workflows.records.refusals import Invalid, NotAllowed, NotFound, Stale
from workflows.records.site_owners import site_owners
from workflows.verbs.end_owner_rule import end_owner_rule


async def end(world: World, rule_id: UUID, by: UUID | None = None) -> None:
    async with world.acting(by or world.administrator) as tx:
        await end_owner_rule(tx, rule_id=rule_id, by=tx.actor, at=tx.at)


async def in_force(world: World) -> list[tuple[UUID, frozenset[str], tuple[str, str] | None]]:
    async with world.acting(None) as tx:
        return [(one.owner_id, one.grades, one.surnames) for one in await rules_at(tx, world.site_id)]


async def test_a_rule_holds_from_the_moment_it_is_set_until_it_is_ended(world: World) -> None:
    rule_id = await world.own(world.counselor, "07", "8", surnames=(" A ", "K"))
    assert await in_force(world) == [(world.counselor, frozenset({"7", "8"}), ("A", "K"))]
    world.later(days=1)
    await end(world, rule_id)
    assert await in_force(world) == []
    assert await world.rows("SELECT ended_at, set_by FROM app.owner_rule") == [
        (world.now, world.administrator)
    ]
    assert [row[0] for row in await world.audit("set_owner_rule")] == [world.administrator]
    assert [row[0] for row in await world.audit("ended_owner_rule")] == [world.administrator]


async def test_a_rule_ends_once(world: World) -> None:
    rule_id = await world.own(world.counselor)
    world.later(minutes=1)
    await end(world, rule_id)
    with pytest.raises(Stale):
        await end(world, rule_id)
    with pytest.raises(NotFound):
        await end(world, uuid4())


@pytest.mark.parametrize("who", ["counselor", "clinical", "direct", "mentor", "stranger"])
async def test_nobody_but_an_administrator_sets_or_ends_a_rule(world: World, who: str) -> None:
    rule_id = await world.own(world.counselor)
    with pytest.raises(NotAllowed):
        await world.own(world.counselor, "7", by=getattr(world, who))
    with pytest.raises(NotAllowed):
        await end(world, rule_id, by=getattr(world, who))
    assert len(await in_force(world)) == 1


@pytest.mark.parametrize("who", ["mentor", "direct", "administrator", "stranger"])
async def test_an_owner_is_a_counselor_or_a_clinical_supervisor_of_the_site(world: World, who: str) -> None:
    with pytest.raises(Invalid) as no:
        await world.own(getattr(world, who))
    assert no.value.errors == {"owner_id": "Choose a counselor or a clinical supervisor of this school."}


async def test_a_clinical_supervisor_may_have_the_queue(world: World) -> None:
    await world.own(world.clinical)
    assert await in_force(world) == [(world.clinical, frozenset(), None)]


async def test_a_clash_is_said_at_the_field(world: World) -> None:
    await world.own(world.counselor, "7")
    with pytest.raises(Invalid) as no:
        await world.own(world.clinical, "7", "8")
    assert list(no.value.errors) == ["grades"]
    assert "Sam Rivera" in no.value.errors["grades"]


@pytest.mark.parametrize(
    ("surnames", "field"),
    [(("A", ""), "surnames_to"), (("", "K"), "surnames_from"), (("M", "B"), "surnames_to")],
)
async def test_half_a_range_is_no_range(world: World, surnames: tuple[str, str], field: str) -> None:
    with pytest.raises(Invalid) as no:
        await world.own(world.counselor, surnames=surnames)
    assert list(no.value.errors) == [field]


async def test_the_same_rule_set_twice_at_once_is_there_once(world: World) -> None:
    tries = (world.own(world.counselor), world.own(world.clinical), world.own(world.counselor))
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(one, UUID) for one in done) == 1
    assert len(await in_force(world)) == 1


async def test_the_rules_of_one_site_do_not_clash_with_those_of_another(world: World) -> None:
    await world.own(world.counselor)
    await world.own(world.stranger, site_id=world.other_site_id)
    with pytest.raises(Invalid) as no:
        await world.own(world.counselor, site_id=uuid4())
    assert list(no.value.errors) == ["site_id"]


async def test_it_is_said_who_gets_whom_and_who_has_nobody(world: World) -> None:
    await world.own(world.counselor, "7", surnames=("A", "Ben"))
    async with world.acting(world.administrator) as tx:
        elm, oak = await site_owners(tx)
    assert (elm.name, elm.rules, elm.unnamed) == ("Elm High", (), 0)
    ((first,), unnamed) = oak.rules, oak.unnamed
    assert (first.rule.owner_name, first.students, unnamed) == ("Sam Rivera", 1, 2)
    assert oak.stand_in is not None
    assert oak.stand_in.person_id == world.counselor


async def test_whoever_left_the_site_has_nobody_any_more_and_the_queue_has_them(world: World) -> None:
    gone = await world.person("Ines", "Pohl", Role.COUNSELOR)
    await world.own(gone, "7")
    await world.own(world.clinical)
    world.later(days=1)
    await world.plant(
        f"UPDATE app.appointment SET ended_at = '{world.now}' WHERE org_id = $1 AND person_id = '{gone}'"
    )
    assert (await world.case(await world.refer())).owner_id == world.clinical
    async with world.acting(world.administrator) as tx:
        _, oak = await site_owners(tx)
    assert [(one.rule.serves, one.students) for one in oak.rules] == [(False, 0), (True, 3)]
