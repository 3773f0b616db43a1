"""Does a "no" of the family stop what it covers at once, at every verb, and nothing else?"""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from care_steps.consents import ConsentKind, ConsentMove, ConsentState
from care_steps.steps import Step
from supervision.session_logs import NextSession
from tests import referring
from tests.conftest import Database
from tests.web import token_of
from tests.world import World, answers
from workflows.records.consents import consent_now
from workflows.records.episodes import load_case
from workflows.records.matches import load_match
from workflows.records.refusals import Invalid, NotAllowed, NotFound, Refused
from workflows.records.scope import scoped
from workflows.records.sign_ins import hash_of
from workflows.verbs.hand_in import hand_in
from workflows.verbs.hand_over import hand_over
from workflows.verbs.record_administration import FilledForm
from workflows.verbs.resume_match import resume_match
from workflows.verbs.set_home_facts import set_home_facts

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


async def test_a_new_letter_takes_no_no_back_and_an_older_yes_neither(world: World) -> None:
    episode, mother = await world.refer(), await world.contact()
    await agreed_then_withdrawn(world, QUESTIONNAIRES)
    await world.letter(mother, QUESTIONNAIRES)
    with pytest.raises(Refused, match="Consent to questionnaires was withdrawn"):
        await world.fill_in(episode, planned(world))
    world.later(days=1)
    with pytest.raises(Invalid) as older:
        await world.consent({QUESTIONNAIRES: GIVE}, mother, said_on=world.today() - timedelta(days=2))
    assert list(older.value.errors) == ["said_on"]
    await world.consent({QUESTIONNAIRES: GIVE}, mother)
    assert await world.fill_in(episode, planned(world))


async def test_what_was_given_until_a_day_stops_when_it_is_over(world: World) -> None:
    episode, mother = await world.refer(), await world.contact()
    last = world.today() + timedelta(days=3)
    with pytest.raises(Invalid) as wrong:
        await world.consent({MENTORING: REFUSE}, mother, ends_on=last)
    assert list(wrong.value.errors) == ["ends_on"]
    await world.consent({MENTORING: GIVE, QUESTIONNAIRES: GIVE}, mother, ends_on=last)
    world.later(days=3)
    assert await world.fill_in(episode, planned(world))
    await world.letter(mother, MENTORING)
    world.later(days=1)
    with pytest.raises(Refused, match="Consent to questionnaires has ended"):
        await world.fill_in(episode, planned(world))
    with pytest.raises(Refused, match="Consent to meeting a mentor has ended"):
        await world.assign(episode)


async def test_a_no_to_mentoring_rests_the_match_until_somebody_agrees_again(world: World) -> None:
    _, match = await world.mentored()
    mother = await world.contact()
    await world.consent({MENTORING: REFUSE}, mother)
    assert await match_states(world) == ["proposed", "started", "paused"]
    with pytest.raises(Refused, match="Consent to meeting a mentor was refused"):
        await resumed(world, match)
    await world.letter(mother, MENTORING)
    await world.consent({MENTORING: GIVE}, mother)
    await resumed(world, match)
    assert (await match_states(world))[-1] == "started"


async def test_when_consent_to_a_mentor_ends_by_its_day_the_match_rests_as_after_a_withdrawal(
    world: World,
) -> None:
    _, match = await world.mentored()
    mother = await world.contact()
    await world.consent({MENTORING: GIVE}, mother, ends_on=world.today() + timedelta(days=3))
    world.later(days=3)
    await world.sweep()
    assert (await match_states(world))[-1] == "started", "the last day is part of it"
    await world.letter(mother, MENTORING)
    world.later(days=1)
    assert (await world.sweep()).failed == ()
    assert (await match_states(world))[-1] == "paused", "a letter that is out is no yes"
    await world.sweep()
    assert await match_states(world) == ["proposed", "started", "paused"]
    with pytest.raises(Refused, match="Consent to meeting a mentor has ended"):
        await resumed(world, match)
    await world.consent({MENTORING: GIVE}, mother)
    await resumed(world, match)
    await world.sweep()
    assert (await match_states(world))[-1] == "started"


async def test_after_a_no_a_session_is_logged_and_no_next_one_is_planned_and_the_mentor_learns_no_why(
    world: World,
) -> None:
    _, match = await world.mentored()
    await world.consent({MENTORING: REFUSE}, await world.contact())
    world.later(days=1)
    for said in ("stands", "moved"):
        moved_to = (
            datetime.combine(world.today() + timedelta(days=7), time(15), UTC) if said == "moved" else None
        )
        with pytest.raises(Invalid) as refused:
            await world.log_made(match, next_session=NextSession(2, said, moved_to))
        assert list(refused.value.errors) == ["next"]
        assert "onsent" not in refused.value.sentence
    assert await world.log_made(match, next_session=NextSession(2, "canceled"))


async def match_states(world: World) -> list[str]:
    found = await world.rows(
        "SELECT to_state FROM app.match_change WHERE org_id = :org_id ORDER BY match_id, sequence"
    )
    return [state for (state,) in found]


async def resumed(world: World, match: UUID) -> None:
    async with world.acting(world.counselor) as tx:
        seen = (await load_match(tx, match)).sequence
        await resume_match(tx, match_id=match, seen_sequence=seen, by=tx.actor, at=tx.at)


ROADS = st.lists(
    st.one_of(
        st.tuples(
            st.sampled_from([ASK, GIVE, REFUSE, WITHDRAW]),
            st.sampled_from(list(ConsentKind)),
            st.sampled_from(["mother", "father"]),
            st.sampled_from(["signed_paper", "telephone"]),
            st.sampled_from([None, 5]),
        ),
        st.sampled_from([1, 9]),
    ),
    max_size=10,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(road=ROADS, comes_of_age=st.booleans())
async def test_no_road_leaves_a_no_without_effect(
    world: World, road: list[tuple[ConsentMove, ConsentKind, str, str, int | None] | int], comes_of_age: bool
) -> None:
    """Letters out and back, by either guardian, for each kind, over days and an 18th birthday: the last answer holds."""
    here = await World.made(world.database, world.engine)
    mentee = here.students[0]
    episode = await referring.starting(here, mentee)
    referral = await referring.draft(here, episode, await referring.clinic(here))
    said: dict[ConsentKind, tuple[ConsentMove, date | None]] = {}
    guardians = {"mother": await here.contact(), "father": await here.contact(name="Ty Bennett")}
    if comes_of_age:
        await born(here, mentee, here.today() - timedelta(days=18 * 365))
    for act in road:
        if isinstance(act, int):
            here.later(days=act)
            continue
        here.later(seconds=1)
        move, kind, who, how, days = act
        ends_on = here.today() + timedelta(days=days) if days and move is GIVE else None
        for answering in (guardians[who], None):
            try:
                if move is ASK:
                    await here.letter(answering, kind)
                else:
                    await here.consent({kind: move}, answering, how=how, ends_on=ends_on)
                    said[kind] = (move, ends_on)
            except (Invalid, Refused):
                continue
    stopped = {kind: is_no(one, here.today()) for kind, one in said.items()}
    await nothing_covered_happens(here, episode, referral, {kind for kind in stopped if stopped[kind]})


def is_no(said: tuple[ConsentMove, date | None], today: date) -> bool:
    move, ends_on = said
    return move in (REFUSE, WITHDRAW) or (ends_on is not None and ends_on < today)


async def born(world: World, mentee: UUID, day: date) -> None:
    async with world.acting(world.counselor) as tx:
        await set_home_facts(tx, mentee_id=mentee, home_name="", born_on=day, by=tx.actor, at=tx.at)


async def nothing_covered_happens(
    world: World, episode: UUID, referral: UUID, stopped: set[ConsentKind]
) -> None:
    """What may not be said of the others: they go on, or are held up by something else than a no."""
    for kind, does in (
        (QUESTIONNAIRES, world.fill_in(episode, planned(world))),
        (QUESTIONNAIRES, world.fill_in(episode, planned(world, "asked_again"))),
        (MENTORING, world.assign(episode)),
        (ConsentKind.SHARING, referring.send(world, referral)),
    ):
        said = ""
        try:
            await does
        except Invalid as wrong:
            said = " ".join(wrong.errors.values())
        except Refused as wrong:
            said = str(wrong)
        assert ("Consent to" in said) is (kind in stopped), (kind, said)


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
