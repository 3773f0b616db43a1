"""Is each file of figures that was asked for written once, with the rights of whoever asked, for them alone and a while?"""

import asyncio
import csv
import io
from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from supervision.export_access import why_not_export
from supervision.exports import LIMITS, ExportState, Figures
from supervision.job_schedule import SCHEDULE
from supervision.periods import Period
from tests.conftest import Database
from tests.world import MONDAY, World
from triage.roles import Role
from workflows.jobs.exporting import write_exports
from workflows.jobs.forgetting import forget_files_for
from workflows.jobs.sweeping import Unfinished
from workflows.records.export_orders import orders_of
from workflows.records.exports import Export, exports_of
from workflows.records.refusals import Invalid, NotAllowed, NotFound, Refused
from workflows.verbs.ask_for_export import ask_for_export
from workflows.verbs.end_export_order import end_export_order
from workflows.verbs.see_export import see_export

FILES = text("SELECT count(*) FROM app.export_file WHERE org_id = :org_id")
FIRST_OF_OCTOBER = datetime.fromisoformat("2026-10-01T12:00:00+00:00")


@pytest.fixture
async def world(module_database: Database, module_engine: AsyncEngine) -> World:
    return await World.made(module_database, module_engine, MONDAY)


async def ask(
    world: World,
    by: UUID,
    figures: Figures = Figures.TIMELINESS,
    period: Period | None = Period.THIS_YEAR,
) -> UUID:
    async with world.acting(by) as tx:
        return await ask_for_export(tx, figures=figures, period=period, by=tx.actor, at=tx.at)


async def write(world: World, at: datetime | None = None) -> None:
    await write_exports(world.engine, world.org_id, at or world.now)


async def see(world: World, export_id: UUID, by: UUID, at: datetime | None = None) -> bytes:
    async with world.acting(by, at or world.now) as tx:
        return (await see_export(tx, export_id=export_id, by=tx.actor, at=tx.at))[1]


async def own(world: World, by: UUID) -> tuple[Export, ...]:
    async with world.acting(by) as tx:
        return await exports_of(tx, by)


async def state(world: World, by: UUID, at: datetime | None = None) -> list[ExportState]:
    return [one.state(at or world.now) for one in await own(world, by)]


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline=""), strict=True))


async def jobs(world: World) -> int:
    root = await world.database.superuser()
    try:
        asked = "SELECT count(*) FROM jobs.procrastinate_jobs WHERE task_name = 'exports' AND args ->> 'org_id' = $1"
        return int(await root.fetchval(asked, str(world.org_id)))
    finally:
        await root.close()


async def audited(world: World, action: str) -> list[str]:
    found = await world.rows(
        "SELECT outcome FROM app.audit_event WHERE org_id = :org_id AND action = :action ORDER BY at",
        action=action,
    )
    return [str(row[0]) for row in found]


async def ended(world: World, person_id: UUID) -> None:
    await world.plant(
        f"UPDATE app.appointment SET ended_at = '{world.now.isoformat()}' WHERE org_id = $1 AND person_id = '{person_id}'"
    )


async def test_what_is_asked_for_is_put_there_with_its_job_or_not_at_all(world: World) -> None:
    async def given_up() -> None:
        async with world.acting(world.administrator) as tx:
            await ask_for_export(
                tx, figures=Figures.TIMELINESS, period=Period.THIS_MONTH, by=tx.actor, at=tx.at
            )
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await given_up()
    assert (await jobs(world), await own(world, world.administrator)) == (0, ())
    await ask(world, world.administrator)
    assert await jobs(world) == 1
    assert await audited(world, "asked_for_export") == ["done"]


async def test_a_file_is_written_once_however_often_its_job_runs(world: World) -> None:
    one = await ask(world, world.administrator)
    with pytest.raises(Refused, match="not there yet"):
        await see(world, one, world.administrator)
    await write(world)
    first = await see(world, one, world.administrator)
    await world.refer()
    await write(world, world.later(hours=1))
    assert await see(world, one, world.administrator) == first
    (found,) = await own(world, world.administrator)
    assert (found.digest, found.row_count) == (sha256(first).digest(), len(rows(first)))
    assert (found.first_on, found.last_on) == (date(2026, 7, 1), date(2026, 9, 14))
    assert await audited(world, "wrote_export") == ["done"]
    assert await audited(world, "saw_export") == ["done"] * 2


async def test_two_jobs_beside_each_other_write_it_once(world: World) -> None:
    """A process that was taken for dead may still be at it when another begins again."""
    await ask(world, world.administrator)
    await ask(world, world.administrator, period=None)
    at = FIRST_OF_OCTOBER
    await asyncio.gather(*(write(world, at) for _ in range(3)))
    assert await state(world, world.administrator, at) == [ExportState.READY] * 2
    assert await audited(world, "wrote_export") == ["done"] * 2


async def test_it_holds_counts_and_times_and_nobody_and_small_counts_in_words(world: World) -> None:
    await world.refer()
    await world.mentored(world.students[1])
    one = await ask(world, world.administrator)
    await write(world)
    content = await see(world, one, world.administrator)
    assert content.endswith(b"\r\n")
    found = {(row["school"], row["line"]): row for row in rows(content)}
    started = next(row for (_, line), row in found.items() if line == "started" and row["of"] != "0")
    assert (started["so_many"], started["of"], started["nothing_on_record"]) == (
        "not shown", "fewer than 5", "not shown",
    )  # fmt: skip
    assert len({school for school, _ in found}) == 2
    for person in ("Ava", "Bennett", "Noah", "Kim", "Rivera", "Nair"):
        assert person not in content.decode()
    for student in world.students:
        assert str(student) not in content.decode()


async def test_a_school_that_is_called_like_a_formula_is_harmless(world: World) -> None:
    await world.plant('UPDATE app.site SET name = \'=HYPERLINK("http://x", "1,2")\' WHERE org_id = $1')
    one = await ask(world, world.administrator)
    await write(world)
    names = {row["school"] for row in rows(await see(world, one, world.administrator))}
    assert names == {'\'=HYPERLINK("http://x", "1,2")'}


async def test_whoever_counts_one_school_has_no_other_in_the_file(world: World) -> None:
    one = await ask(world, world.counselor)
    await write(world)
    ((name,),) = await world.rows("SELECT name FROM app.site WHERE id = :id", id=world.site_id)
    assert {row["school"] for row in rows(await see(world, one, world.counselor))} == {name}


async def test_nobody_has_figures_that_they_may_not_see(world: World) -> None:
    officer = await world.person("Noor", "Haddad", Role.PRIVACY_OFFICER)
    for by, figures in (
        (world.counselor, Figures.NOTICE_COUNTS),
        (world.mentor, Figures.TIMELINESS),
        (world.direct, Figures.TIMELINESS),
        (officer, Figures.NOTICE_COUNTS),
    ):
        with pytest.raises(NotAllowed):
            await ask(world, by, figures)
        async with world.acting(by) as tx:
            assert why_not_export(tx.actor, figures)
    assert await jobs(world) == 0


async def test_the_file_of_one_is_there_for_nobody_else(world: World, module_engine: AsyncEngine) -> None:
    other = await world.person("Olga", "Stein", Role.ADMINISTRATOR)
    elsewhere = await World.made(world.database, module_engine, MONDAY)
    one = await ask(world, world.administrator)
    await write(world)
    for where, by in ((world, other), (elsewhere, elsewhere.administrator)):
        with pytest.raises(NotFound):
            await see(where, one, by)
        assert await own(where, by) == ()
    # Not even its bytes: the database itself shows them to nobody else.
    for by, number in ((other, 0), (world.administrator, 1)):
        async with world.acting(by) as tx:
            found = await tx.connection.execute(FILES, {"org_id": world.org_id})
            assert found.scalar_one() == number


async def test_whose_rights_ended_while_it_waited_has_nothing_written(world: World) -> None:
    await ask(world, world.clinical, Figures.NOTICE_COUNTS)
    await ask(world, world.clinical, Figures.NOTICE_COUNTS, None)
    await ended(world, world.clinical)
    world.later(hours=1)
    await write(world)
    assert await state(world, world.clinical) == [ExportState.NOT_ALLOWED]
    await write(world, FIRST_OF_OCTOBER)
    assert await state(world, world.clinical) == [ExportState.NOT_ALLOWED] * 2
    async with world.acting(None) as tx:
        assert await orders_of(tx, None) == ()
    assert await audited(world, "wrote_export") == ["refused"] * 2


async def test_whose_rights_ended_since_does_not_get_it(world: World) -> None:
    one = await ask(world, world.clinical)
    await write(world)
    assert await see(world, one, world.clinical)
    await ended(world, world.clinical)
    with pytest.raises(NotAllowed):
        await see(world, one, world.clinical, world.now + timedelta(seconds=1))


async def test_each_month_has_its_file_once_it_is_over(world: World) -> None:
    order = await ask(world, world.administrator, period=None)
    with pytest.raises(Invalid):
        await ask(world, world.administrator, period=None)
    # The first of October in London is still the last of September in Chicago.
    for at in (world.now, FIRST_OF_OCTOBER - timedelta(hours=8)):
        await write(world, at)
        assert await own(world, world.administrator) == ()
    # Two months were missed, and nothing is written twice.
    for _ in range(2):
        await write(world, datetime.fromisoformat("2026-12-03T12:00:00+00:00"))
    found = sorted((one.first_on, one.last_on, one.outcome) for one in await own(world, world.administrator))
    assert found == [
        (date(2026, 9, 1), date(2026, 9, 30), ExportState.READY),
        (date(2026, 10, 1), date(2026, 10, 31), ExportState.READY),
        (date(2026, 11, 1), date(2026, 11, 30), ExportState.READY),
    ]
    # Until the next one is there, whenever in the next month that is.
    assert (
        await state(world, world.administrator, datetime.fromisoformat("2027-01-03T12:00:00+00:00"))
        == [ExportState.READY] * 3
    )
    with pytest.raises(NotFound):
        async with world.acting(world.clinical) as tx:
            await end_export_order(tx, order_id=order, by=tx.actor, at=tx.at)
    async with world.acting(world.administrator) as tx:
        await end_export_order(tx, order_id=order, by=tx.actor, at=tx.at)
    await write(world, datetime.fromisoformat("2027-02-03T12:00:00+00:00"))
    assert len(await own(world, world.administrator)) == 3


async def test_a_file_is_kept_for_some_days_and_that_it_was_asked_for_stays(world: World) -> None:
    one = await ask(world, world.administrator)
    await write(world)
    last = world.now + LIMITS.kept
    assert await see(world, one, world.administrator, last - timedelta(seconds=1))
    with pytest.raises(Refused, match="not kept any more"):
        await see(world, one, world.administrator, last)
    await forget_files_for(world.engine, world.org_id, last - timedelta(seconds=1))
    assert await files(world) == 1
    for _ in range(2):
        await forget_files_for(world.engine, world.org_id, last)
    assert await files(world) == 0
    assert await state(world, world.administrator, last) == [ExportState.EXPIRED]
    assert await audited(world, "forgot_exports") == ["done"]


async def test_one_that_cannot_be_written_holds_up_no_other_and_is_given_up(world: World) -> None:
    """A digest that nobody may keep stands for whatever may go wrong while it is written."""
    broken = await ask(world, world.clinical)
    fine = await ask(world, world.administrator)
    root = await world.database.superuser()
    try:
        await root.execute(
            f"ALTER TABLE app.export_file ADD CONSTRAINT planted CHECK (asked_by <> '{world.clinical}') NOT VALID"
        )
        for _ in range(len(SCHEDULE.waits) + 1):
            assert await state(world, world.clinical) == [ExportState.WAITING]
            with pytest.raises(Unfinished):
                await write(world)
        assert await see(world, fine, world.administrator)
        assert await state(world, world.clinical) == [ExportState.FAILED]
        await write(world)
    finally:
        await root.execute("ALTER TABLE app.export_file DROP CONSTRAINT planted")
        await root.close()
    with pytest.raises(Refused):
        await see(world, broken, world.clinical)


async def test_what_is_not_as_it_was_written_is_given_to_nobody(world: World) -> None:
    one = await ask(world, world.administrator)
    await write(world)
    await world.plant("UPDATE app.export_file SET content = 'other' WHERE org_id = $1")
    with pytest.raises(Refused, match="not as it was written"):
        await see(world, one, world.administrator)


async def test_nobody_has_more_than_some_written_at_once(world: World) -> None:
    for _ in range(LIMITS.most_waiting):
        await ask(world, world.administrator)
    with pytest.raises(Refused):
        await ask(world, world.administrator)
    await write(world)
    await ask(world, world.administrator)


async def files(world: World) -> int:
    root = await world.database.superuser()
    try:
        return int(
            await root.fetchval("SELECT count(*) FROM app.export_file WHERE org_id = $1", world.org_id)
        )
    finally:
        await root.close()
