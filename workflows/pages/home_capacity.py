"""What does an administrator see of capacity: who waits where, since when, and whose papers run out?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from supervision.credential_limits import LIMITS
from workflows.pages.components import Sentence, Tag, Tone
from workflows.pages.page import mark
from workflows.pages.visits import Visit
from workflows.records.ending_credentials import EndingCredential, ending_credentials
from workflows.records.mentee_lines import MenteeLine, mentee_lines

CREDENTIALS: Final = {
    "clearance": mark("Clearance"),
    "journey_mentor": mark("Journey Mentor certificate"),
    "trained_screener": mark("Training as a screener"),
}
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SiteCapacity:
    """One school in numbers. `longest_days`: of whoever waits longest for a mentor."""

    name: str
    open_cases: int
    waiting: int
    longest_days: int | None


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
        return sum(one.waiting for one in self.sites)


async def capacity_of(visit: Visit) -> Capacity:
    today = visit.at.date()
    lines = await mentee_lines(visit.tx, most=10_000)
    ending = await ending_credentials(visit.tx, until=today + timedelta(days=LIMITS.told_days_before))
    return Capacity(_sites(lines, visit.at), tuple(_ending(one, visit.at) for one in ending))


def _sites(lines: Sequence[MenteeLine], at: datetime) -> tuple[SiteCapacity, ...]:
    names = sorted({one.site_name for one in lines})
    return tuple(_site(name, [one for one in lines if one.site_name == name], at) for name in names)


def _site(name: str, lines: Sequence[MenteeLine], at: datetime) -> SiteCapacity:
    since = [one.waits_for_mentor_since for one in lines if one.waits_for_mentor_since is not None]
    return SiteCapacity(name, len(lines), len(since), (at - min(since)) // _DAY if since else None)


def _ending(one: EndingCredential, at: datetime) -> Ending:
    has_ended = one.valid_until < at.date()
    text = mark("ended %(day)s") if has_ended else mark("ends %(day)s")
    said = Sentence(text, {"day": one.valid_until})
    return Ending(one.name, CREDENTIALS[one.kind], Tag(said, Tone.LATE if has_ended else Tone.SOON))
