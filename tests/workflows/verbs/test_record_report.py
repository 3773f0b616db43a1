"""Does whoever hears of abuse or neglect have to report it themselves, can nothing hold it up, and does only it end it?"""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from care_steps.decisions import Answer, Choice
from supervision.abuse_reports import REPORT
from tests.world import World
from workflows.records.abuse_reports import report_of
from workflows.records.refusals import Invalid, NotAllowed, Refused, Stale
from workflows.records.reporting_duties import ReportingDuty
from workflows.records.school_laws import duty_kept, law_at
from workflows.records.work import Work
from workflows.verbs.add_to_report import add_to_report
from workflows.verbs.record_reporting_duty import record_reporting_duty
from workflows.verbs.set_site_state import set_site_state

KIND = "abuse_or_neglect"


async def reports_due(world: World, episode: UUID) -> list[Work]:
    return [one for one in await world.work(episode, "task") if one.action == REPORT]


async def written(world: World) -> list[tuple[object, ...]]:
    return await world.rows(
        "SELECT concern_id, reported_by, recorded_by, agency, way, reference, written_on FROM app.abuse_report"
        " WHERE org_id = :org_id ORDER BY recorded_at"
    )


@pytest.mark.parametrize("who", ["mentor", "counselor", "direct"])
async def test_the_task_is_theirs_who_heard_it_and_the_supervisor_is_told_beside_it(
    world: World, who: str
) -> None:
    episode, _ = await world.mentored()
    heard_by = getattr(world, who)
    await world.worry(episode, KIND, by=heard_by, said="")
    (task,) = await reports_due(world, episode)
    (told,) = await world.work(episode, "escalation")
    assert (task.owner_id, task.due_at, task.ends) == (heard_by, world.now, "by_person")
    assert (told.owner_id, told.lane, told.class_) == (world.clinical, "urgent", "P1")


async def test_each_who_heard_it_has_a_duty_of_their_own_in_whichever_order_it_came(world: World) -> None:
    episode, _ = await world.mentored()
    await world.worry(episode, KIND, by=world.mentor)
    world.later(hours=1)
    second = await world.worry(episode, KIND, by=world.counselor)
    await world.worry(episode, "talk_over", by=world.direct)
    await world.sweep()
    assert {one.owner_id for one in await reports_due(world, episode)} == {world.mentor, world.counselor}
    await world.report(second)
    assert [one.owner_id for one in await reports_due(world, episode)] == [world.mentor]
    assert len(await world.work(episode, "escalation")) == 1
    assert await world.replayed() == ()


async def test_the_log_of_a_session_asks_the_same_of_whoever_wrote_it(world: World) -> None:
    episode, match = await world.mentored()
    await world.log_made(match, by=world.mentor, worry="now", now_kind=KIND, said="Her uncle hits her.")
    (task,) = await reports_due(world, episode)
    assert task.owner_id == world.mentor


async def test_the_report_ends_it_once_and_the_second_is_told_who_has_reported(world: World) -> None:
    episode, _ = await world.mentored()
    concern = await world.worry(episode, KIND, by=world.mentor)
    (task,) = await reports_due(world, episode)
    world.later(minutes=20)
    await world.report(concern, by=world.mentor)
    assert await reports_due(world, episode) == []
    ended = await world.rows("SELECT outcome, ended_by FROM app.work WHERE id = :id", id=task.id)
    assert ended == [("reported", world.mentor)]
    with pytest.raises(Stale, match=r"Priya Nair has reported this to Child Protective Services already\."):
        await world.report(concern, by=world.counselor)
    assert [row[:3] for row in await written(world)] == [(concern, world.mentor, world.mentor)]
    assert len(await world.audit("recorded_abuse_report")) == 1
    await world.sweep()
    assert await reports_due(world, episode) == []
    assert await world.replayed() == ()


async def test_a_carer_writes_it_down_for_whoever_heard_it_and_says_who_reported(world: World) -> None:
    episode, _ = await world.mentored()
    concern = await world.worry(episode, KIND, by=world.mentor)
    with pytest.raises(Invalid) as no:
        await world.report(concern, reported_by=world.clinical)
    assert list(no.value.errors) == ["reported_by"]
    await world.report(concern, reported_by=world.mentor)
    assert [row[1:3] for row in await written(world)] == [(world.mentor, world.counselor)]


@pytest.mark.parametrize("who", ["stranger", "journey_mentor"])
async def test_nobody_else_writes_it_down(world: World, who: str) -> None:
    episode, _ = await world.mentored()
    concern = await world.worry(episode, KIND, by=world.mentor)
    with pytest.raises(NotAllowed):
        await world.report(concern, by=getattr(world, who))
    assert await written(world) == []


async def test_telling_a_supervisor_or_any_word_on_the_task_is_no_report(world: World) -> None:
    episode, _ = await world.mentored()
    await world.worry(episode, KIND, by=world.mentor)
    (task,) = await reports_due(world, episode)
    (told,) = await world.work(episode, "escalation")
    await world.acknowledge(told.id, by=world.clinical)
    await world.end(told.id, "reporter_supported")
    for outcome in ("done", "passed_on", "belonged_to_someone_else", "reported"):
        with pytest.raises(Refused, match="Only the report ends this"):
            await world.end(task.id, outcome)
    assert len(await reports_due(world, episode)) == 1


async def test_another_worry_is_no_ground_for_a_report(world: World) -> None:
    episode, _ = await world.mentored()
    concern = await world.worry(episode, "other_now", by=world.mentor)
    with pytest.raises(Refused, match="not about abuse or neglect"):
        await world.report(concern, by=world.mentor)


async def test_what_was_with_the_wrong_student_is_reported_with_the_right_one(world: World) -> None:
    wrong, right = await world.refer(world.students[0]), await world.refer(world.students[1])
    concern = await world.worry(wrong, KIND)
    (task,) = await reports_due(world, wrong)
    await world.misfile("concern", concern, world.students[1])
    assert [one.owner_id for one in await reports_due(world, right)] == [world.counselor]
    await world.end(task.id, "belonged_to_someone_else")
    assert await reports_due(world, wrong) == []
    assert await world.replayed() == ()


async def test_the_number_and_the_written_report_are_added_later_and_nothing_is_lost(world: World) -> None:
    episode, _ = await world.mentored()
    concern = await world.worry(episode, KIND, by=world.mentor)

    async def add(reference: str, day: date | None) -> None:
        async with world.acting(world.mentor) as tx:
            await add_to_report(
                tx, concern_id=concern, reference=reference, written_on=day, by=tx.actor, at=tx.at
            )

    with pytest.raises(Refused, match="Nobody has reported this yet"):
        await add("77-1", None)
    await world.report(concern, by=world.mentor)
    world.later(days=1)
    await add("77-1", None)
    await add("", world.today())
    assert [row[5:] for row in await written(world)] == [
        ("", None), ("77-1", None), ("77-1", world.today()),
    ]  # fmt: skip
    with pytest.raises(Invalid):
        await add(" ", None)


# Invariant 14: nothing that anybody decides, holds, closes or leaves undone can keep a report from being written down.

TOLD_STATES = ("open", "acknowledged", "in_hand", "ended")
HOLD = Choice(Answer.HOLD, hold_reason="recent_change_settling", hold_until=date(2026, 9, 22))
REST = ("nothing", "recommendation", "held", "closed")


async def _tell(world: World, told: Work, state: str) -> None:
    if state in ("acknowledged", "in_hand"):
        await world.acknowledge(told.id, by=world.clinical)
    if state == "in_hand":
        await world.claim(told.id, by=world.clinical)
    if state == "ended":
        await world.end(told.id, "reporter_supported")


@pytest.mark.parametrize("rest", REST)
@pytest.mark.parametrize("state", TOLD_STATES)
async def test_no_approval_blocks_a_report(world: World, state: str, rest: str) -> None:
    episode, _ = await world.mentored()
    world.later(days=1)
    if rest in ("recommendation", "held"):
        await world.phq_a(episode, total=16)
    if rest == "held":
        (item,) = await world.work(episode, "recommendation")
        await world.decide(item.id, HOLD)
    concern = await world.worry(episode, KIND, by=world.mentor)
    (told,) = [one for one in await world.work(episode, "escalation") if one.action == "support_reporter"]
    await _tell(world, told, state)
    if rest == "closed":
        await world.close(
            episode, world.closing(reason="transferred_care", no_measure="declined"), by=world.clinical
        )
    await world.report(concern, by=world.mentor)
    assert [row[1] for row in await written(world)] == [world.mentor]
    assert await reports_due(world, episode) == []
    assert await world.replayed() == ()


LAW = ReportingDuty(
    "Minnesota", "County", "555 0199", "Whoever works with children.", 24, 72, "260E.06", date(2026, 1, 2), "N. Abara",
    "weekends_and_holidays",
)  # fmt: skip


async def test_a_report_keeps_the_version_of_the_law_under_which_it_was_written_down(world: World) -> None:
    episode, _ = await world.mentored()
    duty = replace(LAW, checked_on=world.today())
    async with world.acting(world.administrator) as tx:
        assert (await law_at(tx, world.site_id)).state is None
        await record_reporting_duty(tx, duty=duty, by=tx.actor, at=tx.at)
        await set_site_state(tx, site_id=world.site_id, state="Minnesota", by=tx.actor, at=tx.at)
    concern = await world.worry(episode, KIND, by=world.mentor)
    await world.report(concern, by=world.mentor)
    world.later(hours=1)
    async with world.acting(world.administrator) as tx:
        await record_reporting_duty(tx, duty=replace(duty, written_within_hours=24), by=tx.actor, at=tx.at)
    async with world.acting(world.mentor) as tx:
        await add_to_report(tx, concern_id=concern, reference="7", written_on=None, by=tx.actor, at=tx.at)
        report = await report_of(tx, concern)
        assert report is not None
        assert report.duty_state == "Minnesota"
        assert report.duty_recorded_at is not None
        assert await duty_kept(tx, report.duty_state, report.duty_recorded_at) == duty
        now = await law_at(tx, world.site_id)
        assert now.duty is not None
        assert now.duty.written_within_hours == 24


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        pytest.param({"state": "Atlantis"}, "state", id="no such state"),
        pytest.param(
            {"checked_on": date(2020, 1, 2)}, "checked_on", id="a longer limit that nobody checked lately"
        ),
        pytest.param({"written_excludes": "mondays"}, "written_excludes", id="hours that nobody leaves out"),
    ],
)
async def test_no_law_gives_more_time_than_was_checked(
    world: World, wrong: dict[str, object], field: str
) -> None:
    async with world.acting(world.administrator) as tx:
        with pytest.raises(Invalid) as no:
            await record_reporting_duty(tx, duty=replace(LAW, **wrong), by=tx.actor, at=tx.at)  # type: ignore[arg-type]
    assert field in no.value.errors


async def test_only_who_answers_for_the_duty_says_where_a_school_lies(world: World) -> None:
    async with world.acting(world.counselor) as tx:
        with pytest.raises(NotAllowed):
            await set_site_state(tx, site_id=world.site_id, state="Ohio", by=tx.actor, at=tx.at)
    async with world.acting(world.administrator) as tx:
        with pytest.raises(Invalid) as no:
            await set_site_state(tx, site_id=world.mentor, state="Atlantis", by=tx.actor, at=tx.at)
    assert set(no.value.errors) == {"site_id", "state"}
