"""In which words does a page say how urgent work is, and whether it is late?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from triage.calendar import SchoolCalendar
from workflows.pages.components import Tag, Tone
from workflows.pages.deadlines import due_or_taken, tone_of
from workflows.pages.page import mark
from workflows.records.work import Work

_PLAIN: Final[Mapping[str, str]] = {
    "P0": mark("Act now"),
    "P1": mark("Safety, the same day"),
    "P2": mark("Urgent"),
    "P3": mark("A supervisor looks at it"),
    "P4": mark("Routine"),
    "P5": mark("Keep an eye on it"),
}
_LOUD: Final = frozenset({"P0", "P1"})


def urgency_plain(class_: str) -> str:
    """The words of a class, P0 (imminent) to P5 (watch)."""
    return _PLAIN.get(class_, class_)


def due_tag(work: Work, calendar: SchoolCalendar, at: datetime) -> Tag:
    """By when, in the words of the worklist, and how loudly."""
    if work.state == "ended":
        return Tag(mark("Ended"), Tone.DONE)
    said = due_or_taken(
        work.due_at, work.opened_at, at, calendar.time_zone, seen_by=work.acknowledged_by_name
    )
    return Tag(said, tone_of(work.due_at, at, work.class_))


def urgency_tag(class_: str) -> Tag | None:
    """What must be read before the deadline is, in words and with the shape of danger; None for routine."""
    return Tag(_PLAIN[class_], Tone.DANGER) if class_ in _LOUD else None
