"""Who is away, from when to when, and who stands in for them at this moment?

Nothing moves when somebody goes or comes back: it is asked anew each time. Somebody is always found, as long as
anybody at all is there.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Final
from uuid import UUID

from supervision.absence_limits import LIMITS
from supervision.actors import Covered
from supervision.last_days import why_not_there
from triage.calendar import SchoolCalendar
from triage.roles import Role


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody who is not there now, and who is asked in their place: the cover first, then who comes next.

    `next_in_line` names only people who can sign in and hold a role.
    """

    person: Covered
    next_in_line: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class StandIns:
    """Everybody of an organization who is not there at this moment, and the `names` of those who may stand in."""

    away: Mapping[UUID, Away] = field(default_factory=lambda: MappingProxyType({}))
    names: Mapping[UUID, str] = field(default_factory=lambda: MappingProxyType({}))

    def whom(self, person_id: UUID, *, never: Collection[UUID] = ()) -> UUID:
        """Who does the work of this person now: they themselves, when they are there or nobody else is.

        `never`: those who must not be asked, whoever they cover for.
        """
        return self._next(person_id, {*never} - {person_id}, set()) or person_id

    def covered_by(self, person_id: UUID) -> tuple[Covered, ...]:
        """Those whose work this person does now, beside their own."""
        others = (one.person for one in self.away.values() if one.person.person_id != person_id)
        return tuple(one for one in others if self.whom(one.person_id) == person_id)

    def cover_name(self, person_id: UUID) -> str | None:
        """The name of whoever stands in for this person, None when nobody has to."""
        cover_id = self.whom(person_id)
        return None if cover_id == person_id else self.names.get(cover_id)

    def _next(self, person_id: UUID, never: set[UUID], asked: set[UUID]) -> UUID | None:
        if person_id not in self.away:
            return None if person_id in never else person_id
        if person_id in asked:
            return None
        asked.add(person_id)
        found = (self._next(one, never, asked) for one in self.away[person_id].next_in_line)
        return next((one for one in found if one is not None), None)


EVERYBODY_THERE: Final = StandIns()
TWICE: Final = "This person is away already on one of these days. End that absence first."


@dataclass(frozen=True, slots=True)
class Planned:
    """One absence as it is written down: from an instant until before another."""

    person_id: UUID
    cover_id: UUID
    starts_at: datetime
    ends_at: datetime

    def holds(self, at: datetime) -> bool:
        return self.starts_at <= at < self.ends_at


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who might cover: the roles held now, whether they can sign in, and the last day of who leaves."""

    person_id: UUID
    name: str
    roles: frozenset[Role]
    can_sign_in: bool = True
    last_day_on: date | None = None


def span(
    first_on: date, last_on: date, calendar: SchoolCalendar, *, at: datetime
) -> tuple[datetime, datetime]:
    """The instants of whole days at the site: from the first one's midnight, or at once when it has begun already,
    until the midnight after the last one.
    """
    starts_at = max(calendar.wall_time(first_on, time.min), at)
    return starts_at, max(calendar.wall_time(last_on + timedelta(days=1), time.min), starts_at)


def why_not_days(first_on: date, last_on: date, *, today: date) -> Mapping[str, str]:
    """A sentence for each day that cannot be taken. Whoever fell ill is away from today on."""
    if first_on < today:
        return {"first_on": "This day is over. An absence begins today or later."}
    if first_on > today + timedelta(days=LIMITS.furthest_days):
        return {"first_on": "This is too far ahead. Write it down once it is nearer."}
    if last_on < first_on:
        return {"last_on": "The last day comes before the first one."}
    if last_on >= first_on + timedelta(days=LIMITS.longest_days):
        return {
            "last_on": f"An absence lasts {LIMITS.longest_days} days at most. Whoever is gone longer leaves."
        }
    return {}


def why_not_cover(
    cover: Candidate | None,
    roles: Collection[Role],
    absence: Planned,
    last_on: date,
    others: Sequence[Planned],
) -> str | None:
    """May this person cover for somebody with these roles? `others`: every other absence that is not over."""
    if cover is None:
        return "Choose somebody who works here."
    if cover.person_id == absence.person_id:
        return "Nobody covers for themselves."
    if not cover.can_sign_in:
        return f"{cover.name} cannot sign in, so nothing would reach them. Choose somebody else."
    if (wrong := LIMITS.why_not_role(roles, cover.roles)) is not None:
        return wrong
    if (wrong := why_not_there(cover.name, cover.last_day_on, needed_on=last_on)) is not None:
        return wrong
    if closes_a_circle(absence, others):
        return (
            f"{cover.name} is away then, and in the end you would cover for each other. Choose somebody else."
        )
    return None


def able_to_cover(person: Candidate, people: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Those who may do this person's work and can sign in, in the given order."""
    return tuple(
        one
        for one in people
        if one.person_id != person.person_id
        and one.can_sign_in
        and LIMITS.why_not_role(person.roles, one.roles) is None
    )


def closes_a_circle(absence: Planned, others: Iterable[Planned]) -> bool:
    """Would the work of this person come back to them, at any instant of their absence?"""
    near = [one for one in others if one.starts_at < absence.ends_at and one.ends_at > absence.starts_at]
    instants = {absence.starts_at, *(one.starts_at for one in near if one.starts_at > absence.starts_at)}
    return any(_comes_back(absence, [one for one in near if one.holds(at)]) for at in instants)


def _comes_back(absence: Planned, now: Sequence[Planned]) -> bool:
    covers = {one.person_id: one.cover_id for one in now}
    seen: set[UUID] = set()
    person_id: UUID | None = absence.cover_id
    while person_id is not None and person_id not in seen:
        if person_id == absence.person_id:
            return True
        seen.add(person_id)
        person_id = covers.get(person_id)
    return False
