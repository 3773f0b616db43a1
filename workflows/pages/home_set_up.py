"""What does an administrator look after: what is not ready, the schools, the policy, the rosters?"""

from dataclasses import dataclass

from workflows.pages.components import Sentence
from workflows.pages.not_ready import not_ready
from workflows.pages.visits import Visit
from workflows.records.imports import Import, latest_imports
from workflows.records.policies import PolicyVersion, active_policy
from workflows.records.refusals import Refused
from workflows.records.site_states import SiteState, site_states


@dataclass(frozen=True, slots=True)
class SetUp:
    """`missing` says what must still be done before anybody can be helped."""

    sites: tuple[SiteState, ...]
    policy: PolicyVersion | None
    missing: tuple[Sentence, ...]
    imports: tuple[Import, ...]


async def set_up_of(visit: Visit) -> SetUp:
    sites = await site_states(visit.tx)
    try:
        policy = await active_policy(visit.tx)
    except Refused:
        policy = None
    imports = await latest_imports(visit.tx, "roster")
    return SetUp(sites, policy, not_ready(sites, policy), imports[:3])
