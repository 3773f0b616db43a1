"""Do clocks that are changed, zones and calendars move a deadline by a second?"""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import time_machine
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from care_steps.policy import Ladder, Rung, Way, Whom, default_text, load
from supervision.ladder import Place, Reachable, enter, taken_until
from supervision.watch_limits import LIMITS
from tests.clocked import Clocked, clocked
from tests.conftest import Database
from tests.drills.lengths import amount, tell
from tests.drills.schools import School, school_on
from tests.drills.weakened.giving_up import on_school_days
from triage.calendar import SchoolCalendar
from workflows.jobs.clocks import CLOCKS, apart, apart_now, look_at_clocks
from workflows.jobs.turning import turn
from workflows.jobs.working import ENGINE
from workflows.records.escalations import due_escalations
from workflows.records.heartbeats import ages, beat
from workflows.records.ids import new_id
from workflows.records.promises import broken

pytestmark = pytest.mark.drill
ZONES = (
    "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles",
    "America/Anchorage", "Pacific/Honolulu", "America/Puerto_Rico", "Pacific/Guam", "Australia/Lord_Howe",
)  # fmt: skip
CHAINS = (5, 15, 60, 24 * 60, 36 * 60, 48 * 60)
# Spring forward and fall back in the United States; Lord Howe changes by half an hour, a month later and earlier.
NIGHTS = (
    datetime(2026, 3, 7, 12, tzinfo=UTC),
    datetime(2026, 10, 31, 12, tzinfo=UTC),
    datetime(2026, 4, 4, 3, tzinfo=UTC),
)
EVERYBODY = {whom: (Reachable(new_id(), frozenset(Way)),) for whom in Whom}
Due = Callable[[Ladder, datetime, SchoolCalendar], datetime]


def ladder(minutes: int) -> Ladder:
    rung = Rung((Whom.ON_CALL,), (Way.PAGE, Way.MAIL), minutes)
    return Ladder("drill", "emergency", (), "real", (rung,), (), minutes, "a drill", "a drill")


def ours(chain: Ladder, at: datetime, calendar: SchoolCalendar) -> datetime:
    return enter(chain, Place(), EVERYBODY, at=at, calendar=calendar).next_at


def ours_taken(chain: Ladder, at: datetime, calendar: SchoolCalendar) -> datetime:
    return taken_until(chain, at=at, calendar=calendar)


def by_the_wall(chain: Ladder, at: datetime, calendar: SchoolCalendar) -> datetime:
    """Local-time arithmetic: so much later on the wall."""
    zone = ZoneInfo(calendar.time_zone)
    wall = at.astimezone(zone).replace(tzinfo=None) + timedelta(minutes=chain.rungs[0].minutes)
    return wall.replace(tzinfo=zone).astimezone(UTC)


def wrong(due: Due, every_minutes: int) -> tuple[int, int]:
    """How many deadlines there were over the nights in which clocks change, and how many of them by another length."""
    cases = found = 0
    for zone in ZONES:
        calendar = SchoolCalendar(zone)
        for chain in map(ladder, CHAINS):
            length = timedelta(minutes=chain.rungs[0].minutes)
            for night in NIGHTS:
                for passed in range(0, 36 * 60, every_minutes):
                    at = night + timedelta(minutes=passed)
                    cases += 1
                    found += due(chain, at, calendar) - at != length
    return cases, found


@pytest.mark.drill("F-30")
@pytest.mark.parametrize("due", [ours, ours_taken])
def test_over_every_change_of_clocks_a_minute_is_sixty_seconds(due: Due) -> None:
    cases, found = wrong(due, amount("every_minutes", 15))
    tell(
        f"F-30 clocks change, {due.__name__}",
        zones=len(ZONES),
        chains=len(CHAINS),
        deadlines=cases,
        wrong=found,
    )
    assert found == 0


@pytest.mark.drill("F-30")
def test_control_arithmetic_on_the_wall_is_wrong_in_those_nights() -> None:
    cases, found = wrong(by_the_wall, 60)
    tell("F-30 control, local arithmetic", deadlines=cases, wrong=found)
    assert found


@pytest.mark.drill("F-30")
@pytest.mark.parametrize(
    ("day", "wall", "instant"),
    [
        (date(2026, 3, 8), (2, 30), datetime(2026, 3, 8, 7, 30, tzinfo=UTC)),
        (date(2026, 11, 1), (1, 30), datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),
    ],
    ids=["a time that is skipped goes forward", "a time that comes twice is the first"],
)
def test_a_wall_time_that_is_skipped_or_doubled_is_one_instant(
    day: date, wall: tuple[int, int], instant: datetime
) -> None:
    at = datetime(day.year, day.month, day.day, *wall).time()  # noqa: DTZ001
    assert SchoolCalendar("America/New_York").wall_time(day, at) == instant


async def moved_by_a_zone(school: School, *, local: bool) -> int:
    """The school's zone is another from now on: how many running deadlines moved?"""
    world = school.world
    await school.escalations(4)
    sql = "SELECT id, next_at FROM app.work WHERE kind = 'escalation' ORDER BY id"
    if local:
        # Kept as a wall time, and read with whatever zone the school has then.
        sql = (
            "SELECT w.id, (w.next_at AT TIME ZONE :old) AT TIME ZONE s.time_zone FROM app.work w"
            " JOIN app.episode e ON e.id = w.episode_id JOIN app.student t ON t.person_id = e.mentee_id"
            " JOIN app.site s ON s.id = t.site_id WHERE w.kind = 'escalation' AND :old <> '' ORDER BY w.id"
        )
    before = await world.rows(sql, **({"old": "America/Chicago"} if local else {}))
    await world.plant("UPDATE app.site SET time_zone = 'Pacific/Guam' WHERE org_id = $1")
    after = await world.rows(sql, **({"old": "America/Chicago"} if local else {}))
    assert len(before) == 4
    return sum(one != other for one, other in zip(before, after, strict=True))


@pytest.mark.drill("F-31")
async def test_another_zone_moves_no_running_deadline(school: School) -> None:
    moved = await moved_by_a_zone(school, local=False)
    tell("F-31 zone swapped", deadlines=4, moved=moved)
    assert moved == 0


@pytest.mark.drill("F-31")
async def test_control_deadlines_in_local_time_move(school: School) -> None:
    moved = await moved_by_a_zone(school, local=True)
    tell("F-31 control, local-time deadlines", deadlines=4, moved=moved)
    assert moved == 4


@pytest.mark.drill("F-32")
@pytest.mark.parametrize(
    "wrong_by", [timedelta(hours=-1), timedelta(hours=1), timedelta(days=-1), timedelta(days=1)]
)
async def test_a_machine_whose_clock_is_wrong_enters_no_rung_early_and_none_late(
    school: School, wrong_by: timedelta
) -> None:
    world = school.world
    (due,) = await school.escalations(1, at=world.now - timedelta(minutes=6))
    (early,) = await school.escalations(1)
    with time_machine.travel(world.now + wrong_by, tick=True):
        await turn(world.engine, [world.org_id])
        await turn(world.engine, [world.org_id])
    found = [(await school.history(one)).count("climb") for one in (due, early)]
    tell("F-32 the machine's clock is wrong", by=wrong_by, due_entered=found[0], early_entered=found[1])
    assert found == [1, 0]


@pytest.mark.drill("F-32")
async def test_control_the_machines_own_clock_tells_people_early(school: School) -> None:
    world = school.world
    (early,) = await school.escalations(1)
    with time_machine.travel(world.now + timedelta(hours=1), tick=True):
        async with world.acting(None, datetime.now(UTC)) as tx:
            due = await due_escalations(tx, most=20)
    tell("F-32 control, host clock", early_due=int(early in due))
    assert early in due


WRONG = [timedelta(hours=-1), timedelta(hours=1), timedelta(days=-1), timedelta(days=1)]


@dataclass
class Clocks:
    """A school whose database has a clock that is told, and an escalation that was raised just now."""

    clock: Clocked
    school: School
    work: UUID

    async def is_wrong_by(self, wrong_by: timedelta) -> None:
        self.school.world.now = datetime.now(UTC) + wrong_by
        await self.clock.is_now(self.school.world.now)

    async def turned(self) -> int:
        """How many rungs were climbed by now, after two turns more."""
        for _ in range(2):
            await turn(self.clock.engine, [self.school.world.org_id])
        return (await self.school.history(self.work)).count("climb")

    async def found(self) -> set[str]:
        """What the auditor's questions find, asked as it asks them."""
        at = self.school.world.now
        async with self.clock.as_root():
            asked = [
                await broken(self.clock.connection, name, at=at) for name in ("I2", "I3", "I8", "I8 chain")
            ]
        return {one.promise for found in asked for one in found if one.subject_id == self.work}


@pytest.fixture
async def clocks(module_database: Database, module_engine: AsyncEngine) -> AsyncIterator[Clocks]:
    school = await school_on(module_database, module_engine, datetime.now(UTC))
    async with clocked(module_database, school.world.now) as clock:
        school.world.engine = clock.engine
        (work,) = await school.escalations(1)
        with capture_logs():
            yield Clocks(clock, school, work)


@pytest.mark.drill("F-32")
@pytest.mark.parametrize("wrong_by", WRONG)
async def test_a_database_whose_clock_is_wrong_loses_no_timer_and_enters_none_twice(
    clocks: Clocks, wrong_by: timedelta
) -> None:
    """Ahead, people are told early; set right again, what it wrote is found until its time has come. Behind, they are
    told as soon as it is right."""
    await clocks.is_wrong_by(wrong_by)
    early = await clocks.turned()
    assert early == (wrong_by > timedelta(0))
    await clocks.is_wrong_by(timedelta(minutes=6))
    late, found = await clocks.turned(), await clocks.found()
    await clocks.is_wrong_by(max(wrong_by, timedelta(0)) + timedelta(minutes=6))
    climbed, left = await clocks.turned(), await clocks.found()
    tell("F-32 the database's clock is wrong", by=wrong_by, early=early, set_right=late, found=found or "nothing",
         in_the_end=climbed)  # fmt: skip
    assert (late, found) == (1, {"I3"} if early else set())
    assert climbed == 1 + early
    assert left == set()


@pytest.mark.drill("F-32")
@pytest.mark.parametrize("wrong_by", [*WRONG, timedelta(seconds=-7), timedelta(seconds=7)])
async def test_clocks_that_differ_are_told_and_clocks_that_are_wrong_together_are_not(
    clocks: Clocks, wrong_by: timedelta
) -> None:
    engine = clocks.clock.engine
    with time_machine.travel(datetime.now(UTC) + wrong_by, tick=True):
        await clocks.is_wrong_by(timedelta(0))
        together = await apart_now(engine)
        await clocks.is_wrong_by(-wrong_by)
        await beat(engine, ENGINE)
        await look_at_clocks(engine)
        host = await apart_now(engine)
        seen = set(await ages(engine))
    await clocks.is_wrong_by(wrong_by)
    database = await apart_now(engine)
    tell("F-32 clocks apart", by=wrong_by, of_the_machine=host, of_the_database=database, of_both=together)
    assert together <= LIMITS.clock < min(host, database)
    # The control: that the engine turns is all that was looked at before, and it turns.
    assert (ENGINE in seen, CLOCKS in seen) == (True, False)


@pytest.mark.drill("F-32")
async def test_control_an_answer_that_comes_late_is_no_wrong_clock(clocks: Clocks) -> None:
    """And a look that takes the moment of the answer for that of the question would call it one."""
    at = datetime.now(UTC)
    since, until = at - timedelta(seconds=1), at + timedelta(seconds=9)
    assert apart(at, since=since, until=until) == timedelta(0)
    assert apart(at, since=until, until=until) > LIMITS.clock


CALENDARS = {
    "holidays": SchoolCalendar("America/Chicago", ((date(2026, 11, 25), date(2026, 11, 29)),)),
    "snow day at six": SchoolCalendar("America/Chicago", ((date(2026, 12, 1), date(2026, 12, 1)),)),
    "summer": SchoolCalendar("America/Chicago", ((date(2026, 6, 10), date(2026, 8, 20)),)),
    "year end": SchoolCalendar("America/Anchorage", ((date(2026, 12, 19), date(2027, 1, 3)),)),
    "four days a week": SchoolCalendar("America/Denver", (), frozenset(range(4))),
    "the day before a leap day": SchoolCalendar(
        "America/New_York", ((date(2028, 2, 29), date(2028, 2, 29)),)
    ),
    "closed for good": SchoolCalendar("Pacific/Honolulu", ((date(2026, 1, 1), date(2029, 1, 1)),)),
}
MOMENTS = (
    datetime(2026, 11, 27, 3, tzinfo=UTC), datetime(2026, 12, 1, 12, tzinfo=UTC), datetime(2026, 7, 4, 20, tzinfo=UTC),
    datetime(2026, 12, 31, 23, 59, tzinfo=UTC), datetime(2026, 9, 18, 22, tzinfo=UTC), datetime(2028, 2, 29, 15, tzinfo=UTC),
)  # fmt: skip
LADDERS = {one.id: one for one in load(default_text()).ladders}


def late_crises(weakened: Callable[[Ladder], Ladder]) -> int:
    """Deadlines of crises that a calendar moved, over every calendar, moment, rung and lap."""
    return sum(
        enter(weakened(LADDERS[lane]), Place(rung), EVERYBODY, at=at, calendar=calendar).next_at
        != at + timedelta(minutes=LADDERS[lane].rungs[rung - 1].minutes)
        for lane in ("emergency", "urgent")
        for rung in range(1, len(LADDERS[lane].rungs) + 1)
        for calendar in CALENDARS.values()
        for at in MOMENTS
    )


@pytest.mark.drill("F-33")
def test_no_calendar_moves_a_crisis_and_routine_begins_on_a_school_day() -> None:
    moved, routine = late_crises(lambda one: one), LADDERS["routine"]
    strays = 0
    for name, calendar in CALENDARS.items():
        for at in MOMENTS:
            next_at = enter(routine, Place(), EVERYBODY, at=at, calendar=calendar).next_at
            assert next_at >= at + timedelta(minutes=routine.rungs[0].minutes)
            strays += not calendar.is_school_day(calendar.local_day(next_at)) and name != "closed for good"
    cases = 8 * len(CALENDARS) * len(MOMENTS)
    tell("F-33 calendars", crises=cases, moved=moved, routine_on_days_without_school=strays)
    assert (moved, strays) == (0, 0)


@pytest.mark.drill("F-33")
def test_control_a_crisis_by_the_calendar_waits_for_school() -> None:
    moved = late_crises(on_school_days)
    tell("F-33 control, crisis on calendar", moved=moved)
    assert moved
