"""Does a list of filled-in forms reach the rules as a typed form does: what calls for somebody at once, and nothing lost?"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from supervision.job_schedule import Job
from tests.world import World, answers
from triage import instruments
from triage.roles import Role
from workflows.exchange.answers_row import columns_of
from workflows.jobs.answer_importing import take_over_lists
from workflows.jobs.sweeping import Unfinished
from workflows.records.answer_imports import AnswerImport, ListState, ended_forms, load_answer_import
from workflows.records.refusals import Invalid, NotAllowed, NotFound
from workflows.records.work import open_work_of
from workflows.verbs.import_answers import FormsAbout, import_answers

PHQ_A = FormsAbout("phq-a", "individual_concern")
AVA, NOAH, MIA = ("S-1", "Bennett"), ("S-2", "Kim"), ("S-3", "Lopez")


def listed(*rows: tuple[tuple[str, str], str, Mapping[str, Any]], instrument_id: str = "phq-a") -> bytes:
    """A list as another system writes it: (number and family name, day, answers)."""
    columns = columns_of(instruments.load(instrument_id))
    lines = [",".join(columns)]
    for (number, family), day, said in rows:
        about = {"student_number": number, "family_name": family, "completed_on": day}
        cells = about | {key: "" if value is None else str(value) for key, value in said.items()}
        lines.append(",".join(cells.get(column, "") for column in columns))
    return "\r\n".join(lines).encode()


def row(student: tuple[str, str], day: str, total: int = 4, **changed: Any) -> Any:
    return student, day, answers("phq-a", total, **changed)


@dataclass
class Brought:
    """Brings lists into one world."""

    world: World

    async def list(
        self,
        uploaded: bytes,
        *,
        by: UUID | None = None,
        about: FormsAbout = PHQ_A,
        takes_over: bool = True,
        then: Any = None,
    ) -> AnswerImport:
        async with self.world.acting(by or self.world.counselor) as tx:
            import_id = await import_answers(
                tx, about=about, uploaded=uploaded, takes_over=takes_over, by=tx.actor, at=tx.at
            )
            found = await load_answer_import(tx, import_id)
            if then is not None:
                await then(tx)
            return found

    async def now(self, found: AnswerImport) -> AnswerImport:
        async with self.world.acting(found.uploaded_by) as tx:
            return await load_answer_import(tx, found.id)

    async def job(self) -> None:
        await take_over_lists(self.world.engine, self.world.org_id)

    @property
    def today(self) -> str:
        return self.world.today().isoformat()


@pytest.fixture
def brought(world: World) -> Brought:
    return Brought(world)


def codes(found: AnswerImport) -> list[tuple[str, int | None]]:
    return [(one["code"], one["row"]) for one in found.diagnostics]


async def deferred(world: World) -> int:
    root = await world.database.superuser()
    try:
        asked = "SELECT count(*) FROM jobs.procrastinate_jobs WHERE task_name = $1 AND args ->> 'org_id' = $2"
        return int(await root.fetchval(asked, Job.ANSWER_IMPORTS.value, str(world.org_id)))
    finally:
        await root.close()


async def test_a_risk_item_escalates_in_the_transaction_that_takes_the_list(
    world: World, brought: Brought
) -> None:
    episode = await world.refer()

    async def is_open_and_then_taken_back(tx: Any) -> None:
        assert [one.kind for one in await open_work_of(tx, episode)] == ["escalation"]
        await tx.connection.rollback()

    await brought.list(listed(row(AVA, brought.today, item_9=1)), then=is_open_and_then_taken_back)
    for table in ("administration", "work", "firing"):
        assert await world.rows(f"SELECT count(*) FROM app.{table}") == [(0,)], "all of it or nothing"
    await brought.list(listed(row(AVA, brought.today, item_9=1)))
    (item,) = await world.work(episode)
    assert (item.kind, item.class_, item.owner_id) == ("escalation", "P1", world.clinical)
    assert await deferred(world) == 0, "nobody waits for a job"


async def test_it_writes_the_same_rows_as_the_form_that_is_typed_in(world: World, brought: Brought) -> None:
    typed, listed_one = await world.refer(world.students[0]), await world.refer(world.students[1])
    said = answers("phq-a", 12, item_9=2, EX3="yes")
    await world.phq_a(typed, total=12, item_9=2, EX3="yes")
    await brought.list(listed((NOAH, brought.today, said)))
    for asked in (
        "SELECT instrument_id, form_version, language, informant, recall_window, reason_asked, completed_at, entered_by,"
        " answers, status, total, band, positivity, safety, subscales FROM app.administration WHERE episode_id = :id",
        "SELECT kind, class, lane, action, due_at, owner_id, state, rung FROM app.work WHERE episode_id = :id",
        "SELECT row_id, rule_id, class, sentence, trace FROM app.firing WHERE episode_id = :id ORDER BY row_id",
    ):
        assert await world.rows(asked, id=listed_one) == await world.rows(asked, id=typed)
        assert await world.rows(asked, id=typed)
    assert await world.rows("SELECT entered_how FROM app.administration ORDER BY entered_how") == [
        ("file",), ("paper",),
    ]  # fmt: skip
    assert len(await world.audit("recorded_administration")) == 2


async def test_what_calls_for_nobody_waits_for_a_job_that_the_same_transaction_wrote_down(
    world: World, brought: Brought
) -> None:
    ava, noah = await world.refer(world.students[0]), await world.refer(world.students[1])
    uploaded = listed(row(AVA, brought.today, total=12), row(NOAH, brought.today, item_9=1))
    found = await brought.list(uploaded)
    assert (found.state, found.waiting, found.taken) == (ListState.TAKEN, 1, 1)
    assert await deferred(world) == 1
    assert [one.kind for one in await world.work(noah)] == ["escalation"]
    assert await world.work(ava) == ()
    await brought.job()
    found = await brought.now(found)
    assert (found.waiting, found.taken, found.refused) == (0, 2, 0)
    assert await world.rows("SELECT total FROM app.administration WHERE episode_id = :id", id=ava) == [(12,)]
    assert await world.rows("SELECT count(form) FROM app.answer_import_row") == [(0,)], "answers stand once"
    await brought.job()
    assert await world.rows("SELECT count(*) FROM app.administration") == [(2,)]


async def test_a_list_that_is_taken_back_leaves_no_job(world: World, brought: Brought) -> None:
    await world.refer()

    async def back(tx: Any) -> None:
        await tx.connection.rollback()

    await brought.list(listed(row(AVA, brought.today)), then=back)
    assert await deferred(world) == 0


async def test_a_list_that_is_only_looked_at_puts_nothing_on_record_and_says_what_calls(
    world: World, brought: Brought
) -> None:
    await world.refer()
    found = await brought.list(listed(row(AVA, brought.today, item_9=1)), takes_over=False)
    assert (found.state, found.staged, found.row_count) == (ListState.CHECKED, 0, 1)
    for table in ("administration", "work", "answer_import_row"):
        assert await world.rows(f"SELECT count(*) FROM app.{table}") == [(0,)]
    assert found.calling_lines == [2]


@pytest.mark.parametrize(
    "broken", [b'\r\n"S-2,Kim', b"\r\n" * 2 + b'S-2,"Ki"m,'], ids=["never closed", "closed too early"]
)
async def test_of_a_file_that_breaks_off_nothing_is_taken_and_what_calls_is_said(
    world: World, brought: Brought, broken: bytes
) -> None:
    await world.refer()
    found = await brought.list(listed(row(AVA, brought.today, item_9=1)) + broken)
    assert (found.state, found.staged, found.calling_lines) == (ListState.REFUSED, 0, [2])
    assert await world.rows("SELECT count(*) FROM app.administration") == [(0,)]


async def test_the_same_list_twice_takes_nothing_the_second_time(world: World, brought: Brought) -> None:
    episode = await world.refer()
    uploaded = listed(row(AVA, brought.today, item_9=1))
    await brought.list(uploaded)
    again = await brought.list(uploaded)
    assert (codes(again), again.staged, again.calling_lines) == ([("answers.there_already", 2)], 0, [])
    assert len(await world.work(episode)) == 1
    other = await brought.list(listed(row(AVA, brought.today, item_9=2)))
    assert (codes(other), other.calling_lines) == ([("answers.other_on_record", 2)], [2])


async def test_two_who_bring_the_same_list_at_once_bring_it_once(world: World, brought: Brought) -> None:
    await world.refer(world.students[0])
    await world.refer(world.students[1])
    uploaded = listed(row(AVA, brought.today), row(NOAH, brought.today, item_9=1))
    lists = await asyncio.gather(brought.list(uploaded), brought.list(uploaded, by=world.clinical))
    assert sorted(one.staged for one in lists) == [0, 2]
    await brought.job()
    assert await world.rows("SELECT count(*) FROM app.administration") == [(2,)]


@pytest.mark.parametrize(
    ("student", "by"),
    [
        pytest.param(("S-9", "Bennett"), "counselor", id="a number that nobody has"),
        pytest.param(("S-1", "Kim"), "counselor", id="another family name"),
        pytest.param(("S-2", "Kim"), "counselor", id="a student without a case"),
        pytest.param(AVA, "stranger", id="the counselor of another site"),
    ],
)
async def test_who_is_unknown_and_who_is_not_theirs_is_one_finding_and_a_call_is_not_lost(
    world: World, brought: Brought, student: tuple[str, str], by: str
) -> None:
    await world.refer()
    found = await brought.list(listed(row(student, brought.today, item_9=3)), by=getattr(world, by))
    assert codes(found) == [("answers.unknown_student", 2)]
    assert found.calling_lines == [2], "whoever brought it is told to act"
    assert await world.rows("SELECT count(*) FROM app.administration") == [(0,)]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        pytest.param({"item_3": 4}, "answers.no_answer", id="an answer that the form does not have"),
        pytest.param({"item_3": "often"}, "answers.no_answer", id="a word"),
        pytest.param({"received_total": 27}, "answers.total_differs", id="a total that is not the sum"),
        pytest.param({"received_total": "x"}, "answers.no_number", id="a total in words"),
    ],
)
async def test_a_row_with_an_error_is_left_out_and_its_call_told(
    world: World, brought: Brought, changed: dict[str, Any], code: str
) -> None:
    ava, _ = await world.refer(world.students[0]), await world.refer(world.students[1])
    uploaded = listed(row(AVA, brought.today, item_9=1, **changed), row(NOAH, brought.today, item_9=1))
    found = await brought.list(uploaded)
    assert (codes(found), found.calling_lines, found.taken) == ([(code, 2)], [2], 1)
    assert await world.work(ava) == ()
    assert not any("often" in str(one) for one in found.diagnostics), "no answer stands in a finding"


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("3/4/2026", "answers.invalid_day"),
        ("", "row.missing_required_value"),
        ("2999-01-01", "answers.day_ahead"),
    ],
)
async def test_a_day_is_never_guessed(world: World, brought: Brought, day: str, code: str) -> None:
    await world.refer()
    found = await brought.list(listed(row(AVA, day)))
    assert codes(found) == [(code, 2)]


async def test_two_forms_of_one_day_in_one_list_are_one(world: World, brought: Brought) -> None:
    await world.refer()
    found = await brought.list(listed(row(AVA, brought.today), row(AVA, brought.today, total=9)))
    assert (codes(found), found.staged) == ([("answers.twice_in_file", 3)], 1)


async def test_a_form_about_safety_is_entered_by_trained_screeners_only(
    world: World, brought: Brought
) -> None:
    episode, _ = await world.mentored()
    found = await brought.list(listed(row(AVA, brought.today, item_9=1)), by=world.direct)
    assert (codes(found), found.calling_lines) == ([("answers.not_yours", 2)], [2])
    assert await world.work(episode) == ()


@pytest.mark.parametrize("by", ["mentor", "administrator"])
async def test_others_bring_no_lists(world: World, brought: Brought, by: str) -> None:
    await world.refer()
    with pytest.raises(NotAllowed):
        await brought.list(listed(row(AVA, brought.today)), by=getattr(world, by))


async def test_rights_that_end_before_the_job_comes_take_nothing_over(world: World, brought: Brought) -> None:
    await world.refer()
    other = await world.person("Lena", "Fox", Role.COUNSELOR)
    await world.certify(other, "trained_screener", world.today() + timedelta(days=90))
    found = await brought.list(listed(row(AVA, brought.today)), by=other)
    await world.plant(
        f"UPDATE app.appointment SET ended_at = starts_at WHERE org_id = $1 AND person_id = '{other}'"
    )
    await brought.job()
    found = await brought.now(found)
    assert (found.refused, found.taken) == (1, 0)
    async with world.acting(found.uploaded_by) as tx:
        (form,) = await ended_forms(tx, found.id)
    assert form.why
    assert await world.rows("SELECT count(*) FROM app.administration") == [(0,)]


async def test_one_that_fails_keeps_no_other_back_and_waits_for_the_next_turn(
    world: World, brought: Brought
) -> None:
    await world.refer(world.students[0])
    await world.refer(world.students[1])
    found = await brought.list(listed(row(AVA, brought.today), row(NOAH, brought.today)))
    broken = "jsonb_set(form, '{instrument_id}', '\"phq-99\"')"
    await world.plant(f"UPDATE app.answer_import_row SET form = {broken} WHERE org_id = $1 AND line = 2")
    with pytest.raises(Unfinished):
        await brought.job()
    assert ((await brought.now(found)).waiting, (await brought.now(found)).taken) == (1, 1)
    mended = "jsonb_set(form, '{instrument_id}', '\"phq-a\"')"
    await world.plant(f"UPDATE app.answer_import_row SET form = {mended} WHERE org_id = $1 AND line = 2")
    await brought.job()
    assert ((await brought.now(found)).waiting, (await brought.now(found)).taken) == (0, 2)


async def test_nobody_sees_the_list_of_another(world: World, brought: Brought) -> None:
    await world.refer()
    found = await brought.list(listed(row(AVA, brought.today)))
    async with world.acting(world.clinical) as tx:
        with pytest.raises(NotFound):
            await load_answer_import(tx, found.id)
    assert await world.rows("SELECT count(*) FROM app.answer_import") == [(0,)], "not even its row"


@pytest.mark.parametrize(
    ("about", "field"),
    [
        pytest.param(FormsAbout("phq-99", "individual_concern"), "instrument_id", id="no such form"),
        pytest.param(FormsAbout("phq-a", "because"), "reason_asked", id="no such reason"),
        pytest.param(FormsAbout("ors", "individual_concern", "1", "Us"), "licence", id="no license"),
    ],
)
async def test_what_holds_for_all_forms_is_asked_for_at_its_field(
    world: World, brought: Brought, about: FormsAbout, field: str
) -> None:
    await world.refer()
    with pytest.raises(Invalid) as wrong:
        await brought.list(listed(row(AVA, brought.today)), about=about)
    assert set(wrong.value.errors) == {field}


async def test_scores_under_a_declared_license_come_in_without_a_word_of_a_question(
    world: World, brought: Brought
) -> None:
    episode = await world.refer()
    scales = {"individual": "5.5", "interpersonal": "6", "social": "7", "overall": "4.5"}
    about = FormsAbout("ors", "individual_concern", "adult", "Their own software", "We hold a license.")
    found = await brought.list(listed((AVA, brought.today, scales), instrument_id="ors"), about=about)
    assert found.diagnostics == []
    await brought.job()
    assert await world.rows(
        "SELECT total, scored_by, licence FROM app.administration WHERE episode_id = :id", id=episode
    ) == [(23, "Their own software", "We hold a license.")]


async def test_older_forms_come_in_by_their_day_and_the_newest_is_judged(
    world: World, brought: Brought
) -> None:
    episode = await world.refer()
    before = (world.today() - timedelta(days=3)).isoformat()
    await brought.list(listed(row(AVA, brought.today, total=6), row(AVA, before, total=9)))
    await brought.job()
    assert await world.rows(
        "SELECT total FROM app.administration WHERE episode_id = :id ORDER BY completed_at", id=episode
    ) == [(9,), (6,)]
    assert await world.replayed() == ()
