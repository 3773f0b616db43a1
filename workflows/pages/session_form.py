"""What does the log of a session ask, and what was answered?"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from care_steps import codes
from supervision.session_limits import LIMITS
from supervision.session_logs import NextSession, SessionLog
from triage.calendar import SchoolCalendar
from workflows.pages.forms import Reading
from workflows.pages.page import Choice, mark
from workflows.pages.session_practices import read_practices
from workflows.pages.session_worries import Group, others_there, read_worries
from workflows.records.matches import Match
from workflows.records.planned_sessions import PlannedSession

MET: Final = (Choice("yes", mark("Yes")), Choice("no", mark("Not this time")))
NEXT: Final = (
    Choice("stands", mark("That stands")),
    Choice("moved", mark("Another time")),
    Choice("canceled", mark("We cannot say yet")),
)
ANOTHER: Final = "yes"
_WHEN: Final = mark("Enter the time of day, such as 1:30 PM.")


def prefilled(
    match: Match, planned: PlannedSession | None, following: PlannedSession | None, at: datetime, zone: str
) -> dict[str, str]:
    """Day, time, length, medium and place of the planned session, or today's day; never what was done in it."""
    local = (planned.planned_at if planned else at).astimezone(ZoneInfo(zone))
    filled = {
        "held_on_month": str(local.month),
        "held_on_day": str(local.day),
        "held_on_year": str(local.year),
        "held_time": f"{local:%H:%M}" if planned else "",
        "minutes": str(match.length_minutes),
        "medium": "in_person",
        "place": match.place,
    }
    numbers = {"about": planned, "next_number": following}
    return filled | {name: str(one.number) for name, one in numbers.items() if one is not None}


def read_logs(typed: Reading, calendar: SchoolCalendar, group: Group) -> dict[UUID, SessionLog]:
    """The log of each match as it was filled in; raises `Invalid` with a sentence at each field.

    What stands in a part that does not apply (topics of a session that was not made) is not read. The plan is of
    this match alone: what is planned with the others stays as it is.
    """
    held_at = _held_at(typed, calendar)
    met = typed.one_of("met", ("yes", "no"), required=mark("Say whether you met."))
    answered = _made(typed) if met == "yes" else _missed(typed) if met == "no" else {}
    together = (group.match_id, *(others_there(typed, group) if met == "yes" else ()))
    worries = read_worries(typed, group, together)
    following = _next(typed, calendar)
    note = _note(typed, answered)
    typed.insist()
    assert held_at is not None
    is_another = typed.one_of("is_another", (ANOTHER,), required=None) is not None
    log = SessionLog(
        held_at=held_at, was_made=met == "yes", worry="no", note=note, is_another=is_another, **answered
    )
    logs = {one: replace(log, **worries.get(one, {})) for one in together}
    mine = logs[group.match_id]
    return logs | {group.match_id: replace(mine, about=_number(typed, "about"), next_session=following)}


def read_amended(typed: Reading, calendar: SchoolCalendar, held_at: datetime) -> SessionLog:
    """What happened, said again: neither a worry nor the plan is part of it. Raises `Invalid` at the fields.

    `held_at` is when it was, as logged: a form knows no seconds, and they are no correction.
    """
    typed_at = _held_at(typed, calendar)
    met = typed.one_of("met", ("yes", "no"), required=mark("Say whether you met."))
    answered = _made(typed, corrects=True) if met == "yes" else _missed(typed) if met == "no" else {}
    note = _note(typed, answered)
    typed.insist()
    assert typed_at is not None
    is_same = typed_at == held_at.replace(second=0, microsecond=0)
    return SessionLog(
        held_at=held_at if is_same else typed_at, was_made=met == "yes", worry="no", note=note, **answered
    )


def _held_at(typed: Reading, calendar: SchoolCalendar) -> datetime | None:
    day = typed.date("held_on", required=mark("Enter the day of the session."))
    clock = typed.time("held_time", required=_WHEN)
    return calendar.wall_time(day, clock) if day and clock else None


def _note(typed: Reading, answered: Mapping[str, Any]) -> str:
    note = typed.text("note")
    if not note and any(_needs_words(reason) for _, reason in answered.get("practices", {}).values()):
        typed.refuse("note", mark("“Another reason” needs a few words. Write them here."))
    return note


def _made(typed: Reading, *, corrects: bool = False) -> dict[str, Any]:
    topics = tuple(entry.code for entry in codes.load("session_topics").active)
    return {
        "topics": typed.many_of(
            "topics", topics, required=mark("Choose at least one thing you did or talked about.")
        ),
        "practices": read_practices(typed, corrects=corrects),
        "minutes": typed.integer(
            "minutes",
            least=1,
            most=LIMITS.longest_made_minutes,
            required=mark("Say how many minutes you met."),
        ),
        "medium": _code(typed, "medium", "session_media", mark("Say how you met.")),
        "place": typed.line("place"),
    }


def _missed(typed: Reading) -> dict[str, Any]:
    return {"whose_cause": _code(typed, "whose_cause", "missed_causes", mark("Say why you did not meet."))}


def _next(typed: Reading, calendar: SchoolCalendar) -> NextSession | None:
    number = _number(typed, "next_number")
    if number is None:
        return None
    said = typed.one_of(
        "next", [choice.value for choice in NEXT], required=mark("Say whether the next session stands.")
    )
    if said != "moved":
        return NextSession(number, said) if said else None
    day = typed.date("next_on", required=mark("Enter the day of the next session."))
    clock = typed.time("next_time", required=_WHEN)
    return NextSession(number, said, calendar.wall_time(day, clock)) if day and clock else None


def _number(typed: Reading, name: str) -> int | None:
    return typed.integer(name, least=1, most=LIMITS.most_sessions, required=None)


def _code(typed: Reading, name: str, list_id: str, sentence: str) -> str | None:
    return typed.one_of(name, [entry.code for entry in codes.load(list_id).active], required=sentence)


def _needs_words(reason: str | None) -> bool:
    entry = codes.load("practice_reasons").find(reason or "")
    return entry is not None and entry.needs_words
