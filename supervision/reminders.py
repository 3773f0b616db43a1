"""Is somebody reminded today of what they left undone? How often, stands in the file of the same name.

Every number is counted in days of the person's own school, so that all that comes up on a day comes up together.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from triage.calendar import SchoolCalendar


class Cause(StrEnum):
    """What was left undone."""

    UNLOGGED_SESSION = "unlogged_session"
    UNANSWERED_LETTER = "unanswered_letter"
    ENDING_CREDENTIAL = "ending_credential"
    FOLLOW_UP = "follow_up"

    @property
    def plain(self) -> str:
        """The words a person reads."""
        return _CAUSES[self]


class Told(StrEnum):
    """To whom it is told, and nobody stands in for them: it is theirs, and they come back."""

    MENTOR = "mentor"
    SENDER = "sender"
    HOLDER = "holder"
    OWNER = "owner"

    @property
    def plain(self) -> str:
        """The words a person reads."""
        return _TOLD[self]


_CAUSES: Final = {
    Cause.UNLOGGED_SESSION: "a session that has passed and is not logged",
    Cause.UNANSWERED_LETTER: "a letter about consent that was to be answered by now",
    Cause.ENDING_CREDENTIAL: "a clearance, certificate or training that ends",
    Cause.FOLLOW_UP: "a young person with whom it is time to talk again",
}
_TOLD: Final = {
    Told.MENTOR: "the mentor of the match",
    Told.SENDER: "whoever sent it, while they look after students of the school; else the owner of the case",
    Told.HOLDER: "whoever holds it",
    Told.OWNER: "whoever looks after the case",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """From when on, counted from the day that a cause is about: so many school days after it, or so many days before."""

    cause: Cause
    told: Told
    again_after_school_days: int
    most_times: int
    until_days_after: int
    school_days_after: int | None = None
    days_before: int | None = None


@dataclass(frozen=True, slots=True)
class Undone:
    """One thing that this person left undone. `about_id`, `which` and `day` say which one; done, it is found no more."""

    cause: Cause
    person_id: UUID
    about_id: UUID
    which: str
    day: date


@dataclass(frozen=True, slots=True)
class Reminded:
    """How often somebody was reminded of one thing, and on which day of their school last."""

    times: int
    last_on: date


def rule_of(found: Mapping[str, Any]) -> Rule:
    """One entry of the file. Raises `ValueError` when it does not say from when on, or says it twice."""
    rule = Rule(**{**found, "cause": Cause(found["cause"]), "told": Told(found["told"])})
    if (rule.school_days_after is None) == (rule.days_before is None):
        raise ValueError(f"{rule.cause}: say either school_days_after or days_before.")
    return rule


def _load() -> Mapping[Cause, Rule]:
    found = tomllib.loads(files(__package__).joinpath("reminders.toml").read_text("utf-8"))
    return MappingProxyType({one.cause: one for one in map(rule_of, found["reminders"])})


RULES: Final = _load()


def first_on(rule: Rule, day: date, own: SchoolCalendar) -> date:
    """From which day on somebody is reminded of what is about `day`: when it was planned, due, or ends."""
    if rule.days_before is not None:
        return day - timedelta(days=rule.days_before)
    return _school_days_after(day, rule.school_days_after or 0, own)


def oldest_day(at: datetime, rule: Rule) -> date:
    """What is about an earlier day than this is told nowhere in the world any more."""
    return (at - timedelta(days=rule.until_days_after + 1)).date()


def is_due(
    rule: Rule, day: date, *, own: SchoolCalendar, today: date, before: Reminded | None = None
) -> bool:
    """Whether it is told today, when it is still undone. `before`: what was told of it already."""
    if not first_on(rule, day, own) <= today <= day + timedelta(days=rule.until_days_after):
        return False
    if before is None:
        return True
    next_on = _school_days_after(before.last_on, rule.again_after_school_days, own)
    return before.times < rule.most_times and next_on <= today


# A school has few days, and many things are about each of them.
@lru_cache(maxsize=4096)
def _school_days_after(day: date, number: int, own: SchoolCalendar) -> date:
    return own.local_day(own.due_at(own.wall_time(day, time.min), amount=number, unit="school_days"))
