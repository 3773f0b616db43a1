"""How is a deadline said in words, and how loudly?"""

from datetime import datetime
from zoneinfo import ZoneInfo

from workflows.pages.components import Sentence, Tone
from workflows.pages.page import mark

MINUTE, HOUR, DAY, WEEK = 60, 3600, 86400, 7


def due_in_words(due_at: datetime, now: datetime, time_zone: str) -> Sentence:
    """ "2 days late", "due today by 3:10 PM", "due in 3 days", in days of the site's zone."""
    if due_at < now:
        return late_in_words(due_at, now, time_zone)
    zone = ZoneInfo(time_zone)
    day = due_at.astimezone(zone).date()
    days = (day - now.astimezone(zone).date()).days
    if days == 0:
        return Sentence(mark("due today by %(time)s"), {"time": due_at})
    if days == 1:
        return Sentence(mark("due tomorrow by %(time)s"), {"time": due_at})
    if days < WEEK:
        return Sentence(mark("due in %(days)s days"), {"days": days})
    return Sentence(mark("due %(day)s"), {"day": day})


def when(at: datetime, time_zone: str) -> Sentence:
    """Day and time of day, in the site's zone."""
    return Sentence("%(day)s, %(time)s", {"day": at.astimezone(ZoneInfo(time_zone)).date(), "time": at})


def tone_of(due_at: datetime, now: datetime, class_: str) -> Tone:
    """Safety is danger whatever its hour; then what is late, what is near, and the rest."""
    if class_ in ("P0", "P1"):
        return Tone.DANGER
    if due_at < now:
        return Tone.LATE
    return Tone.SOON if (due_at - now).total_seconds() < 2 * DAY else Tone.PLANNED


def late_in_words(due_at: datetime, now: datetime, time_zone: str) -> Sentence:
    """ "40 minutes late", and from the second day on the days that people count, not 24 hours each."""
    zone = ZoneInfo(time_zone)
    seconds = (now - due_at).total_seconds()
    days = (now.astimezone(zone).date() - due_at.astimezone(zone).date()).days
    if seconds < 2 * MINUTE:
        return Sentence(mark("due now"))
    if seconds < 2 * HOUR:
        return Sentence(mark("%(minutes)s minutes late"), {"minutes": int(seconds // MINUTE)})
    if days < 2:
        return Sentence(mark("%(hours)s hours late"), {"hours": int(seconds // HOUR)})
    return Sentence(mark("%(days)s days late"), {"days": days})
