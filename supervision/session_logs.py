"""What does the log of a session say, and why can it not be taken?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from care_steps import codes
from supervision.session_limits import LIMITS
from triage.calendar import SchoolCalendar

WORRIES: Final = ("no", "talk_over", "now")
NOW_KINDS: Final = ("active_statement", "threat_to_others", "weapon", "abuse_or_neglect", "other_now")
NEXT: Final = ("stands", "moved", "canceled")


@dataclass(frozen=True, slots=True)
class NextSession:
    """What was said of a planned session: `said` is stands, moved (then `planned_at` says to when) or canceled."""

    number: int
    said: str
    planned_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SessionLog:
    """What the mentor filled in. `practices` maps each practice to (done|adapted|dropped, reason)."""

    held_at: datetime
    was_made: bool
    worry: str
    whose_cause: str | None = None
    minutes: int | None = None
    medium: str | None = None
    topics: tuple[str, ...] = ()
    practices: Mapping[str, tuple[str, str | None]] = field(default_factory=dict)
    note: str = ""
    now_kind: str | None = None
    said: str = ""
    place: str = ""
    about: int | None = None
    """The number of the planned session that it is about, if it is about one."""
    next_session: NextSession | None = None
    concern_id: UUID | None = None
    """The worry that was sent before the log was finished; then the log raises none."""
    is_another: bool = False
    """Whoever logs has seen that a session of about this time is logged, and says that this is another one."""

    @property
    def concern_kind(self) -> str:
        """What kind of concern its worry is, when there is one."""
        return self.now_kind if self.worry == "now" and self.now_kind else "talk_over"


def why_not_log(log: SessionLog, calendar: SchoolCalendar, at: datetime) -> dict[str, str]:
    """A sentence for each field that cannot be taken; empty when the log stands."""
    errors = {}
    if log.held_at > at:
        errors["held_on"] = "This day and time have not come yet."
    if log.worry not in WORRIES:
        errors["worry"] = "Say whether anything worried you."
    if log.worry == "now" and log.now_kind not in NOW_KINDS:
        errors["now_kind"] = "Say what is happening, so that the right people come."
    errors |= _why_not_made(log) if log.was_made else _why_not_missed(log)
    return errors | _why_not_next(log, calendar, at)


def why_not_undo(logged_at: datetime, at: datetime) -> str | None:
    """A slip is struck out while it is fresh. `logged_at` is when the session was logged first."""
    if at <= logged_at + timedelta(minutes=LIMITS.undo_minutes):
        return None
    return f"A log can be undone for {LIMITS.undo_minutes} minutes. Correct it instead: what was there stays readable."


def _why_not_made(log: SessionLog) -> dict[str, str]:
    errors = {}
    if log.minutes is None or not 1 <= log.minutes <= LIMITS.longest_made_minutes:
        errors["minutes"] = "Say how many minutes you met."
    if log.medium is None or not codes.load("session_media").knows(log.medium):
        errors["medium"] = "Say how you met."
    if not log.topics or not all(codes.load("session_topics").knows(topic) for topic in log.topics):
        errors["topics"] = "Choose at least one thing you did or talked about."
    if log.whose_cause is not None:
        errors["whose_cause"] = "A session that took place has no cause of absence."
    for practice, (delivered, reason) in log.practices.items():
        if not codes.load("practices").knows(practice) or delivered not in ("done", "adapted", "dropped"):
            errors["practices"] = "Say of each practice whether it went as planned, was adapted or dropped."
        elif delivered != "done" and (reason is None or not codes.load("practice_reasons").knows(reason)):
            errors["practices"] = "Give the reason for what was adapted or dropped."
    return errors


def _why_not_missed(log: SessionLog) -> dict[str, str]:
    if log.whose_cause is None or not codes.load("missed_causes").knows(log.whose_cause):
        return {"whose_cause": "Say why you did not meet."}
    return {}


def _why_not_next(log: SessionLog, calendar: SchoolCalendar, at: datetime) -> dict[str, str]:
    """What is said of the next session: that it stands, another time, or that nobody can say yet."""
    said = log.next_session
    if said is None:
        return {}
    if said.said not in NEXT or said.number == log.about:
        return {"next": "Say whether the next session stands."}
    if said.said != "moved":
        return {}
    if said.planned_at is None or said.planned_at <= at:
        return {"next_on": "The next session lies ahead. Enter another day or time."}
    day = calendar.local_day(said.planned_at)
    if day > calendar.local_day(at) + timedelta(days=LIMITS.longest_ahead_days):
        return {"next_on": "This is more than a year from today. Check the year."}
    if not calendar.is_school_day(day):
        return {"next_on": "The school is closed on that day. Choose a school day."}
    return {}
