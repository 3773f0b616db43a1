"""In which words does a page say how urgent work is, and whether it is late?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from triage.calendar import SchoolCalendar
from workflows.pages.components import Sentence, Tag, Tone
from workflows.pages.deadlines import late_in_words
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
_NOW: Final = frozenset({"P0", "P1"})


def urgency_plain(class_: str) -> str:
    """The words of a class, P0 (imminent) to P5 (watch)."""
    return _PLAIN.get(class_, class_)


def due_tag(work: Work, calendar: SchoolCalendar, at: datetime) -> Tag:
    """By when, as people say it: the hour today, the day otherwise, and how late it is."""
    if work.state == "ended":
        return Tag(mark("Ended"), Tone.DONE)
    days = (calendar.local_day(work.due_at) - calendar.local_day(at)).days
    if work.due_at < at:
        late = late_in_words(work.due_at, at, calendar.time_zone)
        return Tag(late, Tone.DANGER if work.class_ in _NOW else Tone.LATE)
    if days == 0:
        tone = Tone.DANGER if work.class_ in _NOW else Tone.SOON
        return Tag(Sentence(mark("Due today by %(hour)s"), {"hour": work.due_at}), tone)
    if days == 1:
        return Tag(Sentence(mark("Due tomorrow by %(hour)s"), {"hour": work.due_at}), Tone.SOON)
    return Tag(Sentence(mark("Due %(day)s"), {"day": calendar.local_day(work.due_at)}), Tone.PLANNED)
