"""What does the log of a session ask, and what was answered?"""

import re
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from care_steps import codes
from supervision.session_limits import LIMITS
from triage.calendar import SchoolCalendar
from workflows.pages.coded_choices import choices_of
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, mark
from workflows.records.matches import Match
from workflows.verbs.log_session import NOW_KINDS, WORRIES, SessionLog

MET: Final = (Choice("yes", mark("Yes")), Choice("no", mark("No")))
# "Not planned" is said by pressing it, like the others: nothing about practices is ever filled in beforehand.
NOT_PLANNED: Final = "not_planned"
STATES: Final = (*choices_of("practice_states"), Choice(NOT_PLANNED, mark("Not planned")))
_CLOCK: Final = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2}))?\s*([ap])?\.?m?\.?", re.ASCII | re.IGNORECASE)
_WHEN: Final = mark("Enter the time of day, such as 1:30 PM.")


@dataclass(frozen=True, slots=True)
class Practice:
    """One practice with the names of its two fields."""

    code: str
    text: str

    @property
    def state_field(self) -> str:
        return f"practice_{self.code}"

    @property
    def reason_field(self) -> str:
        return f"reason_{self.code}"


PRACTICES: Final = tuple(Practice(entry.code, entry.plain) for entry in codes.load("practices").active)


def prefilled(match: Match, planned_at: datetime | None, at: datetime, zone: str) -> dict[str, str]:
    """Day, time, length and medium of the planned session, or today's day; never what was done in it."""
    local = (planned_at or at).astimezone(ZoneInfo(zone))
    filled = {
        "held_on_month": str(local.month),
        "held_on_day": str(local.day),
        "held_on_year": str(local.year),
        "minutes": str(match.length_minutes),
        "medium": "in_person",
    }
    return filled | ({"held_time": f"{local:%H:%M}"} if planned_at else {})


def read_log(typed: Reading, calendar: SchoolCalendar) -> SessionLog:
    """The log as it was filled in; raises `Invalid` with a sentence at each field.

    What stands in a part that does not apply (topics of a session that was not made) is not read.
    """
    held_at = _held_at(typed, calendar)
    met = typed.one_of("met", ("yes", "no"), required=mark("Say whether you met."))
    answered = _made(typed) if met == "yes" else _missed(typed) if met == "no" else {}
    worry = typed.one_of("worry", WORRIES, required=mark("Say whether anything worried you."))
    now_kind = _now_kind(typed) if worry == "now" else None
    said = typed.text(f"said_{worry}") if worry in ("now", "talk_over") else ""
    note = typed.text("note")
    if not note and any(_needs_words(reason) for _, reason in answered.get("practices", {}).values()):
        typed.refuse("note", mark("“Another reason” needs a few words. Write them here."))
    typed.insist()
    assert held_at is not None
    assert worry is not None
    return SessionLog(
        held_at=held_at,
        was_made=met == "yes",
        worry=worry,
        note=note,
        now_kind=now_kind,
        said=said,
        **answered,
    )


def _held_at(typed: Reading, calendar: SchoolCalendar) -> datetime | None:
    day = typed.date("held_on", required=mark("Enter the day of the session."))
    clock = _clock(typed.line("held_time", required=_WHEN))
    if clock is None:
        typed.refuse("held_time", _WHEN)
    return calendar.wall_time(day, clock) if day and clock else None


def _clock(written: str) -> time | None:
    """A time of day: 13:30, 1:30 PM, 1.30pm."""
    found = _CLOCK.fullmatch(written)
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _made(typed: Reading) -> dict[str, Any]:
    minutes = typed.integer(
        "minutes", least=1, most=LIMITS.longest_made_minutes, required=mark("Say how many minutes you met.")
    )
    medium = _code(typed, "medium", "session_media", mark("Say how you met."))
    topics = tuple(entry.code for entry in codes.load("session_topics").active)
    chosen = typed.many_of(
        "topics", topics, required=mark("Choose at least one thing you did or talked about.")
    )
    practices = {one.code: said for one in PRACTICES if (said := _practice(typed, one)) is not None}
    return {"minutes": minutes, "medium": medium, "topics": chosen, "practices": practices}


def _practice(typed: Reading, practice: Practice) -> tuple[str, str | None] | None:
    """How it went with its reason, or None for a practice that was not planned or not answered."""
    state = typed.one_of(practice.state_field, [choice.value for choice in STATES], required=None)
    if state is None or state == NOT_PLANNED:
        return None
    if state == "done":
        return state, None
    sentence = mark("Give the reason for what was adapted or dropped.")
    return state, _code(typed, practice.reason_field, "practice_reasons", sentence)


def _missed(typed: Reading) -> dict[str, Any]:
    return {"whose_cause": _code(typed, "whose_cause", "missed_causes", mark("Say why you did not meet."))}


def _now_kind(typed: Reading) -> str | None:
    sentence = mark("Say what is happening, so that the right people come.")
    return typed.one_of("now_kind", NOW_KINDS, required=sentence)


def _code(typed: Reading, name: str, list_id: str, sentence: str) -> str | None:
    return typed.one_of(name, [entry.code for entry in codes.load(list_id).active], required=sentence)


def _needs_words(reason: str | None) -> bool:
    entry = codes.load("practice_reasons").find(reason or "")
    return entry is not None and entry.needs_words
