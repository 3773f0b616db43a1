"""What is there to try in a demo? Made-up organizations with people at every step, reached by calling verbs.

Each mentee's story is told act by act: those of `cast.toml` were written by hand, those that `flow.toml` describes
come from a seed, so that the whole is as it would be in a district.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncEngine

from workflows.platform.demo_acts import act_out
from workflows.platform.demo_clock import set_to
from workflows.platform.demo_flow import stories_of
from workflows.platform.demo_organisation import Ground, Organisation, grounds, make, read
from workflows.platform.demo_rosters import bring_in
from workflows.platform.demo_story import Story
from workflows.records.scope import scoped_as
from workflows.records.student_search import students_found
from workflows.verbs.finish_planting import finish_planting
from workflows.verbs.sweep import sweep

Told = Callable[[int, int], None]
"""Hears how many of how many stories have been told."""
AT_ONCE: Final = 6
"""Stories told at the same time; the pool has as many connections (ours)."""


async def plant(
    engine: AsyncEngine, owner: AsyncEngine, at: datetime, told: Told = lambda _done, _all: None
) -> tuple[Organisation, ...]:
    """Plant it as it looks at ten o'clock of the day of `at`, or of the last school day before, and set the clocks.

    `owner` is a pool of the role that may make an organization, `engine` one of the role `app`.
    """
    made = [await make(engine, owner, ground) for ground in grounds(at)]
    stories = [(one, story) for one in made for story in stories_on(one.ground)]
    await _tell(engine, stories, told)
    for one in made:
        await _finish(engine, owner, one)
    return tuple(made)


def stories_on(ground: Ground) -> Sequence[Mapping[str, Any]]:
    """Those that were written by hand, and those that are drawn."""
    written = read(ground.folder, "cast")["stories"] if (ground.folder / "cast.toml").exists() else ()
    return (*written, *stories_of(read(ground.folder, "flow")))


async def _tell(
    engine: AsyncEngine, stories: Sequence[tuple[Organisation, Mapping[str, Any]]], told: Told
) -> None:
    """Last come the stories of a record that moves to somebody else, whose own story is told by then."""
    places, done = asyncio.Semaphore(AT_ONCE), 0

    async def tell(of: Organisation, story: Mapping[str, Any]) -> None:
        nonlocal done
        async with places:
            await _one(engine, of, story)
        done += 1
        told(done, len(stories))

    for is_last in (False, True):
        async with asyncio.TaskGroup() as every:
            for of, story in stories:
                if story.get("told_last", False) is is_last:
                    every.create_task(tell(of, story))


async def _one(engine: AsyncEngine, of: Organisation, story: Mapping[str, Any]) -> None:
    async with scoped_as(engine, of.org_id) as tx:
        (student,) = await students_found(tx, story["number"], most=2)
    said = of.ground.said
    road = Story(
        engine, of.org_id, of.ground.days, of.people, student.person_id, said["supervisor"], said["screener"]
    )
    await act_out(road, story["acts"])


async def _next_roster(engine: AsyncEngine, one: Organisation) -> None:
    """What has changed at the schools since the first roster, where the folder says so: somebody has left."""
    if later := one.ground.said.get("next_roster"):
        at = one.ground.days.instant(later["ago"], later["at"])
        package, by = one.ground.folder / "next_roster", one.people[later["by"]]
        await bring_in(engine, one.org_id, package, by=by, at=at)


async def _finish(engine: AsyncEngine, owner: AsyncEngine, one: Organisation) -> None:
    """What only the passing of time has brought is found, and it is ten o'clock."""
    await _next_roster(engine, one)
    async with scoped_as(engine, one.org_id, at=one.ground.days.ten) as tx:
        await sweep(tx, by=tx.actor, at=tx.at)
        await finish_planting(tx, by=tx.actor)
    await set_to(owner, one.org_id, one.ground.days.ten)
