"""What does a privacy officer find on the home page? What was told outside, and what stood with the wrong student.

Clinical supervisors find the first there too: either of them is the second person who reads it.
"""

from zoneinfo import ZoneInfo

from supervision.access import sites_with
from triage.roles import Role
from workflows.pages.components import NearDay, PersonCard, Sentence
from workflows.pages.disclosures import waiting_rows
from workflows.pages.home_sections import Empty, Section
from workflows.pages.misfiling_links import WHAT
from workflows.pages.page import mark
from workflows.pages.visits import Visit
from workflows.records.misfilings import Misfiling, misfilings_at


async def moved_section(visit: Visit) -> Section:
    """Without a name of a student, as on the list itself."""
    found = await misfilings_at(visit.tx, sites_with(visit.actor, Role.PRIVACY_OFFICER))
    zone = ZoneInfo(visit.chrome.time_zone)
    return Section(
        "moved",
        mark("Moved records"),
        Empty(
            mark("Nothing was moved"),
            mark(
                "Whoever finds a log, a form or a worry with the wrong student opens it and says that it belongs to"
                " somebody else."
            ),
        ),
        people=tuple(_moved(one, zone) for one in found),
    )


async def outside_section(visit: Visit) -> Section | None:
    """What somebody told outside in an emergency and nobody has read as the second person; None when there is none."""
    waiting = await waiting_rows(visit)
    if not waiting:
        return None
    nothing = Empty(mark("Nothing waits for a second person"), "")
    return Section("outside", mark("Told outside: to read"), nothing, rows=waiting)


def _moved(one: Misfiling, zone: ZoneInfo) -> PersonCard:
    day = one.moved_at.astimezone(zone).date()
    when = NearDay(day.year, day.month, day.day)
    by = Sentence(mark("Moved by %(name)s, %(when)s"), {"name": one.moved_by_name, "when": when})
    return PersonCard(Sentence(WHAT[one.record_kind]), f"/misfilings/{one.id}", (by,))
