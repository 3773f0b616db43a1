"""How is a deadline said in words, and how loudly?

In days of the site's zone, as people count them: a day ends at midnight there, not after 24 hours.
"""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from workflows.pages.components import NearDay, Sentence, ShortDay, Tone
from workflows.pages.page import mark

MINUTE, HOUR, DAY, WEEK = 60, 3600, 86400, 7
WEEKDAYS: Final = (
    mark("Mon"),
    mark("Tue"),
    mark("Wed"),
    mark("Thu"),
    mark("Fri"),
    mark("Sat"),
    mark("Sun"),
)
"""From Monday on, as `date.weekday()` counts."""


def due_in_words(due_at: datetime, now: datetime, time_zone: str) -> Sentence:
    """ "late since Mon", "due today by 3:10 PM", "due Thu"; within a week the day alone says which."""
    if due_at < now:
        return late_in_words(due_at, now, time_zone)
    day, days = _day_and_distance(due_at, now, time_zone)
    if days == 0:
        return Sentence(mark("due today by %(time)s"), {"time": due_at})
    if days == 1:
        return Sentence(mark("due tomorrow by %(time)s"), {"time": due_at})
    if days < WEEK:
        return Sentence(mark("due %(weekday)s"), terms={"weekday": WEEKDAYS[day.weekday()]})
    return Sentence(mark("due %(day)s"), {"day": ShortDay(day.year, day.month, day.day)})


def when(at: datetime, time_zone: str) -> Sentence:
    """Day and time of day, in the site's zone."""
    return Sentence("%(day)s, %(time)s", {"day": at.astimezone(ZoneInfo(time_zone)).date(), "time": at})


def near(at: datetime, time_zone: str) -> Sentence:
    """Day and time of day in the site's zone, where the year is plain."""
    day = at.astimezone(ZoneInfo(time_zone)).date()
    return Sentence("%(day)s, %(time)s", {"day": NearDay(day.year, day.month, day.day), "time": at})


def tone_of(due_at: datetime, now: datetime, class_: str) -> Tone:
    """Safety is danger whatever its hour; then what is late, what is near, and the rest."""
    if class_ in ("P0", "P1"):
        return Tone.DANGER
    if due_at < now:
        return Tone.LATE
    return Tone.SOON if (due_at - now).total_seconds() < 2 * DAY else Tone.PLANNED


def due_or_taken(
    due_at: datetime, opened_at: datetime, now: datetime, time_zone: str, *, seen_by: str | None
) -> Sentence:
    """What was due at once is no longer late when somebody has said that they act; a later deadline still runs."""
    if seen_by is not None and due_at <= opened_at:
        return Sentence(mark("%(name)s acts, not ended yet"), {"name": seen_by})
    return due_in_words(due_at, now, time_zone)


def late_in_words(due_at: datetime, now: datetime, time_zone: str) -> Sentence:
    """ "40 minutes late", "late since 9:10 AM", "late since yesterday", "late since Mon"."""
    seconds = (now - due_at).total_seconds()
    day, days = _day_and_distance(due_at, now, time_zone)
    if seconds < 2 * MINUTE:
        return Sentence(mark("due now"))
    if seconds < 2 * HOUR:
        return Sentence(mark("%(minutes)s minutes late"), {"minutes": int(seconds // MINUTE)})
    if days == 0:
        return Sentence(mark("late since %(time)s"), {"time": due_at})
    if days == -1:
        return Sentence(mark("late since yesterday"))
    if days > -WEEK:
        return Sentence(mark("late since %(weekday)s"), terms={"weekday": WEEKDAYS[day.weekday()]})
    return Sentence(mark("late since %(day)s"), {"day": ShortDay(day.year, day.month, day.day)})


def waits_in_words(since: datetime, now: datetime, time_zone: str) -> Sentence:
    """ "just now", "for 12 minutes", "since 9:10 AM", "since Mon": how long nobody has answered, in real time."""
    seconds = (now - since).total_seconds()
    day, days = _day_and_distance(since, now, time_zone)
    if seconds < 2 * MINUTE:
        return Sentence(mark("just now"))
    if seconds < 2 * HOUR:
        return Sentence(mark("for %(minutes)s minutes"), {"minutes": int(seconds // MINUTE)})
    if days == 0:
        return Sentence(mark("since %(time)s"), {"time": since})
    if days > -WEEK:
        return Sentence(mark("since %(weekday)s"), terms={"weekday": WEEKDAYS[day.weekday()]})
    return Sentence(mark("since %(day)s"), {"day": ShortDay(day.year, day.month, day.day)})


def left_in_words(until: datetime, now: datetime, time_zone: str) -> Sentence:
    """ "overdue", "now", "in 7 minutes", "today at 3:10 PM", "Thu, Dec 3, 8:00 AM": when the clock acts."""
    seconds = (until - now).total_seconds()
    if seconds < -MINUTE:
        return Sentence(mark("overdue"))
    if seconds < MINUTE:
        return Sentence(mark("now"))
    if seconds < 2 * MINUTE:
        return Sentence(mark("in 1 minute"))
    if seconds < 2 * HOUR:
        return Sentence(mark("in %(minutes)s minutes"), {"minutes": int(seconds // MINUTE)})
    if _day_and_distance(until, now, time_zone)[1] == 0:
        return Sentence(mark("today at %(time)s"), {"time": until})
    return near(until, time_zone)


def _day_and_distance(at: datetime, now: datetime, time_zone: str) -> tuple[date, int]:
    """The day of an instant, and how many midnights it is away; behind us it is negative."""
    zone = ZoneInfo(time_zone)
    day = at.astimezone(zone).date()
    return day, (day - now.astimezone(zone).date()).days
