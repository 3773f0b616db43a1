"""Does a "no" of the family stop what it covers at once, at every verb, and nothing else?"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from care_steps.consents import ConsentKind, ConsentMove, ConsentState, destination
from care_steps.steps import Step
from tests.conftest import Database
from tests.web import token_of
from tests.world import World, answers
from workflows.records.consents import consent_now, why_stopped_now
from workflows.records.episodes import load_case
from workflows.records.refusals import Invalid, NotAllowed, NotFound, Refused
from workflows.records.scope import scoped
from workflows.records.sign_ins import hash_of
from workflows.verbs.hand_in import hand_in
from workflows.verbs.hand_over import hand_over
from workflows.verbs.record_administration import FilledForm

MENTORING, QUESTIONNAIRES = ConsentKind.MENTORING, ConsentKind.QUESTIONNAIRES
ASK, GIVE, REFUSE, WITHDRAW = ConsentMove.ASK, ConsentMove.GIVE, ConsentMove.REFUSE, ConsentMove.WITHDRAW


def planned(world: World, reason: str = "planned", total: int = 4) -> FilledForm:
    return FilledForm("phq-a", answers("phq-a", total), world.now, reason_asked=reason)


async def state(world: World, kind: ConsentKind) -> ConsentState:
    async with world.acting(world.counselor) as tx:
        return (await consent_now(tx, world.students[0], kind)).state


async def agreed_then_withdrawn(world: World, kind: ConsentKind) -> None:
    mother = await world.contact()
    await world.consent({kind: GIVE}, mother)
    world.later(minutes=1)
    await world.consent({kind: WITHDRAW}, mother, how="telephone")


async def test_nobody_is_assigned_against_a_no_and_the_plan_stands_when_nobody_was_asked(
    world: World,
) -> None:
    episode = await world.refer()
    mother = await world.contact()
    await world.consent({MENTORING: REFUSE}, mother)
    with pytest.raises(Refused, match="Consent to meeting a mentor was refused"):
        await world.assign(episode)
    other = await world.refer(world.students[1])
    assert await world.assign(other)


async def test_a_session_that_was_held_is_logged_and_starts_nothing_after_a_withdrawal(world: World) -> None:
    episode = await world.refer()
    match = await world.assign(episode)
    await agreed_then_withdrawn(world, MENTORING)
    assert await world.log_made(match)
    async with world.acting(world.counselor) as tx:
        assert (await load_case(tx, episode)).step is Step.REFERRED
    assert await world.rows("SELECT count(*) FROM app.session WHERE episode_id = :id", id=episode) == [(1,)]


async def test_a_planned_form_is_refused_after_a_withdrawal_and_a_single_concern_is_not(world: World) -> None:
    episode = await world.refer()
    await agreed_then_withdrawn(world, QUESTIONNAIRES)
    for reason in ("planned", "asked_again"):
        with pytest.raises(Refused, match="Consent to questionnaires was withdrawn"):
            await world.fill_in(episode, planned(world, reason))
    assert await world.fill_in(episode, planned(world, "individual_concern"))


async def test_the_kinds_are_answered_apart(world: World) -> None:
    episode = await world.refer()
    mother = await world.contact()
    await world.consent({MENTORING: GIVE, QUESTIONNAIRES: REFUSE}, mother)
    assert await world.assign(episode)
    assert await state(world, QUESTIONNAIRES) is ConsentState.REFUSED
    assert await state(world, ConsentKind.SHARING) is ConsentState.NONE


async def test_only_who_answers_for_the_student_is_heard(world: World) -> None:
    await world.refer()
    aunt = await world.contact(name="Ines Bennett", relation="aunt_or_uncle", holds_rights=False)
    with pytest.raises(Invalid, match="Choose somebody who holds the rights"):
        await world.consent({MENTORING: GIVE}, aunt)
    with pytest.raises(Invalid, match="not of age"):
        await world.consent({MENTORING: GIVE}, None)
    await world.refer(world.students[1])
    theirs = await world.contact(world.students[1], "Jun Kim")
    with pytest.raises(NotFound):
        await world.consent({MENTORING: GIVE}, theirs)
    agency = await world.contact(
        name="County Youth Services", relation="custody_agency", holds_rights=False, is_agency=True
    )
    await world.consent({MENTORING: GIVE}, agency)
    assert await state(world, MENTORING) is ConsentState.GIVEN


async def test_a_mentor_and_a_stranger_write_down_no_consent(world: World) -> None:
    await world.mentored()
    mother = await world.contact()
    for person in (world.mentor, world.stranger, world.administrator):
        with pytest.raises(NotAllowed):
            await world.consent({MENTORING: GIVE}, mother, by=person)


async def test_every_answer_stays_on_record_and_is_audited(world: World) -> None:
    await world.refer()
    await agreed_then_withdrawn(world, MENTORING)
    kept = await world.rows("SELECT state FROM app.consent WHERE org_id = :org_id ORDER BY recorded_at")
    assert kept == [("given",), ("withdrawn",)]
    audited = await world.rows(
        "SELECT payload FROM app.audit_event WHERE org_id = :org_id AND action = 'recorded_consent' ORDER BY at"
    )
    assert audited == [('{"mentoring":"give"}',), ('{"mentoring":"withdraw"}',)]


async def does(world: World, kind: ConsentKind, episode: UUID) -> UUID:
    """What this kind covers."""
    return await (world.assign(episode) if kind is MENTORING else world.fill_in(episode, planned(world)))


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from([MENTORING, QUESTIONNAIRES]),
    moves=st.lists(st.sampled_from([ASK, GIVE, REFUSE, WITHDRAW]), max_size=6),
)
async def test_whatever_was_said_before_no_road_leaves_a_no_without_effect(
    world: World, kind: ConsentKind, moves: list[ConsentMove]
) -> None:
    """The newest answer alone decides: after a no what it covers is refused, otherwise it is done."""
    here = await World.made(world.database, world.engine)
    episode, mother, stands = await here.refer(), await here.contact(), ConsentState.NONE
    for move in moves:
        here.later(seconds=1)
        said = here.letter(mother, kind) if move is ASK else here.consent({kind: move}, mother)
        to = destination(stands, move)
        if to is None:
            with pytest.raises(Refused):
                await said
        else:
            await said
            stands = to
    async with here.acting(here.counselor) as tx:
        stopped = await why_stopped_now(tx, here.students[0], kind)
    assert (stopped is not None) is stands.stops
    if stands.stops:
        with pytest.raises(Refused, match="Consent to"):
            await does(here, kind, episode)
    else:
        assert await does(here, kind, episode)


class TestWithTheDeviceOut:
    """Devices go by the database's clock, like every sign-in."""

    @pytest.fixture
    async def world(self, module_database: Database, module_engine: AsyncEngine) -> World:
        return await World.made(module_database, module_engine, datetime.now(UTC) - timedelta(hours=2))

    async def out(self, world: World, episode: UUID) -> str:
        token = await token_of(world.database, world.planted(world.counselor))
        async with scoped(world.engine, hash_of(token)) as tx:
            await hand_over(
                tx,
                episode_id=episode,
                instrument_id="phq-a",
                reason_asked="planned",
                by=tx.actor,
                at=tx.at,
            )
        return token

    async def given_back(self, world: World, token: str, item_9: int) -> list[tuple[object, ...]]:
        async with scoped(world.engine, hash_of(token)) as tx:
            await hand_in(
                tx,
                answers=answers("phq-a", 6, item_9=item_9),
                stopped=False,
                language="en",
                by=tx.actor,
                at=tx.at,
            )
        return await world.rows("SELECT reason_asked FROM app.administration WHERE org_id = :org_id")

    async def test_a_withdrawal_keeps_no_answer_and_frees_the_device(self, world: World) -> None:
        episode = (await world.mentored())[0]
        token = await self.out(world, episode)
        await agreed_then_withdrawn(world, QUESTIONNAIRES)
        assert await self.given_back(world, token, item_9=0) == []
        audited = await world.rows(
            "SELECT outcome, reason FROM app.audit_event WHERE org_id = :org_id AND action = 'handed_in'"
        )
        assert audited == [("refused", "consent ended")]

    async def test_an_answer_about_danger_is_a_concern_that_no_withdrawal_silences(
        self, world: World
    ) -> None:
        episode = (await world.mentored())[0]
        token = await self.out(world, episode)
        await agreed_then_withdrawn(world, QUESTIONNAIRES)
        assert await self.given_back(world, token, item_9=2) == [("individual_concern",)]
        assert [one.action for one in await world.work(episode, "escalation")] == ["trained_interview"]

    async def test_no_device_is_handed_over_against_a_no(self, world: World) -> None:
        episode = (await world.mentored())[0]
        await agreed_then_withdrawn(world, QUESTIONNAIRES)
        with pytest.raises(Refused, match="Consent to questionnaires was withdrawn"):
            await self.out(world, episode)
