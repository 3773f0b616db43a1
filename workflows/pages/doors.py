"""Doors: come in as somebody made up, with one click. Routed in demo mode only."""

from dataclasses import dataclass
from typing import Any

from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from workflows.pages.answers import show
from workflows.pages.page import Chrome
from workflows.pages.routes import ANYONE, acts, reads
from workflows.pages.sign_ins import let_in
from workflows.pages.visits import Call
from workflows.records.personas import Persona, personas
from workflows.records.refusals import NotFound
from workflows.verbs.open_door import open_door


@dataclass(frozen=True, slots=True)
class DoorsPage:
    """Everybody who can be tried, or the one that was asked for."""

    chrome: Chrome
    personas: tuple[Persona, ...]


@reads("/doors", action="see_doors", access=ANYONE)
async def index(call: NamedDependency[Call]) -> Template:
    return show("doors/index.html", DoorsPage(call.chrome, await personas(call.doorstep.engine)))


@reads("/doors/{persona:str}", action="see_door", access=ANYONE)
async def show_one(call: NamedDependency[Call], persona: FromPath[str]) -> Template:
    found = tuple(one for one in await personas(call.doorstep.engine) if one.slug == persona)
    if not found:
        raise NotFound
    return show("doors/index.html", DoorsPage(call.chrome, found))


@acts("/doors/{persona:str}", action="open_door", access=ANYONE)
async def create(call: NamedDependency[Call], persona: FromPath[str]) -> Redirect:
    signed_in = await open_door(
        call.doorstep,
        persona=persona,
        device=call.device,
        held=call.sign_in_hash,
        request_id=call.request_id,
    )
    return let_in(call, signed_in, "/")


routes: list[Any] = [index, show_one, create]
