"""What does an administrator look after: what is not ready, going live, the schools, the policy, the rosters?"""

from dataclasses import dataclass

from supervision.going_live import open_lines
from workflows.pages.components import Sentence
from workflows.pages.not_ready import not_ready
from workflows.pages.visits import Visit
from workflows.records.channels import dead_channels
from workflows.records.imports import Import, latest_imports
from workflows.records.live_ground import ready_lines
from workflows.records.live_states import live_state_of
from workflows.records.policies import PolicyVersion, active_policy
from workflows.records.refusals import Refused
from workflows.records.site_states import SiteState, site_states


@dataclass(frozen=True, slots=True)
class SetUp:
    """`missing` says what must still be done before anybody can be helped.

    `dead_channels` counts those that reach nobody any more.
    `not_ready` counts what is open of going live, or overdue after it; None in a demonstration, which is never asked.
    """

    sites: tuple[SiteState, ...]
    policy: PolicyVersion | None
    missing: tuple[Sentence, ...]
    imports: tuple[Import, ...]
    not_ready: int | None
    is_live: bool
    dead_channels: int = 0


async def set_up_of(visit: Visit) -> SetUp:
    sites = await site_states(visit.tx)
    try:
        policy = await active_policy(visit.tx)
    except Refused:
        policy = None
    imports = await latest_imports(visit.tx, "roster")
    live = await live_state_of(visit.tx)
    not_done = None if live.is_demo else len(open_lines(await ready_lines(visit.tx)))
    return SetUp(
        sites,
        policy,
        not_ready(sites, policy),
        imports[:3],
        not_done,
        live.is_live,
        await dead_channels(visit.tx),
    )
