"""What is on file about a mentor, and is this mentor cleared and certified on a day?"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from supervision.said_days import day_said


@dataclass(frozen=True, slots=True)
class Mentor:
    """A mentor with what is on file about them, the supervisors above them, and what binds them to one mentee.

    `open_matches` and `reserved_elsewhere` count other mentees only. `weekdays` are 0 (Monday) to 6, none when
    not on file; `strengths` are reasons of referral; `most_mentees` is None when not on file.
    `mentees_before` counts the mentees ever matched, `reserved_until` is a live reservation for this mentee,
    `last_day_on` is that of a mentor who leaves.
    """

    person_id: UUID
    name: str
    cleared_until: date | None
    journey_until: date | None
    supervisor_id: UUID | None
    supervisor_name: str | None
    open_matches: int
    clinical_id: UUID | None = None
    clinical_name: str | None = None
    works_here: bool = True
    most_mentees: int | None = None
    weekdays: frozenset[int] = frozenset()
    strengths: frozenset[str] = frozenset()
    reserved_elsewhere: int = 0
    reserved_until: date | None = None
    mentees_before: int = 0
    met_before: bool = False
    meets_now: bool = False
    has_conflict: bool = False
    last_day_on: date | None = None


def why_not_cleared(mentor: Mentor, *, today: date, first_on: date) -> str | None:
    """Cleared today and on the day of the first session? The last day counts."""
    return _why_not_valid(f"{mentor.name}'s clearance", mentor.cleared_until, today, first_on) or (
        None if mentor.cleared_until else f"{mentor.name} has no clearance on file."
    )


def why_not_certified(mentor: Mentor, *, today: date, first_on: date) -> str | None:
    """Does a Journey Mentor certificate hold today and on the day of the first session? The last day counts."""
    what = f"{mentor.name}'s Journey Mentor certificate"
    return _why_not_valid(what, mentor.journey_until, today, first_on) or (
        None if mentor.journey_until else f"{mentor.name} has no Journey Mentor certificate."
    )


def _why_not_valid(what: str, until: date | None, today: date, first_on: date) -> str | None:
    if until is None or until >= max(today, first_on):
        return None
    if until < today:
        return f"{what} ended on {day_said(until)}."
    return f"{what} ends on {day_said(until)}, before the first session."
