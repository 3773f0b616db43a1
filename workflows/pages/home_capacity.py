"""What does an administrator see of capacity: who waits where, since when, and whose papers run out?"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from supervision.credential_limits import LIMITS
from workflows.pages.components import Sentence, Tag, Tone
from workflows.pages.demand import SiteDemand, demand_by_site
from workflows.pages.page import mark
from workflows.pages.visits import Visit
from workflows.records.ending_credentials import EndingCredential, ending_credentials
from workflows.records.mentee_lines import mentee_lines
from workflows.records.policies import waiting_places
from workflows.records.sites import sites
from workflows.records.waiting_list import waiting_list

CREDENTIALS: Final = {
    "clearance": mark("Clearance"),
    "journey_mentor": mark("Journey Mentor certificate"),
    "trained_screener": mark("Training as a screener"),
}


@dataclass(frozen=True, slots=True)
class SiteCapacity:
    """One school in numbers; who waits is counted as on the waiting list and beside the destinations."""

    open_cases: int
    demand: SiteDemand


@dataclass(frozen=True, slots=True)
class Ending:
    """One credential that has ended or ends soon."""

    name: str
    what: str
    tag: Tag


@dataclass(frozen=True, slots=True)
class Capacity:
    """No mentee is named here: an administrator counts, and looks after nobody."""

    sites: tuple[SiteCapacity, ...]
    endings: tuple[Ending, ...]

    @property
    def waiting(self) -> int:
        return sum(one.demand.waiting for one in self.sites)


async def capacity_of(visit: Visit) -> Capacity:
    today = visit.at.date()
    cases = Counter(one.site_name for one in await mentee_lines(visit.tx, most=10_000))
    waiting = await waiting_list(visit.tx, await waiting_places(visit.tx), site_ids=None)
    demand = demand_by_site(waiting, await sites(visit.tx), visit.at)
    found = await ending_credentials(visit.tx, until=today + timedelta(days=LIMITS.told_days_before))
    return Capacity(
        tuple(SiteCapacity(cases[one.name], one) for one in demand if cases[one.name]),
        tuple(ending(one, today) for one in found),
    )


def ending(one: EndingCredential, today: date) -> Ending:
    """As a line, with the day in words."""
    has_ended = one.valid_until < today
    text = mark("ended %(day)s") if has_ended else mark("ends %(day)s")
    said = Sentence(text, {"day": one.valid_until})
    return Ending(one.name, CREDENTIALS[one.kind], Tag(said, Tone.LATE if has_ended else Tone.SOON))
