"""Where can somebody with these roles go from any page?"""

from dataclasses import dataclass
from typing import Final

from supervision.access import Actor
from triage.roles import FINDERS, MENTORS, OF_A_SITE, RECORD_KEEPERS, Role
from workflows.pages.page import NavigationItem, mark

EVERYBODY: Final[frozenset[Role]] = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Entry:
    """One link, for those who hold one of the roles."""

    text: str
    href: str
    roles: frozenset[Role] = EVERYBODY


# Each page module that is a place to go to adds its link here: Entry(mark("Students"), "/students", ...).
_ADMINISTRATORS: Final = frozenset({Role.ADMINISTRATOR})
_CARE: Final = OF_A_SITE | {Role.ADMINISTRATOR, Role.DIRECT_SUPERVISOR}
_KEEPERS: Final = frozenset({Role.ADMINISTRATOR, Role.PRIVACY_OFFICER})
_OFFICERS: Final = frozenset({Role.PRIVACY_OFFICER})
_PLANNERS: Final = frozenset(OF_A_SITE) | _ADMINISTRATORS
_STAFF: Final = EVERYBODY - MENTORS - {Role.TEACHER}
ENTRIES: Final[tuple[Entry, ...]] = (
    Entry(mark("Home"), "/"),
    Entry(mark("Students"), "/students", FINDERS),
    Entry(mark("Escalations"), "/escalations", _CARE),
    Entry(mark("Waiting list"), "/waiting", _PLANNERS),
    Entry(mark("Referrals"), "/referrals", OF_A_SITE | {Role.DIRECT_SUPERVISOR}),
    Entry(mark("Letters out"), "/consents", OF_A_SITE | {Role.DIRECT_SUPERVISOR}),
    Entry(mark("In time"), "/timeliness", _ADMINISTRATORS),
    Entry(mark("Rosters"), "/roster-imports", _ADMINISTRATORS),
    Entry(mark("Staff and mentors"), "/people-imports", _ADMINISTRATORS),
    Entry(mark("Who looks after whom"), "/owner-rules", _ADMINISTRATORS),
    Entry(mark("School year"), "/school-year", _CARE),
    Entry(mark("Leaving"), "/departures", _CARE),
    Entry(mark("Moved records"), "/misfilings", _KEEPERS),
    Entry(mark("Told outside"), "/disclosures", _OFFICERS),
    Entry(mark("Policies"), "/policies", _STAFF),
    Entry(mark("Ready to go live?"), "/ready", RECORD_KEEPERS),
)


def items_for(actor: Actor, path: str) -> tuple[NavigationItem, ...]:
    """The links of this person; the longest one that the path begins with is the current one."""
    roles = {held.role for held in actor.appointments}
    links = [entry for entry in ENTRIES if roles & entry.roles]
    current = max((entry.href for entry in links if _is_under(path, entry.href)), key=len, default=None)
    return tuple(NavigationItem(entry.text, entry.href, entry.href == current) for entry in links)


def _is_under(path: str, href: str) -> bool:
    return path == href or (href != "/" and path.startswith(f"{href}/"))
