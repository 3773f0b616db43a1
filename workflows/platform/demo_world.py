"""What is there to try in a demo? A made-up district with people at every step, reached by calling verbs.

Nothing here writes a row: the organization comes from the verb behind `stepwise setup`, staff and students from
the files in `demo/` by the roads of the imports, and each mentee's story from `demo/cast.toml`, act by act.
"""

import asyncio
import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from workflows.exchange.people_staging import people_preview_from
from workflows.exchange.roster_preview import preview_from
from workflows.platform.demo_acts import act_out
from workflows.platform.demo_days import Days, days_before, yearly
from workflows.platform.demo_story import Story
from workflows.records.ids import new_id
from workflows.records.imports import load_import
from workflows.records.people import find_students
from workflows.records.scope import scoped_as
from workflows.records.staff import known_people
from workflows.verbs.approve_roster import approve_roster
from workflows.verbs.check_people import check_people
from workflows.verbs.check_roster import check_roster
from workflows.verbs.commit_roster import commit_roster
from workflows.verbs.finish_planting import finish_planting
from workflows.verbs.import_people import import_people
from workflows.verbs.publish_policy import publish_policy
from workflows.verbs.set_up import NewOrganisation, NewSite, SetUp, set_up

FOLDER: Final = Path(__file__).parent / "demo"
OPENED: Final = time(8)
"""On the first day everything is made one minute after the other from this time on."""
AT_ONCE: Final = 4
"""Stories told at the same time; the pool has more connections (ours)."""


async def plant(engine: AsyncEngine, owner: AsyncEngine, at: datetime) -> Days:
    """Plant it as it looks at ten o'clock of the last school day before `at`; returns that day's calendar.

    `owner` is a pool of the role that may make an organization, `engine` one of the role `app`.
    """
    ground = _read("ground")
    closures = tuple(yearly(ground["closures"], at))
    days = days_before(at, ground["time_zone"], [(first, last) for first, last, _ in closures])
    begun = days.instant(ground["begun"], OPENED)
    made = await _organisation(owner, ground, closures, begun)
    people = await _people(engine, made, begun + timedelta(minutes=1), days.today)
    await _policy(engine, made, people["ruth"], begun + timedelta(minutes=2))
    await _roster(engine, made, begun + timedelta(minutes=3))
    await _stories(engine, made.org_id, days, people)
    async with scoped_as(engine, made.org_id) as tx:
        await finish_planting(tx, by=tx.actor)
    return days


async def _organisation(
    owner: AsyncEngine, ground: Mapping[str, Any], closures: tuple[tuple[date, date, str], ...], at: datetime
) -> SetUp:
    new = NewOrganisation(
        name=ground["name"],
        sites=tuple(NewSite(name, ground["time_zone"], closures) for name in ground["sites"]),
        crisis_contact=ground["crisis_contact"],
        is_demo=True,
        **ground["administrator"],
    )
    async with scoped_as(owner, new_id(), at=at) as tx:
        return await set_up(tx, new=new, by=tx.actor, at=tx.at)


async def _people(engine: AsyncEngine, made: SetUp, at: datetime, today: date) -> Mapping[str, UUID]:
    """Given name in lower case -> person."""
    listed = (FOLDER / "people.csv").read_text(encoding="utf-8")
    listed = listed.replace("{next_year}", str(today + timedelta(days=400)))
    async with scoped_as(engine, made.org_id, made.administrator_id, at=at) as tx:
        import_id = await check_people(tx, uploaded=listed.encode(), by=tx.actor, at=tx.at)
        seen = people_preview_from((await load_import(tx, "people", import_id)).summary)
        await import_people(tx, import_id=import_id, seen_digest=seen.digest, by=tx.actor, at=tx.at)
        emails = [line.email for line in seen.lines]
        known = await known_people(tx, emails)
    return {one.given_name.lower(): one.person_id for one in known.values()}


async def _policy(engine: AsyncEngine, made: SetUp, owner_id: UUID, at: datetime) -> None:
    shipped = (files("care_steps") / "policies" / "default.toml").read_text(encoding="utf-8")
    async with scoped_as(engine, made.org_id, made.administrator_id, at=at) as tx:
        await publish_policy(
            tx,
            text=shipped,
            owner_id=owner_id,
            author_id=None,
            approver_id=made.administrator_id,
            by=tx.actor,
            at=tx.at,
        )


async def _roster(engine: AsyncEngine, made: SetUp, at: datetime) -> None:
    async with scoped_as(engine, made.org_id, made.administrator_id, at=at) as tx:
        import_id = await check_roster(tx, uploaded=FOLDER / "roster", by=tx.actor, at=tx.at)
        seen = preview_from((await load_import(tx, "roster", import_id)).summary)
        await approve_roster(tx, import_id=import_id, seen_digest=seen.digest, by=tx.actor, at=tx.at)
        await commit_roster(tx, import_id=import_id, by=tx.actor, at=tx.at)


async def _stories(engine: AsyncEngine, org_id: UUID, days: Days, people: Mapping[str, UUID]) -> None:
    places = asyncio.Semaphore(AT_ONCE)

    async def tell(told: Mapping[str, Any]) -> None:
        async with places:
            async with scoped_as(engine, org_id) as tx:
                (student,) = await find_students(tx, told["number"])
            await act_out(Story(engine, org_id, days, people, student.person_id), told["acts"])

    async with asyncio.TaskGroup() as every:
        for told in _read("cast")["stories"]:
            every.create_task(tell(told))


def _read(name: str) -> Mapping[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
