"""Nobody has answered an escalation: who is told now, by which way, and when is somebody told next?

Pure: who the people are and which ways reach them is looked up by whoever asks. A rung on which nobody can be reached
is passed at once; so is a way for which nothing is set up, and then the others of the rung remain. The last rung repeats
for ever, each time with one more group of people, and when nobody at all can be reached it still comes again: an
escalation never runs out of ladder.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from care_steps.policy import Ladder, Rung, Way, Whom
from triage.calendar import SchoolCalendar
from triage.due_days import next_school_time


@dataclass(frozen=True, slots=True)
class Reachable:
    """Somebody who may be told, by the ways that reach them now. `in_place_of`: who stands there and is away."""

    person_id: UUID
    ways: frozenset[Way]
    in_place_of: UUID | None = None


Channels = Mapping[Way, Sequence[UUID]]
"""Which channels, read by many, are set up for each way at this moment. They stand for nobody: a rung on which only a
channel is left has nobody on it."""

Audience = Mapping[Whom, Sequence[Reachable]]
"""Who that is at this moment. Whoever cannot be reached is not among them, or has no way."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where on its ladder an escalation stands: the rung from 1, and how often the last one has come, from 1."""

    rung: int = 1
    lap: int = 1


@dataclass(frozen=True, slots=True)
class Notice:
    """One person, told by one way; perhaps in the place of somebody who is away."""

    person_id: UUID
    way: Way
    in_place_of: UUID | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """One channel into which it is said that something is there."""

    channel_id: UUID
    way: Way


@dataclass(frozen=True, slots=True)
class Entered:
    """A rung that was entered, with the rungs that were passed because nobody on them can be reached.

    `passed_ways`: by these ways of the rung nobody was told, since nothing is set up for them or may be used.
    """

    place: Place
    passed: tuple[Place, ...]
    notices: tuple[Notice, ...]
    next_at: datetime
    posts: tuple[Post, ...] = ()
    passed_ways: tuple[Way, ...] = ()

    @property
    def is_unheard(self) -> bool:
        """Nobody at all can be reached: the site itself has to say so to everybody who looks at it."""
        return not self.notices


def enter(
    ladder: Ladder,
    place: Place,
    audience: Audience,
    *,
    at: datetime,
    calendar: SchoolCalendar,
    never: Collection[UUID] = (),
    channels: Channels = MappingProxyType({}),
) -> Entered:
    """Enter this rung at `at`, or the next one on which somebody can be reached.

    `never`: who is named in what it is about, and told of it in nobody's place either. Who reads along in a channel
    nobody knows, so that nothing is posted into one when somebody is named.
    """
    audience = without(audience, never)
    passed: list[Place] = []
    notices = _told(ladder, place, audience)
    while not notices and not _is_widest(ladder, place):
        passed.append(place)
        place = after(ladder, place)
        notices = _told(ladder, place, audience)
    by = rung_at(ladder, place).by
    posts = tuple(Post(one, way) for way in by for one in channels.get(way, ())) if not never else ()
    used = {one.way for one in notices} | {one.way for one in posts}
    # Where nobody at all is reached, nothing was passed over: it is said otherwise.
    over = tuple(way for way in by if way not in used) if notices else ()
    return Entered(place, tuple(passed), notices, _next_at(ladder, place, at, calendar), posts, over)


def without(audience: Audience, never: Collection[UUID]) -> Audience:
    """Everybody but these: where nobody else stands on a rung, it is as empty as if they could not be reached."""
    return {whom: [one for one in people if one.person_id not in never] for whom, people in audience.items()}


def after(ladder: Ladder, place: Place) -> Place:
    """The place that follows: the next rung, or the last one once more."""
    if place.rung < len(ladder.rungs):
        return Place(place.rung + 1, place.lap)
    return Place(len(ladder.rungs), place.lap + 1)


def rung_at(ladder: Ladder, place: Place) -> Rung:
    """The rung at this place. A ladder that has become shorter still has a last rung."""
    return ladder.rungs[min(place.rung, len(ladder.rungs)) - 1]


def whom_at(ladder: Ladder, place: Place) -> tuple[Whom, ...]:
    """Who stands on this rung."""
    rung = rung_at(ladder, place)
    widened = ladder.widened_by[: place.lap - 1] if place.rung >= len(ladder.rungs) else ()
    return tuple(dict.fromkeys((*rung.whom, *widened)))


def taken_until(ladder: Ladder, *, at: datetime, calendar: SchoolCalendar) -> datetime:
    """When everybody is told again if whoever takes it at `at` has not resolved it by then."""
    return _counted(ladder, ladder.taken_minutes, at, calendar)


def _told(ladder: Ladder, place: Place, audience: Audience) -> tuple[Notice, ...]:
    by = rung_at(ladder, place).by
    found = [
        Notice(one.person_id, way, one.in_place_of)
        for whom in whom_at(ladder, place)
        for one in audience.get(whom, ())
        for way in by
        if way in one.ways
    ]
    # Nobody is told twice of one rung, also who stands there for themselves and for another.
    once: dict[tuple[UUID, Way], Notice] = {}
    for one in found:
        once.setdefault((one.person_id, one.way), one)
    return tuple(once.values())


def _is_widest(ladder: Ladder, place: Place) -> bool:
    """Whether there is nobody left to add."""
    return place.rung >= len(ladder.rungs) and place.lap > len(ladder.widened_by)


def _next_at(ladder: Ladder, place: Place, at: datetime, calendar: SchoolCalendar) -> datetime:
    return _counted(ladder, rung_at(ladder, place).minutes, at, calendar)


def _counted(ladder: Ladder, minutes: int, at: datetime, calendar: SchoolCalendar) -> datetime:
    ends = at + timedelta(minutes=minutes)
    return ends if ladder.clock == "real" else next_school_time(calendar, ends)
