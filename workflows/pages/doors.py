"""Doors: come in as somebody made up, with one click, and try what the product is for. Routed in demo mode only."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from workflows.pages.answers import show
from workflows.pages.door_stories import SHOWCASES, STORIES, DoorStory, Showcase
from workflows.pages.page import Chrome
from workflows.pages.routes import ANYONE, acts, reads
from workflows.pages.sign_ins import let_in, own_path
from workflows.pages.visits import Call
from workflows.records.personas import Persona, personas
from workflows.records.refusals import NotFound
from workflows.records.showcases import longest_road, open_work_by_kind
from workflows.verbs.open_door import open_door
from workflows.verbs.start_over import start_over


@dataclass(frozen=True, slots=True)
class StoryDoor:
    """One of the three doors, and who comes in there."""

    story: DoorStory
    persona: Persona


@dataclass(frozen=True, slots=True)
class ShownCase:
    """Something to be seen with one click: the door that opens, and the page behind it."""

    showcase: Showcase
    path: str


@dataclass(frozen=True, slots=True)
class DoorsPage:
    """The three doors of the story, what is to be seen at once, and everybody by organization."""

    chrome: Chrome
    doors: tuple[StoryDoor, ...]
    showcases: tuple[ShownCase, ...]
    others: tuple[tuple[str, tuple[Persona, ...]], ...]
    may_start_over: bool


@dataclass(frozen=True, slots=True)
class DoorPage:
    """One door."""

    chrome: Chrome
    persona: Persona
    story: DoorStory | None


@dataclass(frozen=True, slots=True)
class StartedOverPage:
    """What was done, in a sentence."""

    chrome: Chrome
    sentence: str


@reads("/doors", action="see_doors", access=ANYONE)
async def index(call: NamedDependency[Call]) -> Template:
    cast = await personas(call.doorstep.engine)
    by_slug = {one.slug: one for one in cast}
    doors = tuple(StoryDoor(one, by_slug[one.slug]) for one in STORIES if one.slug in by_slug)
    page = DoorsPage(
        chrome=call.chrome,
        doors=doors if len(doors) == len(STORIES) else (),
        showcases=await _shown(call) if doors else (),
        others=_by_organization(cast),
        may_start_over=call.doorstep.starts_over is not None,
    )
    return show("doors/index.html", page)


async def _shown(call: Call) -> tuple[ShownCase, ...]:
    """Those whose page is there: what somebody has dealt with meanwhile is left out."""
    engine = call.doorstep.engine
    work, road = await open_work_by_kind(engine), await longest_road(engine)
    found = [(one, _path(one, work, road)) for one in SHOWCASES]
    return tuple(ShownCase(one, path) for one, path in found if path)


def _path(said: Showcase, work: Mapping[str, UUID], road: UUID | None) -> str:
    if said.is_longest_road:
        return f"/mentees/{road}" if road else ""
    return f"/work/{work[said.work]}" if said.work in work else said.path


def _by_organization(cast: tuple[Persona, ...]) -> tuple[tuple[str, tuple[Persona, ...]], ...]:
    ordered = sorted(cast, key=lambda one: one.org_id)
    return tuple((name, tuple(some)) for name, some in groupby(ordered, key=lambda one: one.organization))


@reads("/doors/{persona:str}", action="see_door", access=ANYONE)
async def show_one(call: NamedDependency[Call], persona: FromPath[str]) -> Template:
    found = next((one for one in await personas(call.doorstep.engine) if one.slug == persona), None)
    if found is None:
        raise NotFound
    story = next((one for one in STORIES if one.slug == persona), None)
    return show("doors/show.html", DoorPage(call.chrome, found, story))


@acts("/doors/{persona:str}", action="open_door", access=ANYONE)
async def create(call: NamedDependency[Call], persona: FromPath[str]) -> Redirect:
    signed_in = await open_door(
        call.doorstep,
        persona=persona,
        device=call.device,
        held=call.sign_in_hash,
        request_id=call.request_id,
    )
    return let_in(call, signed_in, own_path(call.form.value("to")))


@acts("/doors/start-over", action="start_over", access=ANYONE)
async def begin_anew(call: NamedDependency[Call]) -> Template:
    sentence = await start_over(call.doorstep)
    return show("doors/started_over.html", StartedOverPage(call.chrome, sentence))


routes: list[Any] = [index, show_one, create, begin_anew]
