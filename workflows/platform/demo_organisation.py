"""On which ground does an organization of the demo stand? Its sites, people, policy and roster, from its folder.

Nothing here writes a row: the organization comes from the verb behind `stepwise setup`, staff and students by the
roads of the imports, and the policy is published as an administrator would.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from workflows.exchange.people_staging import people_preview_from
from workflows.platform.demo_days import Days, days_of, week_ahead, yearly
from workflows.platform.demo_providers import make_directory
from workflows.platform.demo_rosters import bring_in
from workflows.records.identities import keep_identity
from workflows.records.ids import new_id
from workflows.records.imports import load_import
from workflows.records.reporting_duties import ReportingDuty
from workflows.records.scope import scoped_as
from workflows.records.staff import known_people
from workflows.verbs.check_people import check_people
from workflows.verbs.import_people import import_people
from workflows.verbs.publish_policy import publish_policy
from workflows.verbs.record_reporting_duty import record_reporting_duty
from workflows.verbs.set_owner_rule import set_owner_rule
from workflows.verbs.set_site_state import set_site_state
from workflows.verbs.set_up import NewOrganisation, NewSite, SetUp, set_up

FOLDER: Final = Path(__file__).parent / "demo"
ORGANISATIONS: Final = ("valley", "harbor")
"""The folders, the one with the hand-written cast first."""
OPENED: Final = time(8)
"""On the first day everything is made one minute after the other from this time on."""
Closures = tuple[tuple[date, date, str], ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """What a folder says of its organization, on the day that counts as today there."""

    folder: Path
    said: Mapping[str, Any]
    days: Days
    closures: Closures

    @property
    def name(self) -> str:
        return str(self.said["name"])

    def minute(self, number: int) -> datetime:
        """So many minutes after the organization was set up."""
        return self.days.instant(self.said["begun"], OPENED) + timedelta(minutes=number)


@dataclass(frozen=True, slots=True)
class Organisation:
    """One that was made. `people`: given name in lower case -> person."""

    ground: Ground
    org_id: UUID
    people: Mapping[str, UUID]


def grounds(at: datetime) -> tuple[Ground, ...]:
    """Every organization of the demo as it stands on the day of `at`."""
    return tuple(_ground(FOLDER / name, at) for name in ORGANISATIONS)


def _ground(folder: Path, at: datetime) -> Ground:
    said = read(folder, "ground")
    closures = tuple(yearly(said["closures"], at))
    if "week_ahead" in said:
        today = _days(said, closures, at).today
        closures += ((*week_ahead(today, said["week_ahead"]["days"]), said["week_ahead"]["name"]),)
    return Ground(folder, said, _days(said, closures, at), closures)


def _days(said: Mapping[str, Any], closures: Closures, at: datetime) -> Days:
    return days_of(at, said["time_zone"], [(first, last) for first, last, _ in closures])


def read(folder: Path, name: str) -> Mapping[str, Any]:
    """One of the folder's TOML files."""
    return tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))


async def make(engine: AsyncEngine, owner: AsyncEngine, ground: Ground) -> Organisation:
    """Set it up, with its people, its policy and its students. `owner` may make an organization."""
    made = await _set_up(owner, ground)
    people = await _people(engine, made, ground)
    await _policy(engine, made, ground, people)
    roster = ground.folder / "roster"
    await bring_in(engine, made.org_id, roster, by=made.administrator_id, at=ground.minute(3))
    await _owners(engine, made, ground, people)
    await _law(engine, made, ground)
    await make_directory(
        engine,
        made.org_id,
        ground.said.get("destinations", ()),
        days=ground.days,
        site_ids=made.site_ids,
        people=people,
    )
    return Organisation(ground, made.org_id, people)


async def _set_up(owner: AsyncEngine, ground: Ground) -> SetUp:
    said = ground.said
    new = NewOrganisation(
        name=ground.name,
        sites=tuple(NewSite(name, said["time_zone"], ground.closures) for name in said["sites"]),
        crisis_contact=said["crisis_contact"],
        is_demo=True,
        **said["administrator"],
    )
    async with scoped_as(owner, new_id(), at=ground.minute(0)) as tx:
        return await set_up(tx, new=new, by=tx.actor, at=tx.at)


async def _people(engine: AsyncEngine, made: SetUp, ground: Ground) -> Mapping[str, UUID]:
    listed = (ground.folder / "people.csv").read_text(encoding="utf-8")
    listed = listed.replace("{next_year}", str(ground.days.today + timedelta(days=400)))
    async with scoped_as(engine, made.org_id, made.administrator_id, at=ground.minute(1)) as tx:
        import_id = await check_people(tx, uploaded=listed.encode(), by=tx.actor, at=tx.at)
        seen = people_preview_from((await load_import(tx, "people", import_id)).summary)
        await import_people(tx, import_id=import_id, seen_digest=seen.digest, by=tx.actor, at=tx.at)
        known = await known_people(tx, [line.email for line in seen.lines])
        for email, one in known.items():
            # Whoever can sign in is told of escalations. Here nobody has a password: they come in by the doors.
            row = {"id": new_id(), "person_id": one.person_id, "email": email, "password_hash": None}
            await keep_identity(tx, {**row, "recorded_at": tx.at})
    administrator = {ground.said["administrator"]["given_name"].lower(): made.administrator_id}
    return administrator | {one.given_name.lower(): one.person_id for one in known.values()}


async def _policy(engine: AsyncEngine, made: SetUp, ground: Ground, people: Mapping[str, UUID]) -> None:
    """The shipped rules, with what this organization has changed in them."""
    text = (files("care_steps") / "policies" / "default.toml").read_text(encoding="utf-8")
    for shipped, own in ground.said["policy"]["changes"]:
        assert shipped in text, shipped
        text = text.replace(shipped, own)
    async with scoped_as(engine, made.org_id, made.administrator_id, at=ground.minute(2)) as tx:
        await publish_policy(
            tx,
            text=text,
            owner_id=people[ground.said["policy"]["owner"]],
            author_id=None,
            approver_id=made.administrator_id,
            by=tx.actor,
            at=tx.at,
        )


async def _owners(engine: AsyncEngine, made: SetUp, ground: Ground, people: Mapping[str, UUID]) -> None:
    for place, rule in enumerate(ground.said["owners"]):
        first, last = rule.get("surnames", ("", ""))
        async with scoped_as(engine, made.org_id, made.administrator_id, at=ground.minute(4 + place)) as tx:
            await set_owner_rule(
                tx,
                site_id=made.site_ids[rule["site"]],
                grades=tuple(rule.get("grades", ())),
                surnames_from=first,
                surnames_to=last,
                owner_id=people[rule["owner"]],
                by=tx.actor,
                at=tx.at,
            )


async def _law(engine: AsyncEngine, made: SetUp, ground: Ground) -> None:
    """In which state the schools lie and whom its law tells to call, where the folder says so."""
    if (said := ground.said.get("law")) is None:
        return
    async with scoped_as(engine, made.org_id, made.administrator_id, at=ground.minute(60)) as tx:
        await record_reporting_duty(
            tx, duty=ReportingDuty(**said, checked_on=tx.at.date()), by=tx.actor, at=tx.at
        )
        for site_id in made.site_ids.values():
            await set_site_state(tx, site_id=site_id, state=said["state"], by=tx.actor, at=tx.at)
