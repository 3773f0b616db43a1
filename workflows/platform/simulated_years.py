"""A simulated year through the real verbs, with time as an argument: every act at its instant, in the order of time.

Closures that nobody knew of before are declared on their morning, and the sweep runs on every day of the year,
holidays included. What is kept is a made-up organization like any other, to look at and to replay.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heapify, heapreplace
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from supervision.simulating.stories import Story
from supervision.simulating.year import ONE_DAY, SimulatedYear, YearClosure
from supervision.simulating.years import story_of, swept_at
from workflows.platform.demo_organisation import Organisation, make
from workflows.platform.simulated_acts import Player, act_out, seen_of
from workflows.platform.simulated_ground import SITE, simulated_ground, student_number
from workflows.records.closures import site_years
from workflows.records.refusals import Refused
from workflows.records.scope import scoped_as
from workflows.records.student_search import students_found
from workflows.verbs.declare_closure import declare_closure
from workflows.verbs.sweep import sweep

Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class KeptYear:
    """What was kept. `refused` are acts that a verb refused, each with its sentence."""

    org_id: UUID
    acts: int
    sweeps: int
    fired_by_sweeps: int
    refused: tuple[tuple[str, str], ...]


@dataclass
class _Run:
    """The year while it is played."""

    engine: AsyncEngine
    of: Organisation
    year: SimulatedYear
    tales: list[tuple[Story, Player]]
    acts: int = 0
    sweeps: int = 0
    fired: int = 0
    refused: list[tuple[str, str]] | None = None


async def keep_year(
    app: AsyncEngine,
    owner: AsyncEngine,
    year: SimulatedYear,
    *,
    mentees: int,
    seed: int,
    until: datetime | None = None,
    told: Told = lambda _said: None,
) -> KeptYear:
    """Make the organization and play the year in it, to the end or until an instant."""
    name = f"Simulated year: {mentees} mentees, seed {seed} (demo)"
    with TemporaryDirectory() as folder:
        ground = simulated_ground(Path(folder), year, name=name, mentees=mentees)
        of = await make(app, owner, ground)
    run = _Run(app, of, year, await _tales(app, of, year, mentees, seed), refused=[])
    last = until or year.instant(year.ends, 20)
    day = year.begins
    while swept_at(year, day) < last:
        if day.day == 1:
            told(f"{day:%B %Y}: {run.acts} acts so far")
        await _day(run, swept_at(year, day), min(swept_at(year, day + ONE_DAY), last))
        day += ONE_DAY
    return KeptYear(of.org_id, run.acts, run.sweeps, run.fired, tuple(run.refused or ()))


async def _tales(
    app: AsyncEngine, of: Organisation, year: SimulatedYear, mentees: int, seed: int
) -> list[tuple[Story, Player]]:
    found = []
    for number in range(1, mentees + 1):
        async with scoped_as(app, of.org_id) as tx:
            (student,) = await students_found(tx, student_number(number), most=2)
        player = Player(number, mentees, student.person_id, of.people, year.school_days_later)
        found.append((story_of(number, seed, year), player))
    return found


async def _day(run: _Run, begins: datetime, ends: datetime) -> None:
    """The sweep of the morning, then everything until the next one."""
    await _sweep(run, begins)
    for closure in _declared(run.year, begins, ends):
        await _close_school(run, closure)
    waiting = [
        (at, story.number) for story, _ in run.tales if (at := story.next_at) is not None and at < ends
    ]
    heapify(waiting)
    while waiting:
        at, number = waiting[0]
        story, player = run.tales[number - 1]
        await _act(run, story, player, at)
        following = story.next_at
        if following is not None and following < ends:
            heapreplace(waiting, (following, number))
        else:
            waiting.remove((at, number))
            heapify(waiting)


def _declared(year: SimulatedYear, begins: datetime, ends: datetime) -> Sequence[YearClosure]:
    first = year.instant(year.begins, 0)
    return [one for one in year.closures if one.declared_at >= first and begins <= one.declared_at < ends]


async def _sweep(run: _Run, at: datetime) -> None:
    async with scoped_as(run.engine, run.of.org_id, at=at) as tx:
        swept = await sweep(tx, by=tx.actor, at=tx.at)
    assert not swept.failed, swept.failed
    run.sweeps, run.fired = run.sweeps + 1, run.fired + swept.fired
    if swept.changed:
        for story, player in run.tales:
            if story.is_open:
                await _look(run, story, player, at)


async def _look(run: _Run, story: Story, player: Player, at: datetime) -> None:
    async with scoped_as(run.engine, run.of.org_id, at=at) as tx:
        seen = await seen_of(tx, player)
    if seen is not None:
        story.see(seen, at)


async def _act(run: _Run, story: Story, player: Player, at: datetime) -> None:
    act = story.take()
    if act is None:
        return
    try:
        async with scoped_as(run.engine, run.of.org_id, player.who(act), at=act.at) as tx:
            await act_out(tx, player, act)
        run.acts += 1
    except Refused as refusal:
        assert run.refused is not None
        run.refused.append((type(act).__name__, refusal.sentence))
    await _look(run, story, player, at + timedelta(microseconds=1))


async def _close_school(run: _Run, closure: YearClosure) -> None:
    async with scoped_as(run.engine, run.of.org_id, at=closure.declared_at) as tx:
        (site,) = [one for one in await site_years(tx) if one.name == SITE]
        await declare_closure(
            tx,
            site_id=site.site_id,
            first_on=closure.first_on,
            last_on=closure.last_on,
            name=closure.name,
            by=tx.actor,
            at=tx.at,
        )
