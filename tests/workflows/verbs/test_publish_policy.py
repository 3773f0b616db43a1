"""Does a policy come into force only whole, owned by a clinician and approved by a second person?"""

from typing import Any

import pytest

from tests.world import SHIPPED_POLICY, World
from workflows.records.refusals import Invalid, NotAllowed
from workflows.verbs.publish_policy import publish_policy

SECOND = SHIPPED_POLICY.replace("version = 3", "version = 4", 1)


async def _publish(world: World, text: str = SECOND, by: Any = None, **changes: Any) -> Any:
    people = {"owner_id": world.clinical, "author_id": None, "approver_id": world.administrator}
    async with world.acting(by or world.administrator) as tx:
        return await publish_policy(tx, text=text, **{**people, **changes}, by=tx.actor, at=tx.at)


async def test_a_new_version_is_in_force_from_its_instant_on(world: World) -> None:
    episode = await world.refer()
    before = (await world.case(episode)).policy_version_id
    world.later(hours=1)
    version = await _publish(world)
    assert (await world.case(episode)).policy_version_id == version
    world.later(hours=-1)
    assert (await world.case(episode)).policy_version_id == before
    assert await world.rows(
        "SELECT version, owner_id, approver_id FROM app.policy_version ORDER BY version"
    ) == [
        (3, world.clinical, world.administrator),
        (4, world.clinical, world.administrator),
    ]
    assert len(await world.audit("published_policy")) == 2


async def test_a_stricter_version_is_news_for_open_cases(world: World) -> None:
    episode = await world.refer()
    await world.phq_a(episode, total=12)
    assert await world.work(episode) == ()
    stricter = SECOND.replace('"phq_a_total", op = ">=", value = 15', '"phq_a_total", op = ">=", value = 12')
    stricter = stricter.replace("facts = { phq_a_total = 14 }", "facts = { phq_a_total = 11 }")
    world.later(hours=1)
    await _publish(world, stricter)
    assert (await world.sweep()).fired == 1
    assert await world.fired(episode) == ["R5.phq_a"]
    assert (await world.sweep()).changed == 0


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("text", {"text": "rows = ["}),
        ("text", {"text": SECOND.replace('op = ">="', 'op = "=>"', 1)}),
        ("text", {"text": SHIPPED_POLICY}),
        ("text", {"text": SECOND.replace("facts = { phq_a_item_9 = 0 }", "facts = { phq_a_item_9 = 3 }")}),
    ],
    ids=["no TOML", "an operator nobody knows", "not newer", "an example that comes out otherwise"],
)
async def test_a_file_with_a_fault_is_refused_whole(world: World, field: str, change: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as no:
        await _publish(world, **change)
    assert field in no.value.errors
    assert await world.rows("SELECT count(*) FROM app.policy_version") == [(1,)]


async def test_the_owner_is_a_clinician_and_the_approver_somebody_else_than_the_author(world: World) -> None:
    with pytest.raises(Invalid) as no:
        await _publish(world, owner_id=world.counselor)
    assert list(no.value.errors) == ["owner"]
    with pytest.raises(Invalid) as no:
        await _publish(world, author_id=world.administrator)
    assert no.value.errors["approver"].startswith("Somebody else than the owner and the author")
    with pytest.raises(Invalid) as no:
        await _publish(world, approver_id=world.mentor)
    assert list(no.value.errors) == ["approver"]


@pytest.mark.parametrize("who", ["counselor", "mentor", "stranger"])
async def test_only_an_administrator_publishes(world: World, who: str) -> None:
    with pytest.raises(NotAllowed, match="Only a program administrator"):
        await _publish(world, by=getattr(world, who))
