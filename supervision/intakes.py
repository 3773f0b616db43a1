"""By when had somebody who was referred to be seen, when did the waiting end, and were they urgent meanwhile?

In hindsight: every reason for a place in line is looked at, not only the last. One that another took over from before
it was due was no promise that could be broken.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from care_steps.steps import Step
from triage.calendar import SchoolCalendar
from triage.lanes import Lane
from triage.priority import PlaceInLine, priority


@dataclass(frozen=True, slots=True)
class Promise:
    """A reason for a class of the waiting list, since when, and until another took over from it."""

    class_: str
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Rated:
    """One rating of needs. `is_whole`: all primary domains; `is_own`: something was said about this person besides."""

    at: datetime
    lane: Lane
    proposes: Step
    is_whole: bool
    is_own: bool


@dataclass(frozen=True, slots=True)
class Decided:
    """One answer to a recommendation, and whether the young person's own view of it is on record."""

    at: datetime
    has_view: bool


@dataclass(frozen=True, slots=True)
class Intake:
    """What is on record about one case, oldest first. `referred_on`: each offer of a professional."""

    opened_at: datetime
    how_soon: str | None = None
    steps: tuple[tuple[Step, datetime], ...] = ()
    rated: tuple[Rated, ...] = ()
    escalations: tuple[Promise, ...] = ()
    is_told: bool = False
    is_mentee_told: bool = False
    referred_on: tuple[datetime, ...] = ()
    decided: tuple[Decided, ...] = ()

    @property
    def wait_ended(self) -> tuple[Step, datetime] | None:
        """The first step after "referred": care, or the end of the case without any."""
        return next((one for one in self.steps if one[0] is not Step.REFERRED), None)

    @property
    def began_at(self) -> datetime | None:
        ended = self.wait_ended
        return ended[1] if ended and ended[0].is_care else None

    def is_open_at(self, at: datetime) -> bool:
        passed = [step for step, since in self.steps if since <= at]
        return not passed or passed[-1].is_open

    def promises(self) -> tuple[Promise, ...]:
        """Routine always; what the referral said until needs are rated; each rating until the next; escalations."""
        routine = priority().lanes[Lane.ROUTINE]
        said = priority().referred.get(self.how_soon or "", routine)
        first = self.rated[0].at if self.rated else None
        followed = [*(one.at for one in self.rated[1:]), None]
        ratings = (
            Promise(priority().lanes[one.lane], max(one.at, self.opened_at), until)
            for one, until in zip(self.rated, followed, strict=False)
        )
        return (
            Promise(routine, self.opened_at),
            Promise(said, self.opened_at, first),
            *ratings,
            *self.escalations,
        )


@dataclass(frozen=True, slots=True)
class School:
    """One school with its cases, the order of the waiting list, and the instant at which it is looked at."""

    calendar: SchoolCalendar
    places: Sequence[PlaceInLine]
    now: datetime
    intakes: tuple[Intake, ...] = ()

    def due(self, promise: Promise) -> datetime:
        """What is due at once is held to the end of the day: a record has no clock for minutes."""
        limit = self._place(promise).limit
        unit = "same_day" if limit.unit == "now" else limit.unit
        return self.calendar.due_at(promise.since, amount=limit.amount, unit=unit)

    def due_of(self, intake: Intake) -> datetime:
        """By when care had to begin: the earliest promise that was made while they waited, and stood until it was due."""
        made = [one for one in intake.promises() if one.since <= self.waited_until(intake)]
        dues = ((self.due(one), one.until) for one in made)
        return min(due for due, until in dues if until is None or due <= until)

    def waited_until(self, intake: Intake) -> datetime:
        """Never before it began: a session may be logged with an earlier hour of the same day."""
        return max(intake.wait_ended[1] if intake.wait_ended else self.now, intake.opened_at)

    def urgent_since(self, intake: Intake) -> datetime | None:
        """Since when they were urgent while they waited; None when they never were."""
        until = self.waited_until(intake)
        return min((one.since for one in self._urgent(intake) if one.since <= until), default=None)

    def is_urgent_at(self, intake: Intake, at: datetime) -> bool:
        return any(one.since <= at and (one.until is None or at < one.until) for one in self._urgent(intake))

    def _urgent(self, intake: Intake) -> list[Promise]:
        return [one for one in intake.promises() if Lane(self._place(one).lane).is_urgent]

    def _place(self, promise: Promise) -> PlaceInLine:
        """A class that the policy does not name has the last place's limit, as on the waiting list."""
        by_class: Mapping[str, PlaceInLine] = {one.class_: one for one in reversed(self.places)}
        return by_class.get(promise.class_, self.places[-1])
