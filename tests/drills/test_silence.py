"""Nobody answers, nobody can be told, the mail is away, the policy changes: does it go on?

One connection and a clock that is told (`tests/clocked.py`), so that weeks pass within seconds.
"""

import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from unittest.mock import patch
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from supervision.channel_limits import LIMITS as CHANNELS
from supervision.channels import ChannelKind
from supervision.engine_limits import LIMITS
from tests.clocked import Clocked, clocked
from tests.conftest import Database
from tests.drills.lengths import amount, tell
from tests.drills.schools import School, school_on
from tests.drills.weakened.giving_up import gives_a_notice_up, gives_up, of_policy_in_force, waits_on_nobody
from tests.jobs.channel_service import channel_service
from tests.jobs.escalation_machine import Post
from tests.jobs.invariants import BROKEN
from tests.world import EVERYDAY_POLICY
from workflows.exchange.channel_addresses import AddressBook
from workflows.exchange.sealing import sealer_of
from workflows.jobs.notices import Sender
from workflows.jobs.posting import ByApprise
from workflows.jobs.sending import send_waiting
from workflows.jobs.turning import turn
from workflows.records.ids import new_id
from workflows.records.refusals import Refused
from workflows.verbs.add_channel import add_channel

pytestmark = pytest.mark.drill
SEED = amount("seed", 20260914)
BOOK = AddressBook(sealer_of(b"k" * 32), allows_local=True)
BEGAN = datetime(2026, 10, 31, 22, tzinfo=UTC)
"""The evening before the clocks go back."""
_NEXT = "SELECT min(next_at) FROM app.work WHERE org_id = $1 AND kind = 'escalation' AND state <> 'ended'"
_TOLD = "SELECT DISTINCT recorded_at FROM app.escalation_notice WHERE org_id = $1 AND work_id = $2 ORDER BY 1"
_RENAMED = EVERYDAY_POLICY.replace('id = "emergency"\nlane', 'id = "crisis"\nlane').replace(
    "\nversion = 3", "\nversion = 4"
)


class Quiet:
    """A school under a clock that is told."""

    def __init__(self, clock: Clocked, school: School) -> None:
        self.clock, self.school, self.world = clock, school, school.world
        self.org_ids, self.post = [school.world.org_id], Post()

    async def at(self, when: datetime) -> None:
        self.world.now = when
        await self.clock.is_now(when)

    async def raised(self, number: int = 1) -> list[UUID]:
        episodes = self.episodes[:number]
        for one in episodes:
            await self.world.worry(one, "weapon")
        rows = await self.world.rows(
            "SELECT id FROM app.work WHERE kind = 'escalation' AND state <> 'ended' ORDER BY id"
        )
        return [row[0] for row in rows]

    episodes: tuple[UUID, ...] = ()

    async def next_at(self) -> datetime | None:
        async with self.clock.as_root() as root:
            found: datetime | None = await root.fetchval(_NEXT, self.world.org_id)
        return found

    async def passes(self, until: datetime) -> int:
        """The engine turns whenever something is due. Returns how many times it had to."""
        turns = 0
        while (due := await self.next_at()) is not None and due <= until:
            await self.at(max(due, self.world.now))
            turned = await turn(self.clock.engine, self.org_ids)
            turns += 1
            if not turned.climbed:
                break
        await self.at(until)
        return turns

    async def stranded(self) -> int:
        """Timers that ran out more than a minute ago, and broken promises."""
        async with self.clock.as_root() as root:
            return len(await root.fetch(BROKEN, self.world.org_id, self.world.now - timedelta(seconds=60)))

    async def told(self, work_id: UUID) -> list[datetime]:
        async with self.clock.as_root() as root:
            return [row[0] for row in await root.fetch(_TOLD, self.world.org_id, work_id)]

    async def send(self) -> None:
        by = Sender(self.post, "stepwise@school.test", "https://school.test", new_id())
        await send_waiting(self.clock.engine, self.org_ids, by)

    async def disabled(self, *people: UUID) -> None:
        async with self.clock.as_root() as root:
            await root.execute(
                "UPDATE sign_in.identity SET disabled_at = $2 WHERE org_id = $1 AND person_id = ANY($3)",
                self.world.org_id, self.world.now - timedelta(seconds=1), list(people),
            )  # fmt: skip


@pytest.fixture
async def made(module_database: Database, module_engine: AsyncEngine) -> School:
    return await school_on(module_database, module_engine, BEGAN)


@asynccontextmanager
async def quiet_on(database: Database, made: School) -> AsyncIterator[Quiet]:
    episodes = tuple(await made.episodes(4))
    async with clocked(database, BEGAN) as clock:
        made.world.engine = clock.engine
        found = Quiet(clock, made)
        found.episodes = episodes
        await found.at(BEGAN)
        with capture_logs():
            yield found


@pytest.fixture
async def quiet(module_database: Database, made: School) -> AsyncIterator[Quiet]:
    async with quiet_on(module_database, made) as found:
        yield found


async def nobody_reacts(quiet: Quiet, days: float) -> tuple[float, int, int]:
    """The longest time in which nobody was told, in minutes; how many were told first and last."""
    (work,) = await quiet.raised()
    end = quiet.world.now + timedelta(days=days)
    await quiet.passes(end)
    told = [*await quiet.told(work), end]
    longest = max(later - earlier for earlier, later in pairwise(told))
    sizes = await quiet.world.rows(
        "SELECT count(DISTINCT n.person_id) FROM app.escalation_notice n JOIN app.escalation_change c"
        " ON c.id = n.change_id WHERE c.work_id = :id GROUP BY c.sequence ORDER BY c.sequence",
        id=work,
    )
    return longest / timedelta(minutes=1), sizes[0][0], sizes[-1][0]


@pytest.mark.drill("F-39")
async def test_for_two_weeks_nobody_reacts_and_somebody_is_told_every_quarter_of_an_hour(
    quiet: Quiet,
) -> None:
    days = amount("silent_days", 1)
    longest, first, last = await nobody_reacts(quiet, days)
    tell("F-39 nobody reacts", days=days, longest_gap=f"{longest:.0f} min", told_first=first, told_last=last)
    assert longest <= 15
    assert last > first
    assert await quiet.stranded() == 0


@pytest.mark.drill("F-39")
async def test_control_a_ladder_of_five_rounds_falls_silent(quiet: Quiet) -> None:
    with patch("workflows.jobs.turning.climb", gives_up):
        longest, _, _ = await nobody_reacts(quiet, 1)
    tell("F-39 control, five rounds", longest_gap=f"{longest:.0f} min")
    assert longest > 15


async def lives_on(quiet: Quiet, days: int) -> tuple[int, int]:
    """A year in which people answer, hand over, forget and come back. Escalations, and moments of stranding."""
    chance, raised, stranded = random.Random(SEED), 0, 0
    world, end = quiet.world, quiet.world.now + timedelta(days=days)
    while quiet.world.now < end:
        works = await quiet.raised(chance.randint(1, 2))
        raised += len(works)
        for work in works:
            await quiet.passes(quiet.world.now + timedelta(minutes=chance.choice([1, 4, 20, 90])))
            for act in (world.acknowledge, world.claim):
                try:
                    await act(work, by=chance.choice([world.clinical, quiet.school.second]))
                except Refused:
                    continue
            await quiet.passes(quiet.world.now + timedelta(minutes=chance.choice([10, 50, 70])))
            stranded += await quiet.stranded()
            await world.end(work, "assessed_safe_for_now")
        await quiet.passes(quiet.world.now + timedelta(hours=chance.choice([7, 20, 70])))
        stranded += await quiet.stranded()
    return raised, stranded


@pytest.mark.drill("F-34")
async def test_over_a_year_nothing_is_stranded(quiet: Quiet) -> None:
    days = amount("year_days", 8)
    raised, stranded = await lives_on(quiet, days)
    tell("F-34 a year passes", days=days, escalations=raised, stranded=stranded, seed=SEED)
    assert raised
    assert stranded == 0


@pytest.mark.drill("F-34")
async def test_control_with_a_limit_of_rounds_some_are_stranded(quiet: Quiet) -> None:
    with patch("workflows.jobs.turning.climb", gives_up):
        await quiet.raised()
        await quiet.passes(quiet.world.now + timedelta(days=1))
        stranded = await quiet.stranded()
    tell("F-34 control, repeat limit", stranded=stranded)
    assert stranded


CASES = {
    "nobody on call": lambda q: [q.world.clinical],
    "only administrators left": lambda q: [q.world.clinical, q.world.counselor, q.school.second],
    "all disabled": lambda q: [q.world.clinical, q.world.counselor, q.school.second, q.world.administrator],
}


@pytest.mark.drill("F-35")
@pytest.mark.parametrize("case", CASES)
async def test_a_rung_without_anybody_is_passed_in_the_same_write(quiet: Quiet, case: str) -> None:
    await quiet.disabled(*CASES[case](quiet))
    (work,) = await quiet.raised()
    rows = await quiet.world.rows(
        "SELECT recorded_at, is_passed FROM app.escalation_change WHERE work_id = :id ORDER BY sequence",
        id=work,
    )
    left = await quiet.told(work)
    tell(
        f"F-35 {case}", cycles=len({at for at, _ in rows}) - 1, passed=sum(passed for _, passed in rows),
        told="yes" if left else "nobody there is",
    )  # fmt: skip
    assert len({at for at, _ in rows}) == 1
    assert bool(left) == (case != "all disabled")
    await quiet.passes(quiet.world.now + timedelta(hours=2))
    assert await quiet.stranded() == 0
    if case == "all disabled":
        async with quiet.clock.as_root() as root:
            await root.execute(
                "UPDATE sign_in.identity SET disabled_at = NULL WHERE org_id = $1", quiet.world.org_id
            )
        await quiet.passes(quiet.world.now + timedelta(minutes=16))
        assert await quiet.told(work)


@pytest.mark.drill("F-35")
async def test_control_a_rung_that_is_skipped_in_silence_leaves_everybody_waiting(quiet: Quiet) -> None:
    (work,) = await quiet.raised()
    await quiet.disabled(*CASES["only administrators left"](quiet))
    with patch("workflows.verbs.climb.next_rung", waits_on_nobody):
        await quiet.passes(quiet.world.now + timedelta(hours=1))
    stranded = await quiet.stranded()
    told = await quiet.told(work)
    tell("F-35 control, silent skip", told=len(told), broken=stranded)
    assert stranded or len(told) < 3


async def about_the_only_one_left(quiet: Quiet, *besides: UUID) -> tuple[set[UUID], set[UUID], int, int]:
    """A worry names the clinical supervisor on call, and nobody else is there but an administrator, or not even they:
    who was told of it at once, and who within three hours; how many rungs were passed, and how many people it left there.
    """
    world = quiet.world
    await quiet.disabled(world.counselor, quiet.school.second, *besides)
    await world.worry(quiet.episodes[0], "weapon", names=world.clinical)
    ((work,),) = await world.rows(
        "SELECT id FROM app.work WHERE kind = 'escalation' AND cause LIKE 'named:%'"
    )
    people = "SELECT DISTINCT person_id FROM app.escalation_notice WHERE work_id = :id"
    first = {row[0] for row in await world.rows(people, id=work)}
    await quiet.passes(world.now + timedelta(hours=3))
    ((passed, left),) = await world.rows(
        "SELECT count(*) FILTER (WHERE c.is_passed), count(*) FILTER (WHERE c.is_passed AND NOT EXISTS ("
        " SELECT FROM app.escalation_change n WHERE n.work_id = c.work_id AND n.sequence = c.sequence + 1"
        " AND n.recorded_at = c.recorded_at)) FROM app.escalation_change c WHERE c.work_id = :id",
        id=work,
    )
    return first, {row[0] for row in await world.rows(people, id=work)}, passed, left


@pytest.mark.drill("F-35")
async def test_a_rung_on_which_only_the_named_adult_is_left_is_passed_at_once_and_an_administrator_told(
    quiet: Quiet,
) -> None:
    world = quiet.world
    first, told, passed, left = await about_the_only_one_left(quiet)
    tell(
        "F-35 only the named adult",
        told=len(told),
        passed=passed,
        waited_on=left,
        named=int(world.clinical in told),
    )
    assert first == told == {world.administrator}
    assert passed > 0
    assert left == 0
    assert await quiet.stranded() == 0


@pytest.mark.drill("F-35")
async def test_where_nobody_but_the_named_adult_is_left_it_waits_and_goes_on_without_them(
    quiet: Quiet,
) -> None:
    _, told, _, left = await about_the_only_one_left(quiet, quiet.world.administrator)
    assert (told, left) == (set(), 0)
    assert await quiet.stranded() == 0
    assert await quiet.next_at() is not None


@pytest.mark.drill("F-35")
async def test_control_without_the_list_of_those_who_are_never_told_the_named_adult_is(quiet: Quiet) -> None:
    async def nobody(*asked: object) -> frozenset[UUID]:
        return frozenset()

    with patch("workflows.verbs.next_rung.never_told", nobody):
        _, told, _, _ = await about_the_only_one_left(quiet)
    tell("F-35 control, nobody is kept out", named=int(quiet.world.clinical in told))
    assert quiet.world.clinical in told


async def mail_is_away(quiet: Quiet, hours: int, *, inside: bool) -> tuple[float, int]:
    """Rungs of so many hours without mail: the greatest lateness in seconds; and messages missing after it."""
    (work,) = await quiet.raised()
    quiet.post.mood, worst = "bounces", 0.0
    end = quiet.world.now + timedelta(hours=hours)
    while (due := await quiet.next_at()) is not None and due < end:
        await quiet.at(max(due, quiet.world.now))
        await turn(quiet.clock.engine, quiet.org_ids)
        worst = max(worst, (quiet.world.now - due).total_seconds())
        await quiet.send()
        if inside:
            # Each attempt at a server that is silent holds the cycle up for as long as it is waited for.
            await quiet.at(quiet.world.now + LIMITS.send * LIMITS.most_at_once)
    quiet.post.mood = "takes"
    for _ in range(8):
        await quiet.at(quiet.world.now + timedelta(minutes=6))
        await quiet.send()
    rows = await quiet.world.rows(
        "SELECT count(*) FROM app.escalation_notice WHERE work_id = :id AND way = 'mail'"
        " AND sent_at IS NULL AND dropped_at IS NULL",
        id=work,
    )
    return worst, rows[0][0]


@pytest.mark.drill("F-36")
async def test_while_the_mail_is_away_for_hours_no_rung_is_late_and_then_everybody_hears(
    quiet: Quiet,
) -> None:
    hours = amount("mailless_hours", 2)
    late, missing = await mail_is_away(quiet, hours, inside=False)
    tell(
        "F-36 no mail", hours=hours, latest_rung=f"{late:.0f} s", missing=missing, sent=len(quiet.post.taken)
    )
    assert late <= LIMITS.cycle.total_seconds()
    assert missing == 0
    assert quiet.post.taken
    assert max(quiet.post.taken.values()) == 1


@pytest.mark.drill("F-36")
async def test_control_sending_inside_the_cycle_makes_rungs_late(quiet: Quiet) -> None:
    late, _ = await mail_is_away(quiet, 2, inside=True)
    tell("F-36 control, send inside the engine cycle", latest_rung=f"{late:.0f} s")
    assert late > 60


async def text_messages_are_away(quiet: Quiet, hours: int, *, inside: bool) -> tuple[float, int, int]:
    """Rungs of so many hours while the gateway answers 500: the greatest lateness in seconds; how many of those who have a
    telephone got no message after it; and the most that anybody got."""
    world, worst = quiet.world, 0.0
    await world.plant("UPDATE app.person SET work_phone = '+15550100144' WHERE org_id = $1")
    async with channel_service("500") as gateway:
        async with world.acting(world.administrator) as tx:
            await add_channel(
                tx,
                kind=ChannelKind.SMS,
                name="SMS",
                address=gateway.address(),
                book=BOOK,
                by=tx.actor,
                at=tx.at,
            )
        (work,) = await quiet.raised()
        by = Sender(
            quiet.post,
            "stepwise@school.test",
            "https://school.test",
            new_id(),
            ByApprise(BOOK.sealer, allows_local=True),
        )
        end = world.now + timedelta(hours=hours)
        while (due := await quiet.next_at()) is not None and due < end:
            await quiet.at(max(due, world.now))
            await turn(quiet.clock.engine, quiet.org_ids)
            worst = max(worst, (world.now - due).total_seconds())
            await send_waiting(quiet.clock.engine, quiet.org_ids, by)
            if inside:
                await quiet.at(world.now + CHANNELS.send * LIMITS.most_at_once)
        gateway.mood = "takes"
        for _ in range(8):
            await quiet.at(world.now + timedelta(minutes=6))
            await send_waiting(quiet.clock.engine, quiet.org_ids, by)
        told = await world.rows(
            "SELECT DISTINCT person_id FROM app.escalation_notice WHERE work_id = :id AND way = 'sms'",
            id=work,
        )
        numbers = Counter(body["message"] for body in gateway.bodies)
    return worst, len(told) - len(numbers), max(numbers.values(), default=0)


@pytest.mark.drill("F-36")
async def test_while_text_messages_are_answered_with_500_no_rung_is_late_and_then_everybody_hears_once(
    quiet: Quiet,
) -> None:
    hours = amount("textless_hours", 1)
    late, missing, most = await text_messages_are_away(quiet, hours, inside=False)
    ((failures,),) = await quiet.world.rows("SELECT failures FROM app.channel")
    tell("F-36 SMS 500", hours=hours, latest_rung=f"{late:.0f} s", missing=missing, most_for_one=most)
    assert late <= LIMITS.cycle.total_seconds()
    assert (missing, most, failures) == (0, 1, 0)


@pytest.mark.drill("F-36")
async def test_control_text_messages_inside_the_cycle_make_rungs_late(quiet: Quiet) -> None:
    late, _, _ = await text_messages_are_away(quiet, 1, inside=True)
    tell("F-36 control, SMS inside the engine cycle", latest_rung=f"{late:.0f} s")
    assert late > 60


@pytest.mark.drill("F-36")
async def test_control_a_text_message_that_is_given_up_reaches_nobody(quiet: Quiet) -> None:
    with patch("workflows.jobs.notices.keep_failed", gives_a_notice_up):
        _, missing, _ = await text_messages_are_away(quiet, 1, inside=False)
    tell("F-36 control, given up after one attempt", missing=missing)
    assert missing


CHANGES = {
    "another policy is in force": "",
    "everybody but an administrator is gone": "UPDATE app.appointment SET ended_at = $2 WHERE org_id = $1"
    " AND role <> 'administrator' AND $2::timestamptz IS NOT NULL",
    "the school has another zone": "UPDATE app.site SET time_zone = 'Pacific/Guam' WHERE org_id = $1"
    " AND $2::timestamptz IS NOT NULL",
    "the school has another name": "UPDATE app.site SET name = 'Elm' || id WHERE org_id = $1"
    " AND $2::timestamptz IS NOT NULL",
    "nobody is on call": "DELETE FROM app.on_call WHERE org_id = $1 AND $2::timestamptz IS NOT NULL",
}


async def changed(quiet: Quiet, change: str) -> int:
    await quiet.raised(2)
    if sql := CHANGES[change]:
        async with quiet.clock.as_root() as root:
            await root.execute(sql, quiet.world.org_id, quiet.world.now)
    else:
        await quiet.world.publish(_RENAMED)
    await quiet.passes(quiet.world.now + timedelta(hours=3))
    return await quiet.stranded()


@pytest.mark.drill("F-37")
@pytest.mark.parametrize("change", CHANGES)
async def test_whatever_changes_meanwhile_strands_nothing(quiet: Quiet, change: str) -> None:
    stranded = await changed(quiet, change)
    tell(f"F-37 {change}", stranded=stranded)
    assert stranded == 0


@pytest.mark.drill("F-37")
async def test_control_without_a_ladder_of_its_own_it_is_stranded(quiet: Quiet) -> None:
    with (
        patch("workflows.verbs.next_rung.ladder_of_escalation", of_policy_in_force),
        patch("workflows.verbs.climb.ladder_of_escalation", of_policy_in_force),
    ):
        stranded = await changed(quiet, "another policy is in force")
    tell("F-37 control, no chain copy", stranded=stranded)
    assert stranded
