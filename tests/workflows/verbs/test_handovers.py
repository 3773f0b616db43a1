"""Is what a young person answers kept and acted on, whoever unlocks the device, and does nothing else open?"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from supervision.sign_in_limits import LIMITS
from tests.conftest import Database
from tests.web import token_of
from tests.world import World, answers
from workflows.records.handovers import handover_of
from workflows.records.refusals import Invalid, NotAllowed, Refused, Stale
from workflows.records.scope import NotSignedIn, Transaction, scoped
from workflows.records.sign_ins import hash_of
from workflows.verbs.hand_in import hand_in
from workflows.verbs.hand_over import hand_over
from workflows.verbs.record_administration import DEVICE, FilledForm

NOTHING: dict[str, int | str | None] = dict.fromkeys(answers("phq-a", 0))


class Device:
    """A device on which somebody is signed in. Goes by the database's clock, like every sign-in."""

    def __init__(self, world: World, token: str) -> None:
        self.world, self.token = world, token

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Transaction]:
        async with scoped(self.world.engine, hash_of(self.token)) as tx:
            yield tx

    async def hand_over(
        self, episode: UUID, instrument: str = "phq-a", reason: str = "individual_concern"
    ) -> None:
        async with self.open() as tx:
            await hand_over(
                tx, episode_id=episode, instrument_id=instrument, reason_asked=reason, by=tx.actor, at=tx.at
            )

    async def hand_in(self, given: dict[str, int | str | None], *, stopped: bool = False) -> None:
        async with self.open() as tx:
            await hand_in(tx, answers=given, stopped=stopped, language="en", by=tx.actor, at=tx.at)

    async def kept(self, column: str) -> object:
        root = await self.world.database.superuser()
        try:
            return await root.fetchval(
                f"SELECT {column} FROM sign_in.session WHERE token_hash = $1", hash_of(self.token)
            )
        finally:
            await root.close()

    async def change(self, assignment: str) -> None:
        root = await self.world.database.superuser()
        try:
            await root.execute(
                f"UPDATE sign_in.session SET {assignment} WHERE token_hash = $1", hash_of(self.token)
            )
        finally:
            await root.close()


@pytest.fixture
async def world(module_database: Database, module_engine: AsyncEngine) -> World:
    return await World.made(module_database, module_engine, datetime.now(UTC) - timedelta(hours=2))


@pytest.fixture
async def episode(world: World) -> UUID:
    return (await world.mentored())[0]


async def device_of(world: World, person: UUID) -> Device:
    return Device(world, await token_of(world.database, world.planted(person)))


@pytest.fixture
async def device(world: World) -> Device:
    return await device_of(world, world.counselor)


async def forms(world: World) -> list[tuple[object, ...]]:
    return await world.rows(
        "SELECT entered_how, informant, entered_by, status FROM app.administration WHERE org_id = :org_id"
    )


async def test_answers_firing_and_work_are_kept_though_nobody_unlocks(
    world: World, episode: UUID, device: Device
) -> None:
    await device.hand_over(episode)
    await device.hand_in(answers("phq-a", 6, item_9=2))
    assert await forms(world) == [("device", "mentee", world.counselor, "scored")]
    (item,) = await world.work(episode, "escalation")
    assert (item.action, item.owner_id, item.class_) == ("trained_interview", world.clinical, "P1")
    async with device.open() as tx:
        handover = handover_of(tx)
    assert handover is not None
    assert handover.is_given_back
    assert await world.rows("SELECT id FROM app.administration WHERE org_id = :org_id") == [
        (handover.administration_id,)
    ]


async def test_a_form_that_is_stopped_fires_for_what_was_answered(
    world: World, episode: UUID, device: Device
) -> None:
    await device.hand_over(episode)
    await device.hand_in({**NOTHING, "9": 3}, stopped=True)
    assert [row[3] for row in await forms(world)] == ["incomplete"]
    assert [item.action for item in await world.work(episode, "escalation")] == ["trained_interview"]
    assert "ask_again" in [item.action for item in await world.work(episode, "task")]


async def test_a_form_stopped_before_any_answer_was_never_given(
    world: World, episode: UUID, device: Device
) -> None:
    await device.hand_over(episode)
    await device.hand_in(NOTHING, stopped=True)
    assert await forms(world) == []
    assert await world.work(episode) == ()
    assert await world.audit("handed_in") != []


async def test_a_form_given_back_with_nothing_answered_is_asked_again(
    world: World, episode: UUID, device: Device
) -> None:
    """Asked and not answered is no form that was never given: a blank never lowers concern."""
    await device.hand_over(episode)
    await device.hand_in(NOTHING)
    assert len(await forms(world)) == 1
    assert await world.work(episode, "task") != ()


async def test_a_form_is_given_back_once(world: World, episode: UUID, device: Device) -> None:
    await device.hand_over(episode)
    await device.hand_in(answers("phq-a", 3))
    with pytest.raises(Stale):
        await device.hand_in(answers("phq-a", 20))
    assert len(await forms(world)) == 1


async def test_nothing_is_given_back_on_a_device_that_was_not_handed_over(
    world: World, episode: UUID, device: Device
) -> None:
    with pytest.raises(NotAllowed):
        await device.hand_in(answers("phq-a", 3))
    assert await forms(world) == []


async def test_nobody_calls_a_form_answered_on_a_device_that_was_typed_in(
    world: World, episode: UUID
) -> None:
    """Such a form is not asked who may enter it: so it must have been handed over."""
    form = FilledForm("phq-a", answers("phq-a", 3), completed_at=world.now, entered_how=DEVICE)
    with pytest.raises(NotAllowed):
        await world.fill_in(episode, form)


async def test_what_was_answered_is_kept_though_the_cover_ended_meanwhile(
    world: World, episode: UUID, device: Device
) -> None:
    await device.hand_over(episode)
    await world.plant("DELETE FROM app.on_call WHERE org_id = $1")
    await device.hand_in(answers("phq-a", 3, item_9=1))
    assert len(await forms(world)) == 1
    assert len(await world.work(episode, "escalation")) == 1


@pytest.mark.parametrize("who", ["mentor", "stranger", "administrator", "direct"])
async def test_only_who_may_enter_the_form_may_hand_it_over(world: World, episode: UUID, who: str) -> None:
    """The direct supervisor looks after the mentee but is no trained screener."""
    device = await device_of(world, getattr(world, who))
    with pytest.raises(NotAllowed):
        await device.hand_over(episode)
    assert await device.kept("serves") is None


async def test_nothing_is_handed_over_while_nobody_answers_the_telephone(
    world: World, episode: UUID, device: Device
) -> None:
    await world.plant("DELETE FROM app.on_call WHERE org_id = $1")
    with pytest.raises(Refused, match="Nobody is on call"):
        await device.hand_over(episode)
    await device.hand_over(episode, "gad-7")


async def test_it_is_said_why_the_form_is_given(world: World, episode: UUID, device: Device) -> None:
    with pytest.raises(Invalid) as no:
        await device.hand_over(episode, reason="because")
    assert list(no.value.errors) == ["reason_asked"]


async def test_a_sign_in_that_ends_soon_is_not_handed_over_so_that_no_form_is_cut_off(
    world: World, episode: UUID, device: Device
) -> None:
    await device.change("expires_at = clock_timestamp() + interval '59 minutes'")
    with pytest.raises(Refused, match="ends too soon"):
        await device.hand_over(episode)
    assert await device.kept("serves") is None


async def test_a_young_person_has_longer_than_an_idle_adult(
    world: World, episode: UUID, device: Device
) -> None:
    await device.hand_over(episode)
    idle_until = await device.kept("idle_expires_at")
    assert isinstance(idle_until, datetime)
    left = idle_until - datetime.now(UTC)
    assert LIMITS.idle < LIMITS.handed_over - timedelta(minutes=1) < left <= LIMITS.handed_over


async def test_a_device_that_is_handed_over_cannot_be_handed_over_again(
    world: World, episode: UUID, device: Device
) -> None:
    await device.hand_over(episode)
    with pytest.raises(Refused):
        await device.hand_over(episode, "gad-7")
    async with device.open() as tx:
        handover = handover_of(tx)
    assert handover is not None
    assert handover.instrument_id == "phq-a"


async def test_a_hand_over_that_times_out_opens_nothing(world: World, episode: UUID, device: Device) -> None:
    await device.hand_over(episode)
    await device.change("idle_expires_at = clock_timestamp() - interval '1 second'")
    with pytest.raises(NotSignedIn):
        await device.hand_in(answers("phq-a", 3))


async def test_handing_over_and_giving_back_stand_in_the_record(
    world: World, episode: UUID, device: Device
) -> None:
    await device.hand_over(episode)
    await device.hand_in(answers("phq-a", 3))
    for act in ("handed_over", "handed_in"):
        ((who, mentee, kind, _, outcome),) = await world.audit(act)
        assert (who, mentee, kind, outcome) == (world.counselor, world.students[0], "sign_in", "done")
