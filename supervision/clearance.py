"""May this mentor take this mentee?"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Mentor:
    """A mentor with what is on file about them and the supervisor above them."""

    person_id: UUID
    name: str
    cleared_until: date | None
    journey_until: date | None
    supervisor_id: UUID | None
    supervisor_name: str | None
    open_matches: int


def why_not_cleared(mentor: Mentor, *, for_journey: bool, on: date) -> str | None:
    """Cleared on that day, and certified for the step? The last day of each counts."""
    if mentor.cleared_until is None:
        return f"{mentor.name} has no clearance on file."
    if mentor.cleared_until < on:
        return f"{mentor.name}'s clearance ended on {mentor.cleared_until:%B} {mentor.cleared_until.day}."
    if not for_journey:
        return None
    if mentor.journey_until is None:
        return f"{mentor.name} has no Journey Mentor certificate."
    if mentor.journey_until < on:
        return f"{mentor.name}'s Journey Mentor certificate ended on {mentor.journey_until:%B} {mentor.journey_until.day}."
    return None
