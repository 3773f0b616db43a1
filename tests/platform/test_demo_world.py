"""Does the demo hold somebody at every step, made up and without a contradiction, whenever it is planted?"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from care_steps.steps import Step
from tests.conftest import Database
from tests.web import Browser, plant, site_on
from triage.roles import Role
from workflows.platform import demo_ground, demo_world
from workflows.platform.demo_days import TEN, days_before, yearly
from workflows.platform.engines import engine_for
from workflows.platform.unusable import Unusable
from workflows.records.personas import personas
from workflows.records.scope import scoped_as
from workflows.verbs.replay import replay
from workflows.verbs.sweep import sweep

LOCAL = "http://127.0.0.1:8000"
CLOSURES = ({"first": "12-24", "last": "01-01", "name": "Winter break"},)


@pytest.fixture(scope="module")
async def demo(module_database: Database) -> Database:
    """A database with the world as it is planted today."""
    await demo_ground.prepare(module_database.app_url, module_database.owner_url, LOCAL)
    return module_database


async def _org(engine: AsyncEngine) -> UUID:
    async with engine.connect() as connection:
        found = await connection.execute(text("SELECT id FROM sign_in.organisation WHERE is_demo"))
        return UUID(str(found.scalar_one()))


async def _rows(engine: AsyncEngine, sql: str) -> Sequence[tuple[Any, ...]]:
    async with scoped_as(engine, await _org(engine)) as tx:
        return [tuple(row) for row in await tx.connection.execute(text(sql))]


async def _swept(engine: AsyncEngine, at: datetime | None = None) -> int:
    async with scoped_as(engine, await _org(engine), at=at) as tx:
        return (await sweep(tx, by=tx.actor, at=tx.at)).fired


async def test_somebody_stands_at_every_step_and_in_every_lane(
    demo: Database, module_engine: AsyncEngine
) -> None:
    steps = {Step(step) for (step,) in await _rows(module_engine, "SELECT step FROM app.episode")}
    assert steps == {Step.REFERRED, Step.MENTOR, Step.JOURNEY, Step.PROFESSIONAL}
    open_work = await _rows(
        module_engine,
        """SELECT DISTINCT w.kind, f.rule_id FROM app.work w JOIN app.firing f ON f.work_id = w.id
            WHERE w.state <> 'ended'""",
    )
    assert set(open_work) >= {
        ("recommendation", "R4"),
        ("escalation", "R1"),
        ("escalation", "R3"),
        ("task", "R0"),
        ("task", "R7"),
    }
    offers = {state for (state,) in await _rows(module_engine, "SELECT state FROM app.offer")}
    assert offers == {"offered", "accepted", "waiting", "started", "declined"}
    moves = {move for (move,) in await _rows(module_engine, "SELECT move FROM app.step_change")}
    assert moves >= {"open", "start", "step_up", "emergency"}
    assert await _rows(module_engine, "SELECT 1 FROM app.decision WHERE hold_until > current_date")


async def test_one_mentee_rose_from_9_to_16_points_and_waits_for_a_decision(
    demo: Database, module_engine: AsyncEngine
) -> None:
    (facts,) = await _rows(
        module_engine,
        """SELECT f.sentence FROM app.firing f JOIN app.work w ON w.id = f.work_id
            WHERE f.row_id = 'R4.phq_a' AND w.state = 'open'""",
    )
    assert facts == ("The PHQ-A total rose by 7 points in this step, to 16.",)


async def test_nothing_in_it_lies_in_the_future(demo: Database, module_engine: AsyncEngine) -> None:
    at = datetime.now(UTC)
    for table in (
        "episode",
        "session",
        "administration",
        "decision",
        "work",
        "firing",
        "step_change",
        "match",
    ):
        (newest,) = await _rows(module_engine, f"SELECT max(recorded_at) FROM app.{table}")
        assert newest[0] <= at, table


async def test_a_sweep_finds_nothing_to_add_and_replay_no_difference(
    demo: Database, module_engine: AsyncEngine
) -> None:
    assert await _swept(module_engine) == 0
    async with scoped_as(module_engine, await _org(module_engine)) as tx:
        found = await replay(tx, by=tx.actor)
    assert found.decisions > 30
    assert found.differences == ()


async def test_everybody_can_be_tried_and_the_roles_that_care_are_there(
    demo: Database, module_engine: AsyncEngine
) -> None:
    roles = [persona.roles for persona in await personas(module_engine)]
    wanted = [Role.ADMINISTRATOR, Role.COUNSELOR, Role.DIRECT_SUPERVISOR, Role.CLINICAL_SUPERVISOR]
    for role in [*wanted, Role.JOURNEY_MENTOR]:
        assert roles.count((role,)) == 1
    assert roles.count((Role.MENTOR,)) == 3
    async with site_on(demo, demo=True, url=LOCAL) as app:
        for persona in await personas(module_engine):
            browser = Browser(app, origin=LOCAL)
            door = f"/doors/{persona.slug}"
            assert (await browser.send(door, door, {})).status_code == 303
            home = await browser.get("/")
            assert (home.status_code, persona.name in home.text) == (200, True), persona.name


async def test_the_clinical_supervisor_is_on_call_at_both_sites(
    demo: Database, module_engine: AsyncEngine
) -> None:
    found = await _rows(
        module_engine,
        """SELECT s.name, p.family_name, c.phone FROM app.on_call c
             JOIN app.site s ON s.id = c.site_id JOIN app.person p ON p.id = c.person_id ORDER BY s.name""",
    )
    assert found == [
        ("Lakeside High School", "Okafor", "555 0101"),
        ("Oakview Middle School", "Okafor", "555 0101"),
    ]


async def test_it_is_planted_once_and_kept(demo: Database, module_engine: AsyncEngine) -> None:
    before = await _rows(module_engine, "SELECT count(*) FROM app.audit_event")
    planted, doors = await demo_ground.prepare(demo.app_url, demo.owner_url, LOCAL)
    assert (planted, len(doors)) == (False, 8)
    assert await _rows(module_engine, "SELECT count(*) FROM app.audit_event") == before


async def test_a_world_planted_by_half_is_never_shown(fresh_database: Database) -> None:
    await plant(fresh_database, Role.COUNSELOR, demo=True)
    with pytest.raises(Unusable, match="interrupted"):
        await demo_ground.prepare(fresh_database.app_url, fresh_database.owner_url, LOCAL)


async def test_it_is_never_planted_beside_a_real_organization(fresh_database: Database) -> None:
    await plant(fresh_database, Role.ADMINISTRATOR)
    with pytest.raises(Unusable, match="real organization"):
        await demo_ground.prepare(fresh_database.app_url, fresh_database.owner_url, LOCAL)


@pytest.mark.parametrize(
    "at",
    [
        pytest.param(datetime(2027, 1, 2, 20, tzinfo=UTC), id="on a Saturday at the end of the winter break"),
        pytest.param(
            datetime(2027, 3, 15, 14, 59, tzinfo=UTC), id="a minute before ten, after the clocks moved"
        ),
        pytest.param(datetime(2026, 7, 15, 18, tzinfo=UTC), id="in summer"),
    ],
)
async def test_it_can_be_planted_on_any_day(fresh_database: Database, at: datetime) -> None:
    async with (
        engine_for(fresh_database.app_url, pool_size=5) as engine,
        engine_for(fresh_database.owner_url) as owner,
    ):
        days = await demo_world.plant(engine, owner, at)
        assert days.instant(0, TEN) <= at
        assert days.calendar.is_school_day(days.today)
        assert await _swept(engine, days.instant(0, TEN)) == 0
        assert len(await _rows(engine, "SELECT 1 FROM app.episode")) == 15


def test_today_is_the_last_school_day_that_has_come_to_ten_oclock() -> None:
    closed = [(date(2026, 11, 25), date(2026, 11, 27))]
    for at, today in (
        (datetime(2026, 11, 24, 16, 0, tzinfo=UTC), date(2026, 11, 24)),
        (datetime(2026, 11, 24, 15, 59, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 11, 29, 12, 0, tzinfo=UTC), date(2026, 11, 24)),
    ):
        assert days_before(at, "America/Chicago", closed).today == today


def test_school_days_are_counted_past_weekends_and_closures_both_ways() -> None:
    days = days_before(
        datetime(2026, 11, 24, 20, tzinfo=UTC),
        "America/Chicago",
        [(date(2026, 11, 25), date(2026, 11, 27))],
    )
    assert days.day(0) == date(2026, 11, 24)
    assert days.day(2) == date(2026, 11, 20)
    assert days.day(-1) == date(2026, 11, 30)
    assert days.instant(2, time(10)) == datetime(2026, 11, 20, 16, tzinfo=UTC)


def test_a_break_over_the_new_year_is_one_break() -> None:
    found = list(yearly(CLOSURES, datetime(2026, 6, 1, tzinfo=UTC)))
    assert (date(2026, 12, 24), date(2027, 1, 1), "Winter break") in found
    assert all(last - first == timedelta(days=8) for first, last, _ in found)


def test_everything_in_its_files_is_called_synthetic() -> None:
    emails = [line.split(",")[2] for line in (demo_world.FOLDER / "people.csv").read_text().splitlines()[1:]]
    assert all(email.endswith("@synthetic.example") for email in emails)
    assert "synthetic" in (demo_world.FOLDER / "roster" / "manifest.csv").read_text().lower()
    for name in ("cast", "ground"):
        assert "made up" in (demo_world.FOLDER / f"{name}.toml").read_text(encoding="utf-8")
