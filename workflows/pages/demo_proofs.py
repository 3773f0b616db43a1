"""Proofs: what in a demo anybody may see for themselves. Under /demo, routed in demo mode only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from litestar.di import NamedDependency
from litestar.response import Template

from workflows.pages.answers import show
from workflows.pages.page import Chrome
from workflows.pages.routes import ANYONE, reads
from workflows.pages.visits import Call, Visit
from workflows.records.forbidden_statements import Tried
from workflows.verbs.replay_demo import ReplayedOrganisation, replay_demo
from workflows.verbs.try_forbidden import try_forbidden


@dataclass(frozen=True, slots=True)
class ReplayPage:
    """What was derived again, organization by organization."""

    chrome: Chrome
    organizations: Sequence[ReplayedOrganisation]

    @property
    def differences(self) -> int:
        return sum(len(one.replayed.differences) for one in self.organizations)


@dataclass(frozen=True, slots=True)
class RefusalsPage:
    """Each forbidden statement, with what the database said."""

    chrome: Chrome
    tried: Sequence[Tried]


@reads("/demo/replay", action="see_replay", access=ANYONE, takes_long=True)
async def replayed(call: NamedDependency[Call]) -> Template:
    return show("demo_proofs/replay.html", ReplayPage(call.chrome, await replay_demo(call.doorstep)))


@reads("/demo/refusals", action="see_refusals")
async def refusals(visit: NamedDependency[Visit]) -> Template:
    tried = await try_forbidden(visit.tx, by=visit.actor, at=visit.at)
    return show("demo_proofs/refusals.html", RefusalsPage(visit.chrome, tried))


routes: list[Any] = [replayed, refusals]
