"""What do the three requests look like that are measured?

`log` and `decide` are the forms as a browser sends them, each for the case with this number; `worklist` is the
first page of a school's clinical supervisor.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bench.ground import Ground
from bench.wire import get, post
from workflows.pages.decision_form import FIRINGS
from workflows.platform.forgery import token_for

LOG: Final = "log a session"
DECIDE: Final = "decide a step-up"
WORKLIST: Final = "supervisor's list"
ACTS: Final = (LOG, DECIDE)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request before it is bytes. `by` and `school`: who sends it."""

    path: str
    fields: Mapping[str, object] | None
    by: str
    school: int


def asked_for(ground: Ground, what: str, number: int, form_key: str | None = None) -> Asked:
    """The request of this kind about this case; about this school, for the list."""
    if what == WORKLIST:
        return Asked("/", None, "clinical", number)
    kind = ground.quiet if what == LOG else ground.waiting
    key = form_key or secrets.token_urlsafe(16)
    school = kind.school(number)
    if what == LOG:
        (match,) = kind.ids("match", number)
        return Asked(f"/matches/{match}/sessions", {"form_key": key, **_log()}, "mentor", school)
    (work,) = kind.ids("work", number)
    firings = [str(one) for one in kind.ids("firings", number)]
    fields = {"form_key": key, "seen_version": "2", FIRINGS: firings, **_DECISION}
    return Asked(f"/work/{work}/decisions", fields, "clinical", school)


def request(ground: Ground, asked: Asked, port: int, secret: bytes) -> bytes:
    """Its bytes, with the cookie and the token of whoever sends it."""
    token = ground.token(asked.by, asked.school)
    cookie = f"stepwise={token}"
    if asked.fields is None:
        return get(port, asked.path, cookie)
    return post(port, asked.path, {"csrf_token": token_for(secret, token), **asked.fields}, cookie)


def _log() -> dict[str, str]:
    """A session of an hour ago, with nothing worrying."""
    held = (datetime.now(UTC) - timedelta(hours=1)).astimezone(ZoneInfo("America/Chicago"))
    return {
        "held_on_month": str(held.month),
        "held_on_day": str(held.day),
        "held_on_year": str(held.year),
        "held_time": f"{held:%H:%M}",
        "met": "yes",
        "minutes": "45",
        "medium": "in_person",
        "topics": "school_work",
        "place": "Library",
        "plan": "different",
        "practice_check_in": "adapted",
        "reason_check_in": "not_enough_time",
        "worry": "no",
        "note": "",
    }


_DECISION: Final = {
    "answer": "accept",
    "mentee_view": "Would like somebody who knows more about sleep.",
    "consent_basis": "guardian_written",
    "words": "Scores rise although every session was made.",
}
