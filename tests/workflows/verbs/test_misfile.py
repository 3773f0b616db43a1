"""Does what stood with the wrong student move to the right one, whole, and are both read again?"""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from care_steps.decisions import Answer, Choice
from care_steps.facts import RawEpisode
from care_steps.steps import Step
from tests.world import CONSENT, World
from workflows.records.administrations import load_administration
from workflows.records.concerns import load_concern
from workflows.records.facts import gather_one
from workflows.records.refusals import Invalid, NotAllowed, NotFound, Refused
from workflows.records.sessions import load_session, versions_of
from workflows.verbs.amend_session import amend_session
from workflows.verbs.replay import replay


async def raw(world: World, episode: UUID) -> RawEpisode:
    async with world.acting(None) as tx:
        case = await world.case(episode)
        return await gather_one(tx, episode, max(tx.at, case.known_at))


async def two(world: World) -> tuple[UUID, UUID]:
    """Ava and Noah, each referred and with the same mentor."""
    ava, _ = await world.mentored(world.students[0])
    noah, _ = await world.mentored(world.students[1])
    world.later(days=1)
    return ava, noah


async def test_a_form_moves_with_its_author_and_its_times(world: World) -> None:
    ava, noah = await two(world)
    form = await world.phq_a(ava, total=16, by=world.counselor)
    world.later(days=1)
    moved = await world.misfile("administration", form, world.students[1])
    assert await world.rows(
        "SELECT episode_id, entered_by, total, status, completed_at, recorded_at, amends FROM app.administration"
        " WHERE id = :id",
        id=moved.id,
    ) == [(noah, world.counselor, 16, "scored", world.now - timedelta(days=1), world.now, None)]
    assert [one.id for one in (await raw(world, noah)).administrations] == [moved.id]
    assert (await raw(world, ava)).administrations == ()
    async with world.acting(world.clinical) as tx:
        with pytest.raises(NotFound):
            await load_administration(tx, form)
    back = await world.misfile("administration", moved.id, world.students[0])
    async with world.acting(world.clinical) as tx:
        shown = await load_administration(tx, back.id)
    assert (shown["entered_by"], shown["entered_at"]) == (world.counselor, world.now - timedelta(days=1))


async def test_the_right_student_gets_the_firing_at_once(world: World) -> None:
    ava, noah = await two(world)
    form = await world.phq_a(ava, total=4, item_9=1)
    moved = await world.misfile("administration", form, world.students[1])
    (escalation,) = await world.work(noah, "escalation")
    assert escalation.owner_id == world.clinical
    assert await world.rows("SELECT DISTINCT administration_id FROM app.firing WHERE episode_id = :id"
                            " AND scope = 'screening'", id=noah) == [(moved.id,)]  # fmt: skip


async def test_safety_work_with_the_wrong_student_stays_until_a_person_ends_it(world: World) -> None:
    ava, _ = await two(world)
    form = await world.phq_a(ava, total=4, item_9=1)
    await world.misfile("administration", form, world.students[1])
    (escalation,) = await world.work(ava, "escalation")
    assert (await world.sweep()).changed == 0
    await world.end(escalation.id, "belonged_to_someone_else")
    assert await world.work(ava, "escalation") == ()


async def test_a_recommendation_that_rested_on_nothing_else_ends_and_the_right_one_opens(
    world: World,
) -> None:
    ava, noah = await two(world)
    form = await world.phq_a(ava, total=16)
    assert len(await world.work(ava, "recommendation")) == 1
    await world.misfile("administration", form, world.students[1])
    assert await world.work(ava, "recommendation") == ()
    assert len(await world.work(noah, "recommendation")) == 1
    assert (await world.sweep()).changed == 0


async def test_each_decision_that_used_it_is_read_again_by_the_clinical_supervisor(world: World) -> None:
    ava, _ = await two(world)
    form = await world.phq_a(ava, total=16)
    (item,) = await world.work(ava, "recommendation")
    decision = await world.decide(item.id, Choice(Answer.ACCEPT, consent_basis=CONSENT))
    moved = await world.misfile("administration", form, world.students[1])
    (task,) = await world.work(ava, "task")
    assert (task.action, task.owner_id, task.ends) == ("read_decision_again", world.clinical, "by_person")
    assert await world.rows("SELECT cause FROM app.work WHERE id = :id", id=task.id) == [
        (f"reading:{decision}:{moved.misfiling_id}",)
    ]


async def test_a_decision_that_did_not_use_it_is_left_alone(world: World) -> None:
    ava, _ = await two(world)
    await world.worry(ava)
    (item,) = await world.work(ava, "recommendation")
    await world.decide(item.id, Choice(Answer.ACCEPT, consent_basis=CONSENT))
    form = await world.phq_a(ava, total=2)
    await world.misfile("administration", form, world.students[1])
    assert await world.work(ava, "task") == ()


async def test_a_corrected_log_moves_with_its_whole_chain(world: World) -> None:
    ava, noah = await two(world)
    (match,) = await world.rows("SELECT id FROM app.match WHERE episode_id = :id", id=ava)
    log = await world.log_made(match[0], by=world.mentor, minutes=20, note="first")
    async with world.acting(world.direct) as tx:
        said = world.made_log(minutes=40, note="second")
        newest = await amend_session(tx, session_id=log, log=said, why="Longer.", by=tx.actor, at=tx.at)
    moved = await world.misfile("session", log, world.students[1])
    async with world.acting(world.clinical) as tx:
        for old in (log, newest):
            with pytest.raises(NotFound):
                await load_session(tx, old)
        versions = await versions_of(tx, moved.id)
    assert [(one.note, one.minutes, one.logged_by) for one in versions] == [
        ("first", 20, world.mentor),
        ("second", 40, world.direct),
    ]
    assert {one.episode_id for one in versions} == {noah}
    assert moved.id == versions[-1].id
    assert (await raw(world, noah)).contacts.made_in_step == 2
    assert (await raw(world, ava)).contacts.made_in_step == 1


@pytest.mark.parametrize("sent_first", [False, True], ids=["raised by the log", "sent before the log"])
async def test_the_worry_of_a_log_moves_with_it(world: World, sent_first: bool) -> None:
    ava, noah = await two(world)
    ((match,),) = await world.rows("SELECT id FROM app.match WHERE episode_id = :id", id=ava)
    said: dict[str, Any] = {"worry": "now", "now_kind": "other_now", "said": "Cries."}
    if sent_first:
        concern = await world.worry(ava, "other_now", by=world.mentor, said="Cries.")
        log = await world.log_made(match, by=world.mentor, concern_id=concern, **said)
    else:
        log = await world.log_made(match, by=world.mentor, **said)
    ((concern,),) = await world.rows("SELECT id FROM app.concern")
    with pytest.raises(Refused, match="Move the log"):
        await world.misfile("concern", concern, world.students[1])
    moved = await world.misfile("session", log, world.students[1])
    async with world.acting(world.clinical) as tx:
        session = await load_session(tx, moved.id)
        assert session.concern_id is not None
        copy = await load_concern(tx, session.concern_id)
        with pytest.raises(NotFound):
            await load_concern(tx, concern)
    assert (copy.episode_id, copy.said, copy.raised_by) == (noah, "Cries.", world.mentor)
    assert (await raw(world, ava)).concerns == ()
    assert len(await world.work(noah, "escalation")) == 1


async def test_a_worry_moves_by_itself(world: World) -> None:
    ava, noah = await two(world)
    concern = await world.worry(ava, "weapon")
    moved = await world.misfile("concern", concern, world.students[1])
    assert [one.id for one in (await raw(world, noah)).concerns] == [moved.id]
    assert (await world.case(noah)).step is Step.PROFESSIONAL
    # The step of the wrong student is not undone by itself: the decision is read again.
    assert (await world.case(ava)).step is Step.PROFESSIONAL
    (task,) = await world.work(ava, "task")
    assert task.action == "read_decision_again"
    await world.undo(ava)
    assert (await world.case(ava)).step is Step.MENTOR


async def test_a_log_that_began_a_step_moves_and_the_decision_behind_the_step_is_read_again(
    world: World,
) -> None:
    ava = await world.refer(world.students[0])
    match = await world.assign(ava)
    noah = await world.refer(world.students[1])
    await world.assign(noah)
    log = await world.log_made(match)
    await world.misfile("session", log, world.students[1])
    assert (await world.case(ava)).step is Step.MENTOR
    (task,) = await world.work(ava, "task")
    assert await world.rows(
        "SELECT d.kind FROM app.decision d JOIN app.work w ON w.cause LIKE 'reading:' || d.id || ':%'"
        " WHERE w.id = :id",
        id=task.id,
    ) == [("start",)]
    # With the right student it begins the step that was waiting for it.
    assert (await world.case(noah)).step is Step.MENTOR


async def test_a_log_needs_a_match_of_the_right_student_with_that_mentor(world: World) -> None:
    _, match = await world.mentored(world.students[0])
    await world.refer(world.students[1])
    log = await world.log_made(match)
    with pytest.raises(Invalid, match="Assign the mentor first"):
        await world.misfile("session", log, world.students[1])


async def test_a_session_from_before_the_match_is_refused(world: World) -> None:
    _, match = await world.mentored(world.students[0])
    log = await world.log_made(match)
    world.later(days=2)
    await world.mentored(world.students[1])
    with pytest.raises(Invalid, match="before the mentor was assigned"):
        await world.misfile("session", log, world.students[1])


async def test_what_was_moved_cannot_be_moved_again_but_its_copy_can(world: World) -> None:
    ava, noah = await two(world)
    form = await world.gad_7(ava, total=4)
    moved = await world.misfile("administration", form, world.students[1])
    with pytest.raises(NotFound):
        await world.misfile("administration", form, world.students[1])
    back = await world.misfile("administration", moved.id, world.students[0])
    assert [one.id for one in (await raw(world, ava)).administrations] == [back.id]
    assert (await raw(world, noah)).administrations == ()


@pytest.mark.parametrize(
    ("to", "why", "field"), [(0, "Seen.", "to"), (2, "Seen.", "to"), (1, " \n", "why")],
    ids=["the same student", "a student without a case", "without a reason"],
)  # fmt: skip
async def test_it_is_refused_at_the_field(world: World, to: int, why: str, field: str) -> None:
    ava, _ = await two(world)
    form = await world.gad_7(ava, total=4)
    with pytest.raises(Invalid) as refused:
        await world.misfile("administration", form, world.students[to], why=why)
    assert list(refused.value.errors) == [field]
    assert await world.rows("SELECT count(*) FROM app.misfiling") == [(0,)]


async def test_the_act_is_audited_on_both_students(world: World) -> None:
    ava, _ = await two(world)
    form = await world.gad_7(ava, total=4)
    moved = await world.misfile("administration", form, world.students[1])
    assert sorted(await world.audit("misfiled_administration")) == sorted(
        [
            (world.clinical, world.students[0], "administration", form, "done"),
            (world.clinical, world.students[1], "administration", moved.id, "done"),
        ]
    )
    assert await world.rows(
        "SELECT count(*) FROM app.audit_event WHERE action = 'misfiled_administration' AND payload LIKE '%changed%'"
    ) == [(0,)]


async def test_a_mentor_moves_an_own_log_between_own_mentees(world: World) -> None:
    ava, _ = await two(world)
    ((match,),) = await world.rows("SELECT id FROM app.match WHERE episode_id = :id", id=ava)
    log = await world.log_made(match, by=world.mentor)
    moved = await world.misfile("session", log, world.students[1], by=world.mentor)
    assert moved.id != log


async def test_a_mentor_moves_nobody_elses_log(world: World) -> None:
    ava, _ = await two(world)
    ((match,),) = await world.rows("SELECT id FROM app.match WHERE episode_id = :id", id=ava)
    log = await world.log_made(match, by=world.direct)
    with pytest.raises(NotAllowed, match="Only whoever wrote it"):
        await world.misfile("session", log, world.students[1], by=world.mentor)


async def test_a_mentor_moves_nothing_to_somebody_elses_mentee(world: World) -> None:
    _, match = await world.mentored(world.students[0])
    await world.refer(world.students[1])
    log = await world.log_made(match, by=world.mentor)
    with pytest.raises(Invalid) as refused:
        await world.misfile("session", log, world.students[1], by=world.mentor)
    assert list(refused.value.errors) == ["to"]


async def test_a_mentor_moves_no_form(world: World) -> None:
    ava, _ = await two(world)
    form = await world.gad_7(ava, total=4)
    with pytest.raises(NotAllowed, match="Mentors do not see answers"):
        await world.misfile("administration", form, world.students[1], by=world.mentor)


@pytest.mark.parametrize("who", ["stranger", "administrator", "journey_mentor"])
async def test_nobody_moves_what_they_have_nothing_to_do_with(world: World, who: str) -> None:
    ava, _ = await two(world)
    concern = await world.worry(ava)
    with pytest.raises(NotAllowed):
        await world.misfile("concern", concern, world.students[1], by=getattr(world, who))
    async with world.acting(None) as tx:
        found = await replay(tx, by=tx.actor)
    assert found.differences == ()


async def test_replay_finds_what_was_known_then(world: World) -> None:
    ava, noah = await two(world)
    form = await world.phq_a(ava, total=16)
    (item,) = await world.work(ava, "recommendation")
    await world.decide(item.id, Choice(Answer.ACCEPT, consent_basis=CONSENT))
    world.later(hours=1)
    moved = await world.misfile("administration", form, world.students[1])
    (item,) = await world.work(noah, "recommendation")
    await world.decide(item.id, Choice(Answer.ACCEPT, consent_basis=CONSENT))
    world.later(hours=1)
    await world.misfile("administration", moved.id, world.students[0])
    async with world.acting(None) as tx:
        found = await replay(tx, by=tx.actor)
    assert found.differences == ()
    assert found.decisions > 4
