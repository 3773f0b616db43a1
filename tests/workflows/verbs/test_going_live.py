"""Is no case opened before an organization is live, and is nobody turned away after?"""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from supervision.going_live import open_lines
from supervision.live_items import ItemKey
from tests.conftest import Database
from tests.world import World
from triage.roles import Role
from workflows.records import live_states
from workflows.records.live_ground import ready_lines
from workflows.records.live_states import is_approved, live_state_of
from workflows.records.refusals import Invalid, NotAllowed, NotFound, Refused
from workflows.records.reporting_duties import ReportingDuty, reporting_duties
from workflows.records.test_notices import notices_waiting
from workflows.verbs.answer_live_item import answer_live_item, wordings_asked
from workflows.verbs.go_live import go_live
from workflows.verbs.leave_live import leave_live
from workflows.verbs.receive_test_notice import receive_test_notice
from workflows.verbs.record_reporting_duty import record_reporting_duty
from workflows.verbs.see_student_to_refer import see_student_to_refer
from workflows.verbs.send_test_notice import send_test_notice
from workflows.verbs.set_site_state import set_site_state

DUTY = ReportingDuty(
    "Illinois", "Department of Children and Family Services", "555 0199", "Whoever suspects abuse calls.", None, 48,
    "325 ILCS 5/4", date(2026, 9, 1), "N. Abara",
)  # fmt: skip
_ACCOUNT = (
    "INSERT INTO sign_in.identity (id, org_id, person_id, email, password_hash, recorded_at)"
    " SELECT gen_random_uuid(), $1, '{person}', '{person}@school.test', 'x', now()"
)
_ON_CALL = (
    "INSERT INTO app.on_call (org_id, site_id, starts_at, recorded_at, person_id, phone)"
    " SELECT $1, '{site}', '{at}', '{at}', '{person}', '555 0101'"
)
_CLOSED = (
    "INSERT INTO app.closure (org_id, id, site_id, first_on, last_on, name, recorded_at)"
    " SELECT $1, gen_random_uuid(), id, '{day}', '{day}', 'Spring day', recorded_at FROM app.site WHERE org_id = $1"
)
_BACKUP = (
    "INSERT INTO sign_in.backup_check (id, taken_at, checked_at, is_good, counts, recorded_at)"
    " SELECT gen_random_uuid(), '{at}', '{at}', true, '{{}}', '{at}' WHERE $1::uuid IS NOT NULL"
)


@pytest.fixture
async def before(module_database: Database, module_engine: AsyncEngine) -> World:
    """An organization that is not live: nothing was answered yet."""
    return await World.made(module_database, module_engine, live=False)


async def open_items(world: World) -> list[ItemKey]:
    async with world.acting(None) as tx:
        return [one.item.key for one in open_lines(await ready_lines(tx))]


async def go(world: World, by: UUID | None = None) -> None:
    async with world.acting(by or world.administrator) as tx:
        await go_live(tx, by=tx.actor, at=tx.at)


async def say(
    world: World, item: str, *forms: str, done: bool = True, by: UUID, words: str = "Checked."
) -> None:
    async with world.acting(by) as tx:
        await answer_live_item(tx, item=item, forms=forms, is_done=done, words=words, by=tx.actor, at=tx.at)


async def prepare(world: World) -> UUID:
    """Everything on the list, each by whoever acts on it; returns the privacy officer."""
    officer = await world.person("Noor", "Haddad", Role.PRIVACY_OFFICER)
    await world.appoint(world.clinical, Role.CLINICAL_SUPERVISOR, site_id=world.other_site_id)
    await world.plant(_ACCOUNT.format(person=world.clinical))
    await world.plant(_ON_CALL.format(site=world.other_site_id, at=world.now, person=world.clinical))
    await world.plant(_CLOSED.format(day=world.now.date() + timedelta(days=200)))
    await world.plant(_BACKUP.format(at=world.now))
    await say(world, "wording", *wordings_asked(), by=world.clinical)
    await say(world, "consent_letter", by=officer)
    await say(world, "referral_papers", by=officer)
    async with world.acting(officer) as tx:
        await record_reporting_duty(tx, duty=DUTY, by=tx.actor, at=tx.at)
        for site_id in (world.site_id, world.other_site_id):
            await set_site_state(tx, site_id=site_id, state="Illinois", by=tx.actor, at=tx.at)
    async with world.acting(world.administrator) as tx:
        assert await send_test_notice(tx, by=tx.actor, at=tx.at) == 2
    async with world.acting(world.clinical) as tx:
        for notice in await notices_waiting(tx, world.clinical):
            await receive_test_notice(tx, notice_id=notice.id, by=tx.actor, at=tx.at)
    return officer


async def test_before_going_live_nobody_is_referred_and_the_refusal_says_who_acts(before: World) -> None:
    with pytest.raises(Refused) as refused:
        await before.refer(how_soon="now")
    for words in ("Somebody on call at every school", "Program administrator", "The duty to report"):
        assert words in str(refused.value)
    async with before.acting(before.counselor) as tx:
        seen = await see_student_to_refer(tx, mentee_id=before.students[0], by=tx.actor)
    assert seen.why_not == str(refused.value)
    assert await before.rows("SELECT count(*) FROM app.episode") == [(0,)]


async def test_every_item_is_closed_by_whoever_acts_on_it_and_then_cases_are_taken(before: World) -> None:
    with pytest.raises(Refused, match="Not everything is done"):
        await go(before)
    await prepare(before)
    assert await open_items(before) == []
    with pytest.raises(Refused, match="goes live on the page"):
        await before.refer()
    await go(before)
    await before.refer()
    assert [row[0] for row in await before.audit("went_live")] == [before.administrator]
    with pytest.raises(Refused, match="already"):
        await go(before)


async def test_what_stops_being_true_after_going_live_turns_nobody_away(before: World) -> None:
    await prepare(before)
    await go(before)
    before.later(days=400)
    overdue = {ItemKey.CALENDAR, ItemKey.REPORTING_DUTY, ItemKey.TEST_NOTICE, ItemKey.BACKUP}
    assert overdue <= set(await open_items(before))
    await before.refer()


async def test_ending_it_needs_a_reason_and_takes_no_new_cases(world: World) -> None:
    episode = await world.refer()
    async with world.acting(world.administrator) as tx:
        with pytest.raises(Invalid):
            await leave_live(tx, why=" ", by=tx.actor, at=tx.at)
        await leave_live(tx, why="The counselor left.", by=tx.actor, at=tx.at)
    with pytest.raises(Refused, match="does not take real cases"):
        await world.refer(world.students[1])
    await world.assign(episode)
    async with world.acting(None) as tx:
        state = await live_state_of(tx)
    assert (state.is_live, state.why, state.by) == (False, "The counselor left.", "Dana Whitlock")


async def test_a_case_that_was_closed_is_not_opened_again_while_no_cases_are_taken(world: World) -> None:
    episode, _ = await world.mentored()
    world.later(days=1)
    await world.close(episode)
    async with world.acting(world.administrator) as tx:
        await leave_live(tx, why="The year is over.", by=tx.actor, at=tx.at)
    with pytest.raises(Refused, match="does not take real cases"):
        await world.reopen(episode)


async def test_a_demonstration_is_never_asked(before: World) -> None:
    await before.plant("UPDATE sign_in.organisation SET is_demo = true WHERE id = $1")
    episode = await before.refer()
    await before.phq_a(episode, total=4)
    with pytest.raises(Refused, match="demonstration"):
        await go(before)


async def test_a_wording_that_nobody_compared_is_not_filled_in(before: World) -> None:
    await before.plant(
        "INSERT INTO app.live_state (org_id, recorded_at, is_live, why) VALUES ($1, '2026-09-01', true, 'w')"
    )
    episode = await before.refer()
    with pytest.raises(Refused, match="PHQ-A"):
        await before.phq_a(episode, total=4)
    await say(before, "wording", "gad-7", by=before.clinical)
    await before.gad_7(episode, total=4)
    with pytest.raises(Refused, match="PHQ-A"):
        await before.phq_a(episode, total=4)
    await say(before, "wording", "phq-a", by=before.clinical)
    await before.phq_a(episode, total=4)
    before.later(minutes=1)
    await say(before, "wording", "phq-a", done=False, by=before.clinical)
    with pytest.raises(Refused, match="PHQ-A"):
        await before.phq_a(episode, total=4)


async def test_an_approval_is_of_the_wording_as_it_stands_and_another_version_is_a_sample_again(
    before: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = await before.person("Noor", "Haddad", Role.PRIVACY_OFFICER)
    for item in (ItemKey.CONSENT_LETTER, ItemKey.REFERRAL_PAPERS):
        await say(before, item, by=officer)
        before.later(minutes=1)
        async with before.acting(officer) as tx:
            assert await is_approved(tx, item)
            with monkeypatch.context() as upgraded:
                upgraded.setitem(live_states._VERSIONS, item, {"en": 2, "es": 1})
                assert not await is_approved(tx, item)
                assert item in [one.item.key for one in open_lines(await ready_lines(tx))]
        await say(before, item, done=False, by=officer, words="Counsel asks for a change.")
        async with before.acting(officer) as tx:
            assert not await is_approved(tx, item)


async def test_nobody_says_what_somebody_else_answers_for(before: World) -> None:
    for item, by, forms in (
        ("wording", before.administrator, ("phq-a",)),
        ("consent_letter", before.clinical, ()),
        ("on_call", before.administrator, ()),
    ):
        with pytest.raises(NotAllowed):
            await say(before, item, *forms, by=by)
    with pytest.raises(NotFound):
        await say(before, "anything", by=before.administrator)
    with pytest.raises(Invalid) as wrong:
        await say(before, "wording", "c-ssrs", by=before.clinical, words=" ")
    assert set(wrong.value.errors) == {"forms", "words"}
    for by in (before.counselor, before.clinical):
        with pytest.raises(NotAllowed):
            await go(before, by)


async def test_a_newer_row_of_a_state_takes_the_place_of_the_earlier_one_and_a_slip_is_said(
    world: World,
) -> None:
    async with world.acting(world.administrator) as tx:
        await record_reporting_duty(tx, duty=DUTY, by=tx.actor, at=tx.at)
    world.later(days=1)
    async with world.acting(world.administrator) as tx:
        newer = replace(DUTY, phone="555 0198")
        await record_reporting_duty(tx, duty=newer, by=tx.actor, at=tx.at)
        assert await reporting_duties(tx) == (newer,)
        wrong = replace(DUTY, agency=" ", checked_on=date(2027, 1, 1))
        with pytest.raises(Invalid) as refused:
            await record_reporting_duty(tx, duty=wrong, by=tx.actor, at=tx.at)
        assert set(refused.value.errors) == {"agency", "checked_on"}
    async with world.acting(world.counselor) as tx:
        with pytest.raises(NotAllowed):
            await record_reporting_duty(tx, duty=DUTY, by=tx.actor, at=tx.at)


async def test_a_test_notice_reaches_whoever_is_on_call_and_nobody_else_says_that_it_came(
    world: World,
) -> None:
    async with world.acting(world.counselor) as tx:
        with pytest.raises(NotAllowed):
            await send_test_notice(tx, by=tx.actor, at=tx.at)
    for _ in range(2):
        async with world.acting(world.administrator, world.later(minutes=1)) as tx:
            await send_test_notice(tx, by=tx.actor, at=tx.at)
    async with world.acting(world.clinical) as tx:
        (notice,) = await notices_waiting(tx, world.clinical)
    notice_id = notice.id
    async with world.acting(world.administrator) as tx:
        with pytest.raises(NotFound):
            await receive_test_notice(tx, notice_id=notice_id, by=tx.actor, at=tx.at)
    for _ in range(2):
        async with world.acting(world.clinical, world.later(hours=1)) as tx:
            await receive_test_notice(tx, notice_id=notice_id, by=tx.actor, at=tx.at)
            assert await notices_waiting(tx, world.clinical) == ()
    assert len(await world.audit("received_test_notice")) == 1
